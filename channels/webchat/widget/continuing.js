// The conversation goes on by SMS: the number, then the code that was sent to it.

export function setUp({ client, texts, part, said }) {
  const dialog = part("sms");
  const [number, code] = [part("sms-number"), part("sms-code")];
  const told = (text) => { part("sms-told").textContent = text; };

  const step = (form) => {
    for (const one of [number, code]) one.hidden = one !== form;
    form.querySelector("input").focus();
  };
  const open = () => {
    told("");
    dialog.showModal();
    step(number);
  };
  const ask = async (form, path, body, then) => {
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    told(texts.sms_waits);
    const answer = await client.ask(path, body);
    button.disabled = false;
    if (answer?.ok) return then(await answer.json());
    const problem = answer ? await answer.json().catch(() => ({})) : {};
    told(problem.detail ?? texts.sms_failed);
    form.querySelector("input").focus();
  };

  number.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(number, "/sms", { phone: part("sms-phone").value }, ({ phone, minutes }) => {
      part("sms-digits").value = "";
      step(code);
      told(texts.sms_sent.replace("{phone}", phone).replace("{n}", minutes));
    });
  });
  code.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(code, "/sms/code", { code: part("sms-digits").value }, ({ phone }) => {
      dialog.close();
      part("sms-phone").value = "";
      said(texts.sms_done.replace("{phone}", phone));
    });
  });
  part("sms-again").addEventListener("click", () => {
    told("");
    step(number);
  });
  for (const button of document.querySelectorAll("[data-sms]")) button.addEventListener("click", open);
  part("sms-close").addEventListener("click", () => dialog.close());
}
