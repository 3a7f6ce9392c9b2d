// The contract's API: one message at a time, in order, each with its client_id until it is answered.
// What cannot be sent waits in the store and is sent again under the same client_id: never twice, never lost.

const SEND_LIMIT = 30_000;
const LONGEST_PAUSE = 15_000;
// A message that the server fails on this often lets the next one pass: it may be an emergency.
const MOST_FAILURES = 4;
const TYPED_EACH = 3_000;

export class Client {
  #store;
  #on;
  #options;
  #stream = null;
  #sending = false;
  #pause = 1_000;
  #wake = null;
  #opening = null;
  #typed = 0;

  constructor(store, options, on) {
    this.#store = store;
    this.#options = options;
    this.#on = on;
    addEventListener("online", () => this.#retryNow());
  }

  start() {
    if (this.#store.conversation()) this.#listen();
    this.#send();
  }

  say(text, title = text) {
    const message = { client_id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, text, title };
    this.#store.keepWaiting([...this.#store.waiting(), message]);
    this.#on.queued(message);
    this.#send();
    return message;
  }

  // Somebody reads along: told at most each three seconds, and lost without harm.
  types() {
    const conversation = this.#store.conversation();
    if (!conversation || Date.now() - this.#typed < TYPED_EACH) return;
    this.#typed = Date.now();
    this.#post(`/${conversation.conversation}/typing`, {}, conversation.token);
  }

  end() {
    this.#stream?.close();
    this.#stream = null;
    this.#store.forget();
  }

  #retryNow() {
    clearTimeout(this.#wake);
    this.#pause = 1_000;
    this.#send();
    if (this.#stream?.readyState === EventSource.CLOSED) this.#listen();
  }

  async #send() {
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#store.waiting().length) {
        const settled = await this.#sendFirst(this.#store.waiting()[0]);
        if (!settled) return;
      }
    } finally {
      this.#sending = false;
    }
  }

  async #sendFirst(message) {
    const conversation = await this.conversation();
    if (!conversation) return false;
    const { client_id, text } = message;
    const { language } = this.#options;
    // Chosen since the conversation began: told once, then the conversation's language is its own.
    const change = conversation.language && conversation.language !== language ? { language } : {};
    const body = { text, client_id, ...change };
    const answer = await this.#post(`/${conversation.conversation}/messages`, body, conversation.token);
    if (!answer || answer.status === 429) return this.#later(answer);
    if (answer.status >= 500) return this.#failed(message, answer);
    if ([401, 403, 404, 409, 410].includes(answer.status)) return this.#startAgain(message);
    this.#pause = 1_000;
    this.#drop(message);
    if (answer.ok) this.#store.keepConversation({ ...conversation, language });
    if (!answer.ok) this.#on.refused(message, await answer.json().catch(() => ({})));
    else this.#on.answered(message, await answer.json());
    return true;
  }

  #failed(message, answer) {
    const failures = (message.failures ?? 0) + 1;
    if (failures < MOST_FAILURES) {
      this.#store.keepWaiting(this.#store.waiting().map((other) =>
        other.client_id === message.client_id ? { ...other, failures } : other));
      return this.#later(answer);
    }
    this.#drop(message);
    this.#on.unanswered(message);
    return true;
  }

  #drop({ client_id }) {
    this.#store.keepWaiting(this.#store.waiting().filter((other) => other.client_id !== client_id));
  }

  // The conversation is closed, or unknown to the server: a new one takes what waits.
  #startAgain(message) {
    if (message.again) {
      this.#drop(message);
      this.#on.refused(message, {});
      return true;
    }
    const waiting = this.#store.waiting().map((other) => ({ ...other, again: true }));
    this.end();
    this.#store.keepWaiting(waiting);
    return true;
  }

  // One at a time: a message and a photo that begin together share the conversation.
  conversation() {
    this.#opening ??= this.#opened().finally(() => { this.#opening = null; });
    return this.#opening;
  }

  // Forgets a conversation that is over, unless another has begun meanwhile; what waits stays.
  renew({ conversation }) {
    if (this.#store.conversation()?.conversation !== conversation) return;
    const waiting = this.#store.waiting();
    this.end();
    this.#store.keepWaiting(waiting);
  }

  // Asks something of the conversation, which is opened where there is none; null without answer.
  async ask(path, body) {
    const conversation = await this.conversation();
    return conversation && this.#post(`/${conversation.conversation}${path}`, body, conversation.token);
  }

  async #opened() {
    const known = this.#store.conversation();
    if (known) return known;
    const { landlord, language } = this.#options;
    const answer = await this.#post("", { ...(landlord && { landlord }), language });
    if (!answer?.ok) return this.#later(answer) || null;
    const made = { ...(await answer.json()), language };
    this.#store.keepConversation(made);
    this.#listen();
    return made;
  }

  async #post(path, body, token) {
    const headers = { "Content-Type": "application/json", "Accept-Language": this.#options.language };
    if (token) headers.Authorization = `Bearer ${token}`;
    try {
      return await fetch(`/api/webchat/conversations${path}`, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
        signal: AbortSignal.timeout?.(SEND_LIMIT),
      });
    } catch {
      return null;
    }
  }

  #later(answer) {
    this.#on.waiting(answer ? "busy" : "offline");
    clearTimeout(this.#wake);
    this.#wake = setTimeout(() => this.#send(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    return false;
  }

  // The browser reconnects by itself with Last-Event-ID; only a refused stream is opened anew.
  #listen() {
    const { conversation, token } = this.#store.conversation() ?? {};
    if (!conversation) return;
    this.#stream?.close();
    const query = new URLSearchParams({ token });
    const stream = new EventSource(`/api/webchat/conversations/${conversation}/events?${query}`);
    this.#stream = stream;
    for (const kind of ["message", "state", "typing"]) {
      stream.addEventListener(kind, (event) => this.#on[kind](JSON.parse(event.data)));
    }
    stream.addEventListener("open", () => this.#on.connected());
    stream.addEventListener("error", () => {
      this.#on.disconnected();
      if (stream.readyState === EventSource.CLOSED && stream === this.#stream) {
        setTimeout(() => stream === this.#stream && this.#listen(), LONGEST_PAUSE);
      }
    });
  }
}
