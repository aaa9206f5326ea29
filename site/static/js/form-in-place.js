// Opens the comment form below its link. Without this script, or after an error, the link leads
// to the form's own page. The form is fetched on demand, because its form token is made for one
// comment and expires.
let opened; // { link, place }

async function fetchForm(link) {
  const response = await fetch(link.href, { credentials: "omit" });
  if (!response.ok || response.redirected) throw new Error("no form");
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const form = page.querySelector("form.reader-form");
  form.action = link.href;
  // Until its stylesheet is there, the form would show the honeypot field and let Tab stop at it.
  await Promise.all([...page.querySelectorAll('link[rel="stylesheet"]')].map(load));
  return form;
}

function load(style) {
  const known = [...document.styleSheets].some((sheet) => sheet.href === style.href);
  if (known) return undefined;
  return new Promise((resolve) => {
    style.onload = style.onerror = resolve;
    document.head.append(style);
  });
}

function close() {
  opened.place.remove();
  opened.link.setAttribute("aria-expanded", "false");
  opened = undefined;
}

async function open(link) {
  const form = await fetchForm(link);
  if (opened) {
    // Text typed in another form on the page is not lost.
    for (const field of opened.place.querySelectorAll("input:not([type=hidden]), textarea")) {
      if (field.value) form.elements[field.name].value = field.value;
    }
    close();
  }
  const place = document.createElement("div");
  place.className = "form-in-place";
  place.append(form);
  link.closest("p").after(place);
  link.setAttribute("aria-expanded", "true");
  opened = { link, place };
  form.querySelector("textarea").focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest("a[data-form-in-place]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  // The form for a comment in another language is on a page in that language.
  if (link.pathname.split("/")[1] !== document.documentElement.lang) return;
  event.preventDefault();
  if (opened && opened.link === link) {
    // Hidden, not removed: an accidental press must not delete typed text.
    opened.place.hidden = !opened.place.hidden;
    link.setAttribute("aria-expanded", String(!opened.place.hidden));
  } else open(link).catch(() => location.assign(link.href));
});
