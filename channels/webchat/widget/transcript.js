// The conversation as plain text: saved on this device, or put into a message of the reader's own
// mail program. Nothing leaves by a server of ours.

// Mail programs cut what is longer; what is newest stays, and the saved text has all of it.
const LONGEST_MAIL = 1_800;

// As a text it is searched and answered to: the spaces that hold a sign on a page are plain here.
const spoken = (node) => node.innerText.replace(/\u00a0/g, " ").replace(/\s*\n\s*/g, "\n").trim();

export function transcript(talk, texts) {
  return [...talk.querySelectorAll(".message")].map((message) => {
    const who = message.querySelector(".who") ? spoken(message.querySelector(".who")) : texts.me;
    const at = message.querySelector("time")?.innerText ?? "";
    const words = [...message.querySelectorAll(".text, .ticket-code, .file-name")]
      .filter((part) => part.checkVisibility()).map(spoken).join("\n");
    return `${who}${at ? ` (${at})` : ""}\n${words}\n`;
  }).join("\n");
}

function newest(text) {
  let kept = text;
  while (encodeURIComponent(kept).length > LONGEST_MAIL && kept.includes("\n\n")) {
    kept = kept.slice(kept.indexOf("\n\n") + 2);
  }
  return kept === text ? text : `[…]\n\n${kept}`;
}

export function setUp({ talk, texts, title, part }) {
  part("mail").addEventListener("click", () => {
    const body = newest(transcript(talk, texts));
    location.href = `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(body)}`;
  });
  part("save").addEventListener("click", () => {
    const url = URL.createObjectURL(new Blob([transcript(talk, texts)], { type: "text/plain;charset=utf-8" }));
    const link = document.createElement("a");
    Object.assign(link, { href: url, download: `${texts.file}.txt` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  });
}
