// Text to nodes: never HTML. Addresses and telephone numbers become links.

const LINKS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)»]|(?:\+33[\s.\u00a0\u202f]?\d|0[\s.\u00a0\u202f]?\d)(?:[\s.\u00a0\u202f]?\d){8}(?!\d)/gu;
const EMERGENCY = /(?:112|114|115|119|15|17|18|3114|3919)(?![\d\p{L}]|[\s\u00a0]?(?:h|€|%|\/))/gu;

function link(href, text) {
  const made = document.createElement("a");
  made.href = href;
  made.textContent = text;
  if (href.startsWith("http")) {
    made.target = "_blank";
    made.rel = "noopener noreferrer";
  }
  return made;
}

function telephone(shown) {
  const digits = shown.replace(/[^\d+]/g, "");
  // Freephone and short numbers are dialled as they are written; the others also from abroad.
  return link(`tel:${/^0[1-7]|^09/.test(digits) ? `+33${digits.slice(1)}` : digits}`, shown);
}

function cut(text, pattern, made) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    if (found.index && /[\d\p{L}+]/u.test(text[found.index - 1])) continue; // the end of something longer
    if (found.index > from) nodes.push(text.slice(from, found.index));
    nodes.push(made(found[0]));
    from = found.index + found[0].length;
  }
  if (from < text.length) nodes.push(text.slice(from));
  return nodes;
}

const emergency = (number) => link(number === "114" ? "sms:114" : `tel:${number}`, number);

// The short emergency numbers are links only in an emergency: elsewhere « 15 » is a day or a count.
// On a terminal, an address leads nowhere: the page that it opens would stay for the next person.
export function nodesOf(text, { urgent = false, leads = true } = {}) {
  const site = (address) => (leads ? link(address, address) : address);
  const nodes = cut(text, LINKS, (found) => (found.startsWith("http") ? site(found) : telephone(found)));
  if (!urgent) return nodes;
  return nodes.flatMap((node) => (typeof node === "string" ? cut(node, EMERGENCY, emergency) : [node]));
}

// French spacing, as `backend/pages/typography.py` has it: a sign never begins a line.
const bound = (child) => (typeof child === "string"
  ? child.replace(/ (?=[?!:;»])/g, "\u00a0").replace(/« /g, "«\u00a0") : child);

export const element = (name, properties = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key in made && key !== "list") made[key] = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.map(bound));
  return made;
};

export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
