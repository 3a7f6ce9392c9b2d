// How a file is seen: on its way with its progress, then as a card that saves it.

import { element, filled } from "./text.js";

const SHOWN_HERE = ["image/jpeg", "image/png", "image/webp"];
const KEPT = 60_000;

const picture = (src) => element("img", { src, alt: "", className: "thumbnail" });
const paper = (text = "PDF") => element("span", { className: "thumbnail paper", "aria-hidden": "true" }, text);

export class Files {
  #store;
  #texts;
  #language;
  #on;

  constructor({ store, texts, language }, on) {
    this.#store = store;
    this.#texts = texts;
    this.#language = language;
    this.#on = on;
  }

  // A file that leaves: progress, cancel, and try again where the connection was lost.
  leaving(upload) {
    const { name, type, size } = upload.file;
    const bar = element("progress", { max: 1, value: 0, "aria-label": filled(this.#texts.file_progress, { name }) });
    const again = this.#button("file_again", name, () => this.#on.retry(upload));
    const cancel = this.#button("file_cancel", name, () => this.#on.cancel(upload));
    again.hidden = true;
    const local = SHOWN_HERE.includes(type) ? URL.createObjectURL(upload.file) : null;
    const view = element("div", { className: "upload" },
      local ? picture(local) : paper(type === "application/pdf" ? "PDF" : "?"),
      element("p", { className: "file-name", dir: "auto" }, name, " ", this.#size(size)),
      bar,
      element("p", { className: "file-actions" }, again, cancel));
    upload.view = { view, bar, again, local };
    return view;
  }

  progress({ view }, part) {
    view.bar.value = part;
    view.again.hidden = true;
  }

  waits({ view }) {
    view.bar.removeAttribute("value");
    view.again.hidden = false;
  }

  arrived(upload, attachment) {
    this.#release(upload);
    upload.view.view.replaceWith(this.card(attachment));
  }

  refused(upload, why) {
    this.#release(upload);
    upload.view.bar.remove();
    upload.view.view.querySelector(".file-actions").replaceWith(element("p", { className: "file-refused" }, why));
  }

  #release({ view }) {
    if (view.local) setTimeout(() => URL.revokeObjectURL(view.local), KEPT);
  }

  // A file that the server has: a small picture, and the file itself to be saved.
  card(attachment) {
    const { id, kind, name, size } = attachment;
    const shown = kind === "image" ? picture(null) : paper();
    if (kind === "image") this.#fetched(id, "/thumbnail").then((url) => { if (url) shown.src = url; });
    const card = element("button", { type: "button", className: "file", "aria-label": filled(this.#texts.file_save, { name }) },
      shown, element("span", { className: "file-name", dir: "auto" }, name, " ", this.#size(size)));
    card.addEventListener("click", () => this.#save(id, name));
    return card;
  }

  async #save(id, name) {
    const url = await this.#fetched(id);
    if (!url) return this.#on.unsaved();
    element("a", { href: url, download: name }).click();
  }

  // The token goes in a header: in an address it would stay in histories and logs.
  async #fetched(id, part = "") {
    const { conversation, token } = this.#store.conversation() ?? {};
    try {
      const answer = await fetch(`/api/webchat/conversations/${conversation}/attachments/${id}${part}`, {
        headers: { Authorization: `Bearer ${token}` },
      });
      if (!answer.ok) return null;
      const url = URL.createObjectURL(await answer.blob());
      setTimeout(() => URL.revokeObjectURL(url), KEPT);
      return url;
    } catch {
      return null;
    }
  }

  #button(name, file, pressed) {
    const made = element("button", { type: "button", className: "secondary", "aria-label": filled(this.#texts[`${name}_of`], { name: file }) }, this.#texts[name]);
    made.addEventListener("click", pressed);
    return made;
  }

  #size(bytes) {
    const megabytes = bytes / 1024 / 1024;
    const [value, unit] = megabytes < 0.1 ? [Math.max(1, Math.round(bytes / 1024)), "kilobyte"] : [megabytes, "megabyte"];
    const shown = new Intl.NumberFormat(this.#language, { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
    return element("span", { className: "file-size" }, `(${shown})`);
  }
}
