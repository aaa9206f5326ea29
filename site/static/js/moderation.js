// Keyboard shortcuts of the moderation queue. They work only while a comment or a group has the
// focus, so that typing elsewhere decides nothing (WCAG 2.1.4). The page lists them and works without
// this script.
const ITEM = ".queue-comment, .queue-groups > li";

function focusOn(item, options) {
  (item.matches(".queue-comment") ? item : item.querySelector("summary")).focus(options);
}

function move(item, step) {
  const all = [...document.querySelectorAll(ITEM)];
  const next = all[all.indexOf(item) + step];
  if (next) focusOn(next);
}

// Open or close the menu under "More", and move the focus with it.
function toggleMenu(summary, item) {
  summary.click();
  const control = summary.parentElement.open && summary.parentElement.querySelector("a, button");
  if (control) control.focus();
  else focusOn(item);
}

document.addEventListener("keydown", (event) => {
  const item = event.target.closest && event.target.closest(ITEM);
  if (!item || event.ctrlKey || event.altKey || event.metaKey) return;
  // A key that is held down must not decide on the next, unread comment.
  if (event.repeat && event.key !== "j" && event.key !== "k") return;
  if (event.target.matches("select, input, textarea")) {
    // Enter in a list presses the button after it, as Enter submits any other form.
    if (event.key === "Enter" && event.target.matches("select") && event.target.value) {
      event.preventDefault();
      event.target.nextElementSibling.click();
    }
    return;
  }
  if (event.key === "j" || event.key === "k") {
    move(item, event.key === "j" ? 1 : -1);
  } else if (event.key === "x") {
    const row = item.closest("tr");
    const checkbox = row && row.querySelector("[data-bulk-action-checkbox]");
    if (checkbox) checkbox.click();
  } else if (event.key === "z") {
    const undo = document.querySelector("[data-undo]");
    if (!undo) return;
    undo.click();
  } else if (/^[a-z]$/.test(event.key)) {
    const control = item.querySelector(`[data-key="${event.key}"]`);
    if (!control) return;
    if (control.matches("select")) control.focus();
    else if (event.key === "m") toggleMenu(control, item);
    else control.click();
  } else return;
  event.preventDefault();
});

// After a decision, its result stands above the next comment or group, which gets the focus; a URL
// fragment alone only scrolls to it.
const result = document.getElementById("result");
const wanted = location.hash.startsWith("#comment-") && document.getElementById(location.hash.slice(1));
const decided = document.referrer.startsWith(location.origin + location.pathname);
const first = (result && result.parentElement.querySelector(ITEM)) || wanted || (decided && document.querySelector(".queue-comment"));
const focusFirst = () => first && focusOn(first, { preventScroll: Boolean(result) });
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
