// The desk: what the server sends is merged by key, so that nothing typed, read or focused is lost.
// Nothing is shown before the database has it: a form's answer only asks the panels to look again.

const byId = (id) => document.getElementById(id);
const version = (element) => element.dataset.version ?? element.outerHTML;
const versions = new WeakMap();
const remember = (root) => root.querySelectorAll("[id]").forEach((one) => versions.set(one, version(one)));

function merged(old, fresh, added) {
  if (old.matches("[data-keyed]") && fresh.matches("[data-keyed]")) return merge(old, fresh, added);
  if (versions.get(old) === version(fresh)) return;
  versions.set(fresh, version(fresh));
  remember(fresh);
  old.replaceWith(fresh);
  added.push(fresh);
}

function merge(target, source, added) {
  const wanted = [...source.children].filter((one) => one.id);
  const names = new Set(wanted.map((one) => one.id));
  [...target.children].filter((one) => one.id && !names.has(one.id)).forEach((one) => one.remove());
  let place = null;
  for (const fresh of wanted) {
    const old = target.querySelector(`:scope > #${CSS.escape(fresh.id)}`);
    if (old) {
      merged(old, fresh, added);
    } else {
      versions.set(fresh, version(fresh));
      remember(fresh);
      added.push(fresh);
    }
    const now = old ? byId(fresh.id) : fresh;
    const next = place ? place.nextElementSibling : target.firstElementChild;
    if (now !== next) target.insertBefore(now, next);
    place = now;
  }
}

htmx.defineExtension("keyed", {
  isInlineSwap: () => false,
  handleSwap(style, target, fragment) {
    if (style !== "keyed") return false;
    const focused = document.activeElement?.id;
    const log = byId("log");
    const reading = log && log.scrollHeight - log.scrollTop - log.clientHeight > 80;
    const added = [];
    merge(target, fragment, added);
    if (focused && document.activeElement === document.body) byId(focused)?.focus();
    if (!reading) toTheEnd();
    arrived(added);
    return added;
  },
});

function toTheEnd() {
  const log = byId("log");
  if (log) log.scrollTop = log.scrollHeight;
}

const refresh = () => document.querySelectorAll('#live [hx-get][hx-swap="keyed"]:not(form)').forEach((pane) => htmx.trigger(pane, "loge:refresh"));

// ---- what is said after an action

function tell({ text, good }) {
  const said = byId("told");
  if (!said) return;
  const note = document.createElement("p");
  note.className = `notice ${good ? "notice-ok" : "notice-warn"}`;
  note.textContent = text;
  said.replaceChildren(note);
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => said.replaceChildren(), 8000);
}

document.body.addEventListener("loge:told", (event) => {
  tell(event.detail);
  refresh();
});

// The server could not be reached, or failed: what was typed is still there.
function failed(event) {
  const told = event.detail.xhr?.getResponseHeader("HX-Trigger");
  if (event.detail.requestConfig?.verb === "post" && !told) tell({ text: document.body.dataset.failed, good: false });
}
document.body.addEventListener("htmx:responseError", failed);
document.body.addEventListener("htmx:sendError", failed);

document.body.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (form.id !== "composer" || event.detail.xhr.status !== 204) return;
  const told = JSON.parse(event.detail.xhr.getResponseHeader("HX-Trigger") ?? "{}")["loge:told"];
  if (!told?.good) return;
  form.elements.text.value = "";
  form.elements.client_id.value = [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
  grow(form.elements.text);
  form.elements.text.focus();
});

// ---- waiting: title, icon, sound

const title = document.title;
const icon = document.querySelector('link[rel="icon"]');
const plainIcon = icon?.href;
let known = null;

function badge(count) {
  const text = count > 99 ? "99" : String(count);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#9b1c13"/><text x="16" y="23" font-family="sans-serif" font-size="${text.length > 1 ? 17 : 20}" font-weight="700" text-anchor="middle" fill="#fff">${text}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function count() {
  const told = byId("waiting-count");
  if (!told) return;
  const waiting = Number(told.dataset.waiting);
  const answer = Number(told.dataset.answer);
  document.title = waiting + answer ? `(${waiting + answer}) ${title}` : title;
  icon.href = waiting + answer ? badge(waiting + answer) : plainIcon;
  if (known && (waiting > known.waiting || answer > known.answer)) ring();
  known = { waiting, answer };
}

function ring() {
  if (document.body.dataset.sound !== "on") return;
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = 660;
  volume.gain.setValueAtTime(0.12, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.5);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.5);
  tone.onended = () => audio.close();
}

function arrived(added) {
  if (added.some((one) => one.id === "waiting-count")) count();
  const composer = added.find((one) => one.matches("form#composer"));
  if (composer && document.activeElement === document.body) composer.elements.text.focus();
  if (added.some((one) => one.dataset.author === "tenant") && document.hidden) ring();
}

// ---- a gap in the stream: look again at everything once it is back

let connected = false;
document.body.addEventListener("htmx:sseOpen", () => {
  byId("lost").hidden = true;
  if (connected) refresh();
  connected = true;
});
document.body.addEventListener("htmx:sseError", () => {
  byId("lost").hidden = false;
});

// ---- keys

const cards = () => [...document.querySelectorAll(".card")];

function step(by) {
  const all = cards();
  if (!all.length) return;
  const at = all.findIndex((one) => one === document.activeElement || (!all.includes(document.activeElement) && one.hasAttribute("aria-current")));
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  n: () => document.querySelector('[data-key="n"]')?.click(),
  c: () => document.querySelector('[data-key="c"]')?.click(),
  r: () => byId("answer")?.focus(),
  s: () => byId("q")?.focus(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select, [contenteditable]");
  if (event.target.id === "answer") {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form.requestSubmit();
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.target.id === "q" && event.key === "Escape" && !event.target.value) event.target.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (document.body.dataset.keys !== "on") return;
  if (event.key === "?") byId("keys-sheet").showModal();
  else if (keys[event.key]) keys[event.key]();
  else return;
  event.preventDefault();
});

document.querySelectorAll("[data-open]").forEach((button) => {
  button.addEventListener("click", () => byId(button.dataset.open).showModal());
});

// ---- an answer that is ready is put where one writes; a note that was kept leaves its field

document.addEventListener("click", (event) => {
  const ready = event.target.closest("a[data-insert]");
  const field = byId("answer");
  if (!ready || !field) return;
  event.preventDefault();
  field.setRangeText(ready.dataset.insert, field.selectionStart, field.selectionEnd, "end");
  ready.closest("details").open = false;
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

document.body.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (!form.matches?.("form.clears") || event.detail.xhr.status !== 204) return;
  const told = JSON.parse(event.detail.xhr.getResponseHeader("HX-Trigger") ?? "{}")["loge:told"];
  if (!told?.good) return;
  form.reset();
  form.closest("details").open = false;
});

// ---- typing signs: the tenant's is shown for a while, the agent's is told at most each three seconds

document.body.addEventListener("htmx:sseBeforeMessage", (event) => {
  const sign = event.target;
  if (sign.id !== "types") return;
  event.preventDefault();
  sign.textContent = sign.dataset.text;
  clearTimeout(types.end);
  types.end = setTimeout(() => sign.replaceChildren(), 6000);
});

function types(field) {
  if (!field.value || Date.now() - (types.told ?? 0) < 3000) return;
  types.told = Date.now();
  const body = new URLSearchParams({ csrf: field.form.elements.csrf.value });
  fetch(field.dataset.types, { method: "POST", body }).catch(() => {});
}

// ---- the field grows with what is written

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, window.innerHeight / 3)}px`;
}
document.addEventListener("input", (event) => {
  if (event.target.id !== "answer") return;
  grow(event.target);
  types(event.target);
});

remember(document.body);
toTheEnd();
count();
byId("answer")?.focus();
if (byId("told")?.children.length) tell.timer = setTimeout(() => byId("told").replaceChildren(), 8000);
