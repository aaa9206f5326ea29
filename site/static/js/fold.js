// Prints what is folded, in browsers whose style sheets cannot, and plays a recording that is opened.
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
