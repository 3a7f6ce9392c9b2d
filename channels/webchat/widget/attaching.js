// The button that joins a photo or a document, and what the reader hears of each on its way.

import { Files } from "./files.js";
import { filled } from "./text.js";
import { Uploads } from "./uploads.js";

const MEGABYTE = 1024 * 1024;
const SAID_FOR = 12_000;

export function setUp({ client, store, messages, texts, language, part, largest, trouble, answered, tell }) {
  const said = (text) => {
    tell(text);
    clearTimeout(said.over);
    said.over = setTimeout(() => tell(""), SAID_FOR);
  };
  const files = new Files({ store, texts, language }, {
    retry: (upload) => uploads.retry(upload),
    cancel: (upload) => {
      uploads.cancel(upload);
      messages.drop(upload);
      trouble("offline", false);
      said(texts.file_cancelled);
      part("attach").focus();
    },
    unsaved: () => said(texts.file_unsaved),
  });
  const refused = (upload, why) => {
    messages.mark(upload.client_id, "refused");
    files.refused(upload, why);
    said(why);
  };
  const uploads = new Uploads(client, { language }, {
    queued: (upload) => {
      messages.queue({ client_id: upload.client_id, view: files.leaving(upload) });
      part("starters").hidden = true;
    },
    progress: (upload, share) => files.progress(upload, share),
    arrived: (upload, answer) => {
      messages.mark(upload.client_id, "sent");
      files.arrived(upload, answer.attachment);
      trouble("offline", false);
      trouble("busy", false);
      said(texts.file_sent);
      answered(answer);
    },
    refused: (upload, problem) => refused(upload, problem.detail ?? texts.file_failed),
    waiting: (upload, why) => {
      files.waits(upload);
      trouble(why, true);
    },
    failed: (upload) => {
      files.waits(upload);
      said(texts.file_failed);
    },
  });

  part("attach").addEventListener("click", () => part("files").click());
  part("files").addEventListener("change", ({ target }) => {
    const chosen = [...target.files];
    target.value = "";
    const heavy = chosen.filter((file) => file.size > largest * MEGABYTE);
    if (heavy.length) said(heavy.map(({ name }) => filled(texts.file_heavy, { name, n: largest })).join(" "));
    chosen.filter((file) => !heavy.includes(file)).forEach((file) => uploads.add(file));
  });
  return { files };
}
