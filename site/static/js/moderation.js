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
  } else if (/^[a-z]$/.test(event.key)) {
    const control = comment.querySelector(`[data-key="${event.key}"]`);
    if (!control) return;
    if (control.matches("select")) control.focus();
    else control.click();
  } else return;
  event.preventDefault();
});

// After a decision, focus the next comment; a URL fragment alone only scrolls to it. After the
// last comment of a page, focus the first one.
const wanted = location.hash.startsWith("#comment-") && document.getElementById(location.hash.slice(1));
const decided = document.referrer.startsWith(location.origin + location.pathname);
const first = wanted || (decided && comments()[0]);
if (first) first.focus();
