// Opens what holds the comment that the address names, prints what is folded in browsers whose style
// sheets cannot, and plays a recording that is opened.
const named = document.getElementById(location.hash.slice(1));
const folded = named && named.closest("details:not([open])");
if (folded) {
  folded.open = true;
  named.scrollIntoView();
}
if (!CSS.supports("selector(::details-content)")) {
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details:not(.recording)")) fold.open = true;
  });
}
for (const fold of document.querySelectorAll("details.recording")) {
  const sound = fold.querySelector("audio");
  fold.addEventListener("toggle", () => {
    if (fold.open) sound.play().catch(() => {}); // forbidden by the browser
    else sound.pause();
  });
}
