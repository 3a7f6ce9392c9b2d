// The deposit page: the same form, sent file by file with its progress; without this it is a form.

import { element, filled } from "/static/chat/text.js";

const form = document.getElementById("deposit");
const status = document.getElementById("deposit-status");
const list = document.getElementById("deposit-files");
const texts = form ? JSON.parse(form.dataset.texts) : {};
const MEGABYTE = 1024 * 1024;

function row(name) {
  const bar = element("progress", { max: 1, value: 0 });
  const said = element("span", { textContent: filled(texts.progress, { name }) });
  bar.setAttribute("aria-label", said.textContent);
  const made = element("li", {}, said, bar);
  list.append(made);
  return {
    progress: (done) => { bar.value = done; },
    end: (words) => { said.textContent = words; bar.remove(); },
  };
}

function parsed(text) {
  try { return JSON.parse(text); } catch { return {}; }
}

function send(file, shown) {
  const data = new FormData();
  data.append("client_id", crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`);
  data.append("file", file, file.name);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => shown.progress(loaded / total));
    request.addEventListener("loadend", () => resolve(request));
    request.send(data);
  });
}

async function deposit(file) {
  const { name } = file;
  const shown = row(name);
  const largest = Number(form.dataset.largest);
  if (file.size > largest * MEGABYTE) {
    shown.end(filled(texts.heavy, { name, n: largest }));
    return false;
  }
  const answer = await send(file, shown);
  const taken = answer.status === 200;
  const why = parsed(answer.responseText).title;
  const failed = why ? `${name} : ${why}` : filled(texts.failed, { name });
  shown.end(taken ? filled(texts.arrived, { name }) : failed);
  return taken;
}

async function submit(event) {
  event.preventDefault();
  const button = form.querySelector("button");
  const files = [...form.elements.file.files];
  if (!files.length) {
    status.textContent = texts.none;
    return;
  }
  button.disabled = true;
  const taken = [];
  for (const file of files) taken.push(await deposit(file));
  button.disabled = false;
  if (taken.every(Boolean)) location.assign(form.action);
  else form.reset();
}

form?.addEventListener("submit", submit);
