// Unfolds what is printed, in browsers whose style sheet cannot, and plays a recording that is opened.
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
});
for (const fold of document.querySelectorAll("details.recording")) {
  fold.addEventListener("toggle", () => {
    const sound = fold.querySelector("audio");
    if (fold.open) sound.play().catch(() => {}); // autoplay forbidden
    else sound.pause();
  });
}
