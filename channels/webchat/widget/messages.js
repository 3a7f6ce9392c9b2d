// The conversation on the page. What was said before goes to the history, which is silent;
// only what is new goes to the log, which screen readers announce.

import { element, filled, nodesOf } from "./text.js";

// The landlord's clock, as on every other page, whatever the telephone's own says.
const timeZone = "Europe/Paris";
const NEAR_THE_END = 120;

const WHO = { bot: "robot", agent: "person", system: "service" };

export class Messages {
  #shown = new Set();
  #own = new Map();

  constructor({ talk, history, log, texts, language, openedAt, isShared, say, fileCard, speech }) {
    Object.assign(this, { talk, history, log, texts, language, openedAt, isShared, onSay: say, fileCard, speech });
    let isAtEnd = true;
    talk.addEventListener("scroll", () => {
      isAtEnd = talk.scrollHeight - talk.clientHeight - talk.scrollTop < NEAR_THE_END;
    });
    // A line that appears under the messages, or a keyboard, must not hide the last one.
    new ResizeObserver(() => isAtEnd && this.#scroll()).observe(talk);
  }

  // Shows a message once, whatever way it came by; true when it is new to the reader.
  show(message, { fresh = false } = {}) {
    if (this.#shown.has(message.id)) return false;
    this.#shown.add(message.id);
    if (message.author === "tenant") return this.#showOwn(message);
    const isNew = fresh || Date.parse(message.at) > this.openedAt;
    this.#dropQuickReplies();
    (isNew ? this.log : this.history).append(this.#bubble(message));
    this.#scroll();
    return isNew;
  }

  // The reader's own message, or a file on its way, before the server has it.
  queue({ client_id, title, view }) {
    if (this.#own.has(client_id)) return;
    this.#dropQuickReplies();
    const bubble = this.#ownBubble({ text: title, view });
    this.#own.set(client_id, bubble);
    this.mark(client_id, "sending");
    this.log.append(bubble);
    this.#scroll();
  }

  mark(client_id, state) {
    const bubble = this.#own.get(client_id);
    if (!bubble || bubble.dataset.state === "sent") return; // the stream has shown that it arrived
    bubble.dataset.state = state;
    bubble.querySelector(".delivery").textContent = this.texts[state] ?? "";
  }

  drop({ client_id }) {
    this.#own.get(client_id)?.remove();
    this.#own.delete(client_id);
  }

  #showOwn(message) {
    if (this.#own.has(message.client_id)) {
      this.mark(message.client_id, "sent");
      return false;
    }
    this.#dropQuickReplies();
    const bubble = this.#ownBubble(message);
    this.#own.set(message.client_id, bubble);
    const isNew = Date.parse(message.at) > this.openedAt;
    (isNew ? this.log : this.history).append(bubble);
    this.#scroll();
    return false;
  }

  #ownBubble({ text, at, attachment, view = attachment && this.fileCard(attachment) }) {
    return element("div", { className: "message own" },
      element("div", { className: "bubble" },
        element("span", { className: "visually-hidden" }, `${this.texts.you} `),
        view ?? element("p", { className: "text", dir: "auto" }, text)),
      element("p", { className: "meta" }, this.#time(at), element("span", { className: "delivery" })));
  }

  #bubble(message) {
    const urgent = message.act === "emergency";
    const author = WHO[message.author] ?? "robot";
    const bubble = element("div", { className: "bubble", lang: message.language ?? this.language, dir: "auto" },
      ...this.#words(message, { urgent, leads: !this.isShared }));
    bubble.append(...this.#code(message), ...this.#sources(message));
    const made = element("div", { className: `message from-${author}${urgent ? " urgent" : ""}` },
      element("p", { className: "who" }, this.texts[author]),
      bubble,
      element("p", { className: "meta" }, this.#time(message.at)));
    made.querySelector(".meta").append(this.speech.button(() => readable(message), bubble.lang));
    if (message.buttons?.length) made.append(this.#quickReplies(message.buttons));
    return made;
  }

  // The easy text, where there is one, stands before the whole one; the reader's choice shows either.
  #words({ text = "", easy, easy_unread: isUnread }, how) {
    const whole = element("p", { className: "text" }, ...nodesOf(text, how));
    if (!easy) return [whole];
    const said = element("div", { className: "easy" },
      element("p", { className: "text" }, ...nodesOf(easy, how)),
      isUnread ? element("p", { className: "easy-unread" }, this.texts.easy_unread) : "",
      element("details", { className: "sources" },
        element("summary", {}, this.texts.easy_whole), element("p", { className: "text" }, ...nodesOf(text, how))));
    whole.classList.add("whole");
    return [said, whole];
  }

  #sources({ sources }) {
    if (!sources?.length) return [];
    const said = ({ title, document, section, date, amended }) => {
      const days = [date && this.#day(date), amended && filled(this.texts.amended, { date: this.#day(amended) })].filter(Boolean);
      return element("li", {}, element("strong", {}, title), ` – ${[document, section].filter(Boolean).join(", ")}`,
        days.length ? ` (${days.join(", ")})` : "");
    };
    const isMachineMade = sources.some((source) => source.machine_translated);
    const asked = this.texts.sources + (isMachineMade ? ` (${this.texts.machine_made})` : "");
    return [element("details", { className: "sources" },
      element("summary", {}, asked),
      element("ul", {}, ...sources.map(said)))];
  }

  #code({ sollicitation, act }) {
    if (!sollicitation?.code || !["sollicitation", "track"].includes(act)) return [];
    const { code } = sollicitation;
    const copy = element("button", { type: "button", className: "secondary" }, this.texts.copy);
    copy.addEventListener("click", () => this.#copy(code, copy));
    const follow = element("a", {
      href: `/suivi/${encodeURIComponent(code)}?language=${this.language}`, target: "_blank", rel: "noopener",
    }, this.texts.follow);
    return [element("div", { className: "ticket" },
      element("p", { className: "ticket-label" }, this.texts.code),
      element("p", { className: "ticket-code" }, code),
      this.isShared ? "" : element("p", { className: "ticket-actions" }, copy, follow))];
  }

  async #copy(code, button) {
    try {
      await navigator.clipboard.writeText(code);
      button.textContent = this.texts.copied;
    } catch {
      getSelection().selectAllChildren(button.closest(".ticket").querySelector(".ticket-code"));
      button.textContent = this.texts.selected;
    }
  }

  #quickReplies(buttons) {
    const group = element("div", { className: "quick", role: "group", "aria-label": this.texts.replies });
    for (const { title, payload } of buttons) {
      const button = element("button", { type: "button", className: "outline" }, title);
      button.addEventListener("click", () => this.onSay(payload, title));
      group.append(button);
    }
    return group;
  }

  #dropQuickReplies() {
    this.talk.querySelectorAll(".message .quick").forEach((group) => group.remove());
  }

  #time(at = new Date().toISOString()) {
    const moment = new Date(at);
    const day = (date) => date.toLocaleDateString("fr", { timeZone });
    const shown = moment.toLocaleString(this.language, day(moment) === day(new Date())
      ? { timeZone, timeStyle: "short" }
      : { timeZone, day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    return element("time", { dateTime: at }, shown);
  }

  #day(date) {
    return new Date(`${date}T12:00:00`).toLocaleDateString(this.language, { dateStyle: "long" });
  }

  #scroll() {
    this.talk.scrollTop = this.talk.scrollHeight;
  }
}

// What is read to somebody: what they see.
export const readable = ({ text = "", easy }) =>
  (easy && document.documentElement.dataset.easy === "yes" ? easy : text);

export const stateText = (texts, { state, position }) =>
  state === "queued" && position ? filled(texts.queued_at, { n: position }) : texts[`state_${state}`] ?? "";
