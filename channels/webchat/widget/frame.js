// The chat inside a landlord's page: minimise, unread count, focus. Alone in a tab, nothing of it shows.

export function setUp({ host, minimise }) {
  const embedded = Boolean(host) && window.parent !== window;
  let isOpen = true;
  let unread = 0;
  const tell = (message) => embedded && window.parent.postMessage(message, host);

  minimise.hidden = !embedded;
  minimise.addEventListener("click", () => tell({ loge: "close" }));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return; // the browser closes it
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else tell({ loge: "close" });
  });
  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== host || source !== window.parent) return;
    isOpen = data?.loge === "opened";
    if (!isOpen) return;
    unread = 0;
    document.getElementById("text").focus();
  });

  return {
    unread() {
      if (isOpen) return;
      unread += 1;
      tell({ loge: "unread", count: unread });
    },
    // A pressed quick reply goes away: its focus goes to the field, or where no keyboard pops up.
    returnFocus(field, talk) {
      (matchMedia("(pointer: coarse)").matches ? talk : field).focus({ preventScroll: true });
    },
  };
}
