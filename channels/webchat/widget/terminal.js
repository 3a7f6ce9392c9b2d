// The chat on a terminal that many people use: it warns, forgets, and begins anew for the next one.

const TOUCHES = ["keydown", "pointerdown", "input", "wheel"];
const TOUCHED = "touched";

export function setUp({ page, part, store, end }) {
  const { home } = page.dataset;
  const dialog = part("leaving");
  const warning = Number(page.dataset.warning) * 1_000;
  const lasts = Math.max(Number(page.dataset.idle) * 1_000, 2 * warning);
  const touched = () => Number(store.choice(TOUCHED) ?? Date.now());
  const touch = () => store.choose(TOUCHED, String(Date.now()));

  const forget = () => {
    end();
    store.wipe();
    part("text").value = "";
    page.hidden = true;
    location.replace(home);
  };
  const stay = () => {
    touch();
    dialog.close();
  };
  const look = () => {
    const left = touched() + lasts - Date.now();
    if (left <= 0) return forget();
    part("countdown").textContent = Math.ceil(left / 1_000);
    if (left <= warning && !dialog.open) dialog.showModal();
  };

  // A browser that was restored after a crash brings the last conversation back: too old, it goes.
  if (touched() + lasts <= Date.now()) store.wipe();
  touch();
  for (const name of TOUCHES) document.addEventListener(name, () => dialog.open || touch());
  part("stay").addEventListener("click", stay);
  dialog.addEventListener("cancel", touch);
  for (const name of ["leave", "finish"]) part(name).addEventListener("click", forget);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  setInterval(look, 1_000);
}
