// The telephone: what arrives appears by itself, and sending does not reload the page.

import { element, filled, nodesOf } from "/static/chat/text.js";

const phone = document.getElementById("phone");
const screen = document.getElementById("screen");
const status = document.getElementById("phone-status");
const field = document.getElementById("body");
const texts = JSON.parse(phone.dataset.texts);
const { number, language } = phone.dataset;

function bubble({ id, direction, body }) {
  const made = element("div", { id: `sms-${id}`, className: `sms ${direction}` },
    element("p", { className: "body", dir: "auto" }, ...nodesOf(body)),
    element("p", { className: "cost" }));
  screen.append(made);
  return made;
}

function show(message) {
  const made = document.getElementById(`sms-${message.id}`) ?? bubble(message);
  const cost = filled(texts.segments, { n: message.segments, encoding: message.encoding });
  const state = message.direction === "received" ? ` · ${texts[message.state] ?? message.state}` : "";
  made.querySelector(".cost").textContent = cost + state;
  screen.scrollTop = screen.scrollHeight;
}

async function send(body) {
  const form = new URLSearchParams({ from: number, language, body });
  const answer = await fetch("/dev/sms/send", { method: "POST", body: form, redirect: "manual" }).catch(() => null);
  const sent = answer && (answer.ok || answer.type === "opaqueredirect");
  status.textContent = sent ? "" : texts.refused;
  return Boolean(sent);
}

async function write(event) {
  event.preventDefault();
  const body = field.value.trim();
  if (!body) return;
  field.value = "";
  if (!(await send(body))) field.value = body;
  field.focus();
}

document.getElementById("write").addEventListener("submit", write);
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) write(event);
});
document.getElementById("stop").addEventListener("submit", (event) => {
  event.preventDefault();
  send("STOP");
});
document.getElementById("number").addEventListener("change", (event) => event.target.form.requestSubmit());

screen.querySelectorAll(".body").forEach((body) => body.replaceChildren(...nodesOf(body.textContent)));
screen.scrollTop = screen.scrollHeight;
const stream = new EventSource(`/dev/sms/events?${new URLSearchParams({ number })}`);
stream.addEventListener("message", (event) => show(JSON.parse(event.data)));
stream.addEventListener("open", () => { status.textContent = ""; });
stream.addEventListener("error", () => { status.textContent = texts.lost; });
