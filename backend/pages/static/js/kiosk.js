// The terminal forgets: a minute after the last touch, the first page comes back.

const MINUTE = 60_000;
const { home, busy } = document.body.dataset;
const field = document.getElementById("typed");

function reset() {
  if (home && (busy === "yes" || field?.value)) location.replace(home);
}

let timer = setTimeout(reset, MINUTE);
for (const sign of ["keydown", "pointerdown", "input"]) {
  document.addEventListener(sign, () => {
    clearTimeout(timer);
    timer = setTimeout(reset, MINUTE);
  });
}
field?.focus();
