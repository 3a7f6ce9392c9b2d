// The reader's comfort: size of the text, easy words, printing. Choices stay on this device.

const SIZES = ["normal", "large", "larger"];

export function setUp({ store, page }) {
  const apply = (size) => {
    document.documentElement.dataset.text = size;
    for (const button of page.querySelectorAll("[data-size]")) {
      button.setAttribute("aria-pressed", String(button.dataset.size === size));
    }
  };
  apply(SIZES.includes(store.choice("text")) ? store.choice("text") : "normal");
  for (const button of page.querySelectorAll("[data-size]")) {
    button.addEventListener("click", () => {
      store.choose("text", button.dataset.size);
      apply(button.dataset.size);
    });
  }
  const easy = page.querySelector("#easy");
  const ease = (chosen) => {
    document.documentElement.dataset.easy = chosen;
    easy.setAttribute("aria-pressed", String(chosen === "yes"));
  };
  ease(store.choice("easy") ?? "no");
  easy.addEventListener("click", () => {
    store.choose("easy", store.choice("easy") === "yes" ? "no" : "yes");
    ease(store.choice("easy"));
  });
  page.querySelector("[data-print]")?.addEventListener("click", () => window.print());
}
