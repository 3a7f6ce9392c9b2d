// The chat page: joins the client (what is sent and received) and the messages (what is seen).

import { setUp as setUpAttaching } from "./attaching.js";
import { Client } from "./client.js";
import { Messages, readable, stateText } from "./messages.js";
import { openStore } from "./store.js";
import { setUp as setUpFrame } from "./frame.js";
import { setUp as setUpComfort } from "./comfort.js";
import { setUp as setUpContinuing } from "./continuing.js";
import { Speech } from "./speech.js";
import { setUp as setUpTerminal } from "./terminal.js";
import { setUp as setUpTranscript } from "./transcript.js";

const page = document.getElementById("chat");
const part = (name) => document.getElementById(name);
const texts = JSON.parse(page.dataset.texts);
const { landlord, language } = page.dataset;

const KEYBOARDS = {
  phone: { inputMode: "tel", autocomplete: "tel" },
  name: { inputMode: "text", autocomplete: "name", autocapitalize: "words" },
  address: { inputMode: "text", autocomplete: "street-address", autocapitalize: "words" },
  code: { inputMode: "text", autocomplete: "off", autocapitalize: "characters" },
};

const isShared = Boolean(page.dataset.idle);
const store = openStore(landlord, { isShared });
if (isShared) setUpTerminal({ page, part, store, end: () => client.end() });
const field = part("text");
const frame = setUpFrame({ host: page.dataset.host, minimise: part("minimise") });
const speech = new Speech({ store, texts, language, toggle: part("aloud"), tell: (text) => tell(text) });
const messages = new Messages({
  talk: part("talk"), history: part("history"), log: part("log"), texts, language,
  openedAt: Number(page.dataset.now), isShared, speech, say: (text, title) => say(text, title),
  fileCard: (attachment) => attaching.files.card(attachment),
});

let state = { state: "bot" };
const troubles = new Set();
let told = "";

// What was told stays until the reader writes again: a connection that comes back says nothing of it.
function tell(text) {
  told = text;
  showStatus();
}

function showStatus() {
  const trouble = ["offline", "busy", "reconnecting"].find((name) => troubles.has(name));
  const shown = trouble ? texts[trouble] : told || stateText(texts, state);
  if (part("status").textContent !== shown) part("status").textContent = shown;
  part("status").classList.toggle("trouble", Boolean(trouble));
  const { state: name } = state;
  part("person").hidden = name === "queued" || name === "agent" || name === "closed";
  part("robot").hidden = name !== "queued";
  part("by-sms").hidden = name !== "queued" && name !== "agent";
  part("again").hidden = name !== "closed";
}

function trouble(name, present) {
  if (present) troubles.add(name);
  else troubles.delete(name);
  showStatus();
}

function prepareFor(asks) {
  field.dataset.asks = asks ?? "";
  const keyboard = { inputMode: "text", autocapitalize: "sentences", autocomplete: "off", ...KEYBOARDS[asks] };
  // A shared browser would offer the last reader's name and address.
  if (isShared) keyboard.autocomplete = "off";
  for (const [name, value] of Object.entries(keyboard)) field.setAttribute(name.toLowerCase(), value);
}

function writing(author) {
  const sign = part("typing");
  clearTimeout(writing.end);
  sign.hidden = !author;
  if (!author) return;
  sign.textContent = author === "agent" ? texts.agent_writes : texts.robot_writes;
  part("talk").scrollTop = part("talk").scrollHeight;
  writing.end = setTimeout(() => writing(null), 20_000);
}

function receive(message, options) {
  if (message.author !== "tenant") writing(null);
  const isNew = messages.show(message, options);
  part("starters").hidden = true;
  if (message.author !== "tenant") prepareFor(message.asks);
  if (!isNew) return;
  frame.unread();
  speech.arrived(readable(message), message.language);
}

let losing = null;
const client = new Client(store, { landlord, language }, {
  queued: (message) => {
    messages.queue(message);
    tell("");
    part("starters").hidden = true;
    if (state.state !== "agent" && state.state !== "closed") writing("bot");
  },
  answered: (message, answer) => {
    messages.mark(message.client_id, "sent");
    trouble("offline", false);
    trouble("busy", false);
    writing(null);
    if (state.state !== answer.state) setState({ state: answer.state });
    answer.replies.forEach((reply) => receive({ author: "bot", ...reply }, { fresh: true }));
  },
  refused: (message, problem) => {
    messages.mark(message.client_id, "refused");
    writing(null);
    tell(problem.detail ?? problem.title ?? texts.refused);
  },
  unanswered: (message) => {
    messages.mark(message.client_id, "refused");
    writing(null);
    troubles.clear();
    tell(texts.unanswered);
  },
  waiting: (why) => {
    writing(null);
    trouble(why, true);
  },
  message: (message) => receive(message),
  state: (found) => setState(found),
  typing: ({ author }) => author !== "tenant" && writing(author),
  connected: () => {
    clearTimeout(losing);
    trouble("reconnecting", false);
  },
  disconnected: () => {
    clearTimeout(losing);
    losing = setTimeout(() => trouble("reconnecting", true), 4_000);
  },
});

function setState(found) {
  state = found;
  showStatus();
}

function say(text, title = text) {
  if (!text.trim()) return;
  speech.stop();
  client.say(text, title);
  frame.returnFocus(field, part("talk"));
}

function send() {
  const text = field.value.trim();
  if (!text) return field.focus();
  speech.stop();
  field.value = "";
  grow();
  client.say(text);
  field.focus();
}

function grow() {
  field.rows = Math.min(5, Math.max(1, field.value.split("\n").length, Math.ceil(field.value.length / 34)));
  const left = field.maxLength - field.value.length;
  part("left").textContent = left < 200 ? texts.left.replace("{n}", left) : "";
}

part("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
});
field.addEventListener("input", () => {
  grow();
  if (state.state === "queued" || state.state === "agent") client.types();
});
page.addEventListener("click", (event) => {
  const { say: text, title } = event.target.closest("[data-say]")?.dataset ?? {};
  if (text) say(text, title ?? text);
});
for (const name of ["again", "erase"]) {
  part(name).addEventListener("click", () => {
    client.end();
    location.reload();
  });
}

const attaching = setUpAttaching({
  client, store, messages, texts, language, part, largest: Number(page.dataset.largest), trouble,
  tell,
  answered: (answer) => {
    if (state.state !== answer.state) setState({ state: answer.state });
    answer.replies.forEach((reply) => receive({ author: "system", ...reply }, { fresh: true }));
  },
});
setUpComfort({ store, page });
setUpContinuing({ client, texts, part, said: tell });
setUpTranscript({ talk: part("talk"), texts: texts.transcript, title: document.title, part });
part("greeting").append(speech.button(() => part("greeting").querySelector(".bubble").innerText));
store.waiting().forEach((message) => messages.queue(message));
if (store.conversation()) part("starters").hidden = true;
client.start();
page.dataset.ready = "true";
