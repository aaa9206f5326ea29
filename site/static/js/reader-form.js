// Keeps what a reader types until it is sent, opens the comment form below its link, and sends it
// without leaving the page, so that a lost connection loses no words. Without this script, the
// browser keeps the words for the Back button, and links lead to the form's own page.
const FORM = "form.reader-form[data-keep-words]";
const PREFIX = "words:";
let opened; // { link, place }

// The browser deletes sessionStorage with the tab, so that nothing stays on a shared phone.
function keyOf(address) {
  const { pathname, searchParams } = new URL(address, location);
  return `${PREFIX}${pathname}${searchParams.get("reply_to") || ""}`;
}

const isKept = (box) => box.matches("textarea, input[type=text], input[type=email]") && box.name !== "honeypot";
const boxesOf = (form) => [...form.elements].filter(isKept);

function read(address) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(address)));
  } catch (error) {
    return null; // switched off
  }
}

function write(address, words) {
  try {
    if (words) sessionStorage.setItem(keyOf(address), JSON.stringify(words));
    else sessionStorage.removeItem(keyOf(address));
  } catch (error) {
    // switched off or full
  }
}

function keep(form) {
  const filled = boxesOf(form).filter((box) => box.value);
  write(form.action, filled.length ? Object.fromEntries(filled.map((box) => [box.name, box.value])) : null);
}

function restore(form) {
  const words = read(form.action) || {};
  for (const box of boxesOf(form)) {
    // The browser or the site may have put newer words there.
    if (words[box.name] && box.value === box.defaultValue) box.value = words[box.name];
  }
}

async function pageFrom(response) {
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

function load(style) {
  const known = [...document.styleSheets].some((sheet) => sheet.href === style.href);
  if (known) return undefined;
  return new Promise((resolve) => {
    style.onload = style.onerror = resolve;
    document.head.append(style);
  });
}

// Sending

async function send(form, button) {
  const fields = new URLSearchParams(new FormData(form));
  if (button && button.name) fields.append(button.name, button.value);
  const response = await fetch(form.action, { method: "POST", body: fields, credentials: "omit" });
  if (response.redirected && response.ok) {
    write(form.action, null);
    form.reset(); // Back must not show the words, as if they were still to be sent
    location.assign(response.url);
    return;
  }
  const page = await pageFrom(response);
  const answer = page.querySelector(".form-page");
  if (!answer) throw new Error("not from this site");
  const place = form.closest(".form-in-place");
  if (place) showInPlace(place, answer, form.action);
  else {
    document.title = page.title;
    form.closest(".form-page").replaceWith(answer);
  }
  focusOn(place || answer);
}

// Show a refused form where it was, without the parts of its own page that are already there.
function showInPlace(place, answer, address) {
  const form = answer.querySelector(FORM);
  const shown = form ? [...answer.querySelectorAll(":scope > .notice"), form] : [...answer.children];
  if (form) form.action = address;
  while (place.firstChild) place.firstChild.remove();
  place.append(...shown);
}

function focusOn(place) {
  const wrong = place.querySelector(".notice.error, [aria-invalid=true]") || place.querySelector("h1, textarea");
  if (!wrong.matches("textarea, input")) wrong.tabIndex = -1;
  wrong.focus();
  wrong.scrollIntoView({ block: "center" });
}

function showThatNothingWasSent(form) {
  const notice = form.querySelector("[data-not-sent]");
  notice.hidden = true; // a second failure is announced too
  notice.classList.add("error");
  notice.setAttribute("role", "alert");
  requestAnimationFrame(() => {
    notice.hidden = false;
    notice.scrollIntoView({ block: "nearest" });
  });
}

// The form below its link

async function fetchForm(link) {
  // It is fetched on demand, because its form token is made for one comment and expires.
  const response = await fetch(link.href, { credentials: "omit" });
  if (!response.ok || response.redirected) throw new Error("no form");
  const page = await pageFrom(response);
  const form = page.querySelector(FORM);
  form.action = link.href;
  // Until its stylesheet is there, the form would show the honeypot field and let Tab stop at it.
  await Promise.all([...page.querySelectorAll('link[rel="stylesheet"]')].map(load));
  return form;
}

function close() {
  opened.place.remove();
  opened.link.setAttribute("aria-expanded", "false");
  opened = undefined;
}

async function open(link) {
  const form = await fetchForm(link);
  restore(form);
  const before = opened && opened.place.querySelector(FORM);
  // Text typed in another form on the page moves here, unless this form has words of its own: then
  // each is kept for its own form.
  if (before && !boxesOf(form).some((box) => box.value)) {
    for (const box of boxesOf(before)) if (box.value) form.elements[box.name].value = box.value;
    write(before.action, null);
    keep(form);
  }
  if (opened) close();
  const place = document.createElement("div");
  place.className = "form-in-place";
  place.append(form);
  link.closest("p").after(place);
  link.setAttribute("aria-expanded", "true");
  opened = { link, place };
  return form;
}

// The form for a comment in another language is on a page in that language.
const isOfThisPage = (link) => link.pathname.split("/")[1] === document.documentElement.lang;

// Open the form again in which words were left, without moving the focus.
function openAgain() {
  const links = [...document.querySelectorAll("a[data-form-in-place]")];
  const link = !opened && links.find((one) => isOfThisPage(one) && read(one.href));
  if (!link) return;
  open(link).then(
    () => {
      const folded = link.closest("details");
      if (folded) folded.open = true;
    },
    () => addEventListener("online", openAgain, { once: true }),
  );
}

document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest("a[data-form-in-place]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!isOfThisPage(link)) return;
  event.preventDefault();
  if (opened && opened.link === link) {
    // Hidden, not removed: an accidental press must not delete typed text.
    opened.place.hidden = !opened.place.hidden;
    link.setAttribute("aria-expanded", String(!opened.place.hidden));
  } else {
    open(link).then(
      (form) => form.querySelector("textarea").focus(),
      () => location.assign(link.href),
    );
  }
});

document.addEventListener("input", (event) => {
  if (event.target.form && event.target.form.matches(FORM)) keep(event.target.form);
});

// The button that sends the form.
let pressed;
document.addEventListener("click", (event) => {
  pressed = event.target.closest && event.target.closest("button[type=submit]");
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches(FORM)) return;
  event.preventDefault();
  send(form, pressed && pressed.form === form ? pressed : null).catch(() => showThatNothingWasSent(form));
});

document.querySelectorAll(FORM).forEach(restore);
openAgain();
