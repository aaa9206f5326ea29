// A button with data-shares opens the phone's own sheet of apps with that text; it stays hidden
// where the browser has none.
for (const button of document.querySelectorAll("button[data-shares]")) {
  if (!navigator.share) continue;
  const { shares, address, title } = button.dataset;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.share({ title, text: shares, url: address }).catch(() => {}); // closed again
  });
}
