// Loge's chat for any site: <script src="https://…/widget.js" data-landlord="office64" data-language="fr" async></script>
// A real link to the chat, upgraded to a panel that Esc closes. No dependency, no cookie, no style put into the page.
(() => {
  const tag = document.currentScript;
  const base = new URL(tag.src).origin;
  const { landlord = "", language = document.documentElement.lang.slice(0, 2) || "fr", label } = tag.dataset;
  const texts = __TEXTS__;
  const say = texts[language] || texts.fr;
  const address = (more) => base + "/chat?" + new URLSearchParams({ ...(landlord && { landlord }), language, ...more });

  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const link = document.createElement("a");
  link.href = address({});
  link.lang = texts[language] ? language : "fr";
  link.textContent = label || say.open;
  root.append(link);
  document.body.append(host);

  if (!("adoptedStyleSheets" in root)) return; // the link stays a link
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial }
    a { position: fixed; z-index: 2147483000; right: 1rem; bottom: 1rem; min-height: 2.75rem; box-sizing: border-box;
      padding: .7rem 1.2rem; border-radius: 2rem; border: 2px solid #fff; background: #0b5563; color: #fff;
      font: 600 1rem/1.3 system-ui, sans-serif; text-decoration: none; box-shadow: 0 2px 12px #0005; cursor: pointer }
    a:hover { background: #073f4a; text-decoration: underline }
    a:focus-visible { outline: 3px solid #b3470a; outline-offset: 3px }
    iframe { position: fixed; z-index: 2147483001; right: 1rem; bottom: 1rem; width: min(25rem, calc(100vw - 2rem));
      height: min(42rem, calc(100dvh - 2rem)); border: 1px solid #66757b; border-radius: .8rem; background: #fff;
      color-scheme: normal; box-shadow: 0 4px 24px #0006 }
    @media (max-width: 30rem), (max-height: 30rem) { iframe { inset: 0; width: 100vw; height: 100dvh; border: 0; border-radius: 0 } }
    [hidden] { display: none }
    @media print { a, iframe { display: none } }`);
  root.adoptedStyleSheets = [sheet];

  let frame = null;
  let unread = 0;
  const tell = (what) => frame.contentWindow.postMessage({ loge: what }, base);
  const show = () => {
    const name = label || say.open;
    link.textContent = unread ? `${name} (${unread})` : name;
    if (unread) link.setAttribute("aria-label", `${name}, ${say.unread.replace("{n}", unread)}`);
    else link.removeAttribute("aria-label");
    link.setAttribute("aria-expanded", String(Boolean(frame && !frame.hidden)));
  };
  const open = () => {
    if (!frame) {
      frame = document.createElement("iframe");
      Object.assign(frame, { title: say.title, allow: "clipboard-write", src: address({ host: location.origin }) });
      frame.addEventListener("load", () => tell("opened"));
      root.append(frame);
    }
    frame.hidden = false;
    link.hidden = true;
    unread = 0;
    show();
    frame.focus();
    tell("opened");
  };
  const close = () => {
    if (!frame || frame.hidden) return;
    tell("closed");
    frame.hidden = true;
    link.hidden = false;
    show();
    link.focus();
  };

  link.setAttribute("role", "button");
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // asked for a tab of its own
    event.preventDefault();
    open();
  });
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    open();
  });
  addEventListener("keydown", (event) => event.key === "Escape" && close());
  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== base || !frame || source !== frame.contentWindow || !data) return;
    if (data.loge === "close") close();
    if (data.loge === "unread" && frame.hidden) { unread = data.count; show(); }
  });
  // Any element of the site marked data-loge-open opens the chat too.
  addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-loge-open]") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open();
  });
  show();
})();
