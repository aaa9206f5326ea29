// A button with data-shares opens the phone's share dialog with that text. It stays hidden in
// browsers without one.
for (const button of document.querySelectorAll("button[data-shares]")) {
  if (!navigator.share) continue;
  const { shares, address, title } = button.dataset;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.share({ title, text: shares, url: address }).catch(() => {}); // dialog closed
  });
}
