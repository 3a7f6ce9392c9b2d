// Photos and documents on their way: one at a time, beside the messages, each under its client_id.
// After a lost connection it is sent again under the same id: never twice. It lives with the page.

const STALLED = 45_000;
const LONGEST_PAUSE = 15_000;
// What the server fails on this often is left to the reader's "try again".
const MOST_FAILURES = 4;

export class Uploads {
  #client;
  #language;
  #on;
  #open = new Set();
  #sending = null;

  constructor(client, { language }, on) {
    this.#client = client;
    this.#language = language;
    this.#on = on;
    addEventListener("online", () => this.#open.forEach((upload) => this.retry(upload)));
    // Leaving now would lose what has not arrived.
    addEventListener("beforeunload", (event) => this.#open.size && event.preventDefault());
  }

  add(file) {
    const client_id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    const upload = { client_id, file, failures: 0, pause: 1_000, waits: false };
    this.#open.add(upload);
    this.#on.queued(upload);
    this.#next();
  }

  cancel(upload) {
    this.#end(upload);
    upload.request?.abort();
  }

  retry(upload) {
    clearTimeout(upload.wake);
    Object.assign(upload, { failures: 0, pause: 1_000, waits: false });
    this.#next();
  }

  #next() {
    if (this.#sending) return;
    this.#sending = [...this.#open].find(({ waits }) => !waits) ?? null;
    if (this.#sending) this.#send(this.#sending);
  }

  #free() {
    this.#sending = null;
    this.#next();
  }

  async #send(upload) {
    const conversation = await this.#client.conversation();
    if (!this.#open.has(upload)) return this.#free();
    if (!conversation) return this.#later(upload);
    const request = new XMLHttpRequest();
    upload.request = request;
    request.open("POST", `/api/webchat/conversations/${conversation.conversation}/attachments`);
    request.setRequestHeader("Authorization", `Bearer ${conversation.token}`);
    request.setRequestHeader("Accept-Language", this.#language);
    const moves = () => {
      clearTimeout(upload.stalled);
      upload.stalled = setTimeout(() => request.abort(), STALLED);
    };
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      moves();
      this.#on.progress(upload, loaded / total);
    });
    request.addEventListener("loadend", () => {
      clearTimeout(upload.stalled);
      if (this.#open.has(upload)) this.#settle(upload, request, conversation);
      else this.#free();
    });
    const form = new FormData();
    form.append("client_id", upload.client_id);
    form.append("file", upload.file, upload.file.name);
    moves();
    request.send(form);
  }

  #settle(upload, { status, responseText }, conversation) {
    if (status === 0 || status === 429 || status >= 500) return this.#later(upload, status);
    const told = parsed(responseText);
    const isOver = [401, 404, 410].includes(status) || told.type?.endsWith("/conversation-closed");
    if (isOver && !upload.again) {
      upload.again = true;
      this.#client.renew(conversation);
      return this.#send(upload);
    }
    this.#end(upload);
    if (status === 200) this.#on.arrived(upload, told);
    else this.#on.refused(upload, told);
    this.#free();
  }

  #later(upload, status = 0) {
    upload.waits = true;
    upload.failures += status >= 500 ? 1 : 0;
    if (upload.failures >= MOST_FAILURES) {
      this.#on.failed(upload);
    } else {
      this.#on.waiting(upload, status ? "busy" : "offline");
      upload.wake = setTimeout(() => {
        upload.waits = false;
        this.#next();
      }, upload.pause);
      upload.pause = Math.min(upload.pause * 2, LONGEST_PAUSE);
    }
    this.#free();
  }

  #end(upload) {
    this.#open.delete(upload);
    clearTimeout(upload.wake);
    clearTimeout(upload.stalled);
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
