// Keyboard shortcuts of the moderation queue. They work only while a comment has the focus, so that
// typing elsewhere decides nothing (WCAG 2.1.4). The page lists them and works without this script.
const comments = () => [...document.querySelectorAll(".queue-comment")];

function move(comment, step) {
  const all = comments();
  const next = all[all.indexOf(comment) + step];
  if (next) next.focus();
}

document.addEventListener("keydown", (event) => {
  const comment = event.target.closest && event.target.closest(".queue-comment");
  if (!comment || event.ctrlKey || event.altKey || event.metaKey) return;
  // A key that is held down must not decide on the next, unread comment.
  if (event.repeat && event.key !== "j" && event.key !== "k") return;
  if (event.target.matches("select, input, textarea")) {
    // Enter in the list of reasons rejects, as Enter submits any other form.
    if (event.key === "Enter" && event.target.matches("select") && event.target.value) {
      event.preventDefault();
      comment.querySelector("[data-reject]").click();
    }
    return;
  }
  if (event.key === "j" || event.key === "k") {
    move(comment, event.key === "j" ? 1 : -1);
  } else if (event.key === "x") {
    const checkbox = comment.closest("tr").querySelector("[data-bulk-action-checkbox]");
    if (checkbox) checkbox.click();
  } else if (event.key === "z") {
    const undo = document.querySelector("[data-undo]");
    if (!undo) return;
    undo.click();
  } else if (/^[a-z]$/.test(event.key)) {
    const control = comment.querySelector(`[data-key="${event.key}"]`);
    if (!control) return;
    if (control.matches("select")) control.focus();
    else control.click();
  } else return;
  event.preventDefault();
});

// After a decision, its result stands above the next comment, which gets the focus; a URL fragment
// alone only scrolls to it.
const result = document.getElementById("result");
const wanted = location.hash.startsWith("#comment-") && document.getElementById(location.hash.slice(1));
const decided = document.referrer.startsWith(location.origin + location.pathname);
const first = (result && result.parentElement.querySelector(".queue-comment")) || wanted || (decided && comments()[0]);
const focusFirst = () => first && first.focus({ preventScroll: Boolean(result) });
focusFirst();
// The browser moves the focus when it scrolls to the fragment.
if (result) addEventListener("load", () => setTimeout(focusFirst));
if (result) {
  result.scrollIntoView({ block: "start" });
  // Screen readers announce only what changes after the page has loaded.
  const text = document.getElementById("result-text");
  const said = text.cloneNode(true);
  text.textContent = "";
  setTimeout(() => text.append(...said.childNodes), 100);
}
