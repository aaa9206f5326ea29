// Wagtail's calendars must not change what somebody typed: they put the current minute in place of
// what they cannot read, and turn the hour with the mouse wheel.
Object.assign(jQuery.fn.datetimepicker.defaults, { validateOnBlur: false, scrollInput: false });

// Says above a field for a date or time, while somebody types, how the server understands it.
const PAUSE = 300; // milliseconds without a key
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
  // Signed out, or typed on in the meantime: say nothing of it.
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

// Of the whole page: rows are added, and windows opened, later.
document.addEventListener("input", typed);
document.addEventListener("change", typed);
