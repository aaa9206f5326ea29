// A button with data-copies="id" copies the text of the box with that id. Without this script
// the button stays hidden, and the text can be selected and copied by hand.
for (const button of document.querySelectorAll("button[data-copies]")) {
  const box = document.getElementById(button.dataset.copies);
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const fold = box.closest("details");
    if (fold) fold.open = true; // a box out of sight cannot be selected
    box.select();
    try {
      await navigator.clipboard.writeText(box.value);
    } catch {
      document.execCommand("copy"); // for browsers without clipboard access
    }
    button.textContent = button.dataset.done;
    setTimeout(() => {
      button.textContent = label;
    }, 2000);
  });
}
