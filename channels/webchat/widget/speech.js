// Read aloud by the browser's own voice: one message that is asked for, or each that comes in.
// Nothing is sent anywhere by us; where the browser has no voice, nothing of it is shown.

import { element, filled } from "./text.js";

// Some browsers fall silent in the middle of a long text.
const LONGEST = 180;

export function sentences(text) {
  const parts = [];
  for (const sentence of text.match(/[^.!?…\n]+[.!?…]*\s*|\n+/gu) ?? []) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + sentence.length <= LONGEST) parts[parts.length - 1] += sentence;
    else parts.push(sentence);
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}

export class Speech {
  #voice = window.speechSynthesis;
  #store;
  #texts;
  #language;
  #tell;
  #reading = null;

  constructor({ store, texts, language, toggle, tell }) {
    Object.assign(this, { toggle });
    this.#store = store;
    this.#texts = texts;
    this.#language = language;
    this.#tell = tell;
    toggle.hidden = !this.#voice;
    if (!this.#voice) return;
    this.#press();
    toggle.addEventListener("click", () => {
      store.choose("aloud", this.isOn ? "no" : "yes");
      this.#press();
      this.stop();
    });
    addEventListener("pagehide", () => this.stop());
    addEventListener("keydown", ({ key }) => key === "Escape" && this.stop());
  }

  get isOn() {
    return Boolean(this.#voice) && this.#store.choice("aloud") === "yes";
  }

  #press() {
    this.toggle.setAttribute("aria-pressed", String(this.isOn));
  }

  // The button beside a message; a second press stops.
  button(read, language = this.#language) {
    if (!this.#voice) return "";
    const button = element("button", { type: "button", className: "listen", "aria-pressed": "false" }, this.#texts.listen);
    button.addEventListener("click", () => {
      const stops = this.#reading === button;
      this.stop();
      if (!stops) this.#read(read(), language, button);
    });
    return button;
  }

  // What has just come in; it waits for what is being read.
  arrived(text, language = this.#language) {
    if (this.isOn) this.#read(text, language, null);
  }

  stop() {
    this.#voice?.cancel();
    this.#mark(null);
  }

  #mark(button) {
    this.#reading?.setAttribute("aria-pressed", "false");
    this.#reading = button;
    button?.setAttribute("aria-pressed", "true");
  }

  #read(text, language, button) {
    const voices = this.#voice.getVoices();
    const voice = voices.find(({ lang }) => lang.toLowerCase().startsWith(language));
    if (voices.length && !voice) return this.#tell(filled(this.#texts.no_voice, {}));
    this.#mark(button);
    const parts = sentences(text);
    parts.forEach((part, number) => {
      const spoken = new SpeechSynthesisUtterance(part);
      spoken.lang = voice?.lang ?? language;
      if (voice) spoken.voice = voice;
      if (number === parts.length - 1) spoken.onend = () => this.#reading === button && this.#mark(null);
      this.#voice.speak(spoken);
    });
  }
}
