// Keeps Wagtail's calendars from changing typed dates: they replace unreadable text with the current
// minute, and change the hour with the mouse wheel.
Object.assign(jQuery.fn.datetimepicker.defaults, { validateOnBlur: false, scrollInput: false });

// Shows above a date or time field, during typing, how the server understands the text.
const PAUSE = 300; // milliseconds after the last key
const timers = new WeakMap();

async function understand(field, line) {
  const text = field.value.trim();
  if (!text) {
    line.textContent = "";
    return;
  }
  const address = `${line.dataset.address}?${new URLSearchParams({ text })}`;
  const answer = await fetch(address, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  const says = await answer.text();
  // Signed out, or the text has changed meanwhile: show nothing.
  if (answer.redirected || ![200, 422].includes(answer.status) || field.value.trim() !== text) return;
  line.classList.toggle("refused", answer.status === 422);
  line.textContent = says;
}

function typed(event) {
  const field = event.target;
  const line = field.id && document.querySelector(`.typed-date[data-for="${field.id}"]`);
  if (!line) return;
  clearTimeout(timers.get(field));
  const pause = event.type === "input" ? PAUSE : 0;
  timers.set(field, setTimeout(() => understand(field, line).catch(() => {}), pause));
}

// Listens on the whole page, because rows and dialogs are added later.
document.addEventListener("input", typed);
document.addEventListener("change", typed);
