// Keeps typed translations on this device until they are saved, for the case that the browser, the
// phone or the site fails, or that another page is opened. Nothing is kept for longer than LIFE, nor
// after signing out. Each text is one item of localStorage: sessionStorage would not survive the
// closing of a messenger's browser.
const LIFE = 48 * 60 * 60 * 1000; // as long as a volunteer's link is valid
const PREFIX = "typed:";
const BOX = /^(s\d+-\d+)-(text|pronunciation|question)$/;

const notices = document.getElementById("typed-notices");
const form = document.querySelector("form[data-part]");
const owner = notices && `${PREFIX}${notices.dataset.typed}:`;
let isSent = false;
let cannotKeep = false;

function stored(prefix) {
  const items = [];
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(prefix)) items.push(Object.assign({ key }, JSON.parse(localStorage.getItem(key))));
    }
  } catch (error) {
    cannotKeep = true; // switched off
  }
  return items;
}

function remove(items) {
  for (const item of items) localStorage.removeItem(item.key);
}

const same = (one, other) => one.replace(/\r\n/g, "\n").trim() === other.replace(/\r\n/g, "\n").trim();
const isKept = (box) => box.form === form && (BOX.test(box.name) || box.hasAttribute("data-keep"));
// Forms with the same names on pages of one owner tell their boxes apart by data-key.
const keyOf = (box) => box.dataset.key || box.name;
const isUnsaved = (box) => box.hasAttribute("data-unsaved") || !same(box.value, box.defaultValue);

// Return what tells the stored text from later ones: the value of data-keep, or a hidden field.
function shownWith(box) {
  if (box.hasAttribute("data-keep")) return box.dataset.keep;
  const [, key, field] = BOX.exec(box.name);
  const shown = form.elements[`${key}-shown_${field}`];
  return shown ? shown.value : "";
}

function keep(box) {
  const key = owner + keyOf(box);
  try {
    if (!isUnsaved(box)) localStorage.removeItem(key);
    else {
      const item = { text: box.value, shown: shownWith(box), part: form.dataset.part, at: Date.now() };
      localStorage.setItem(key, JSON.stringify(item));
    }
  } catch (error) {
    cannotKeep = true;
  }
}

function show(name) {
  const notice = notices.querySelector(`[data-notice=${name}]`);
  notice.hidden = notices.hidden = false;
  return notice;
}

// Show a text that has no box, or whose translation has changed meanwhile.
function showForCopying(item) {
  const area = document.createElement("textarea");
  area.rows = 4;
  area.readOnly = true;
  area.value = item.text;
  area.lang = notices.dataset.language;
  const left = show("left");
  area.setAttribute("aria-label", left.querySelector("p").textContent.trim());
  left.append(area);
}

function restore(item) {
  const key = item.key.slice(owner.length);
  const box = form && [...form.elements].find((one) => keyOf(one) === key);
  if (!box) {
    const part = [...document.querySelectorAll("[data-boxes]")].find((one) =>
      one.dataset.boxes.split(" ").includes(key.replace(/-\w+$/, "")),
    );
    if (part) {
      const link = show("elsewhere").querySelector("a");
      const target = part.querySelector("a");
      if (!link.getAttribute("href")) {
        link.href = target.href;
        link.lang = target.lang;
        link.textContent = target.textContent;
      }
    } else if (!form || form.dataset.part === "page") showForCopying(item);
    return;
  }
  const isStored = !box.hasAttribute("data-unsaved");
  if (isStored && same(item.text, box.defaultValue)) remove([item]);
  else if (same(item.text, box.value)) {
    if (isStored) show("restored"); // the browser has put it there
  } else if (isStored && item.shown === shownWith(box)) {
    box.value = item.text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    show("restored");
  } else showForCopying(item);
}

function discard() {
  remove(stored(owner));
  for (const box of form ? form.elements : []) {
    if (isKept(box) && !box.hasAttribute("data-unsaved")) box.value = box.defaultValue;
  }
  notices.hidden = true;
}

remove(stored(PREFIX).filter((item) => !(item.at > Date.now() - LIFE)));
document.addEventListener("submit", (event) => {
  if (event.target.getAttribute("action") === "/admin/logout/") remove(stored(PREFIX));
});

if (notices) {
  // The page that follows a saved form names it.
  const saved = /^#saved=([\w-]+)$/.exec(location.hash);
  const part = saved ? saved[1] : form && form.dataset.saved;
  if (part) remove(stored(owner).filter((item) => item.part === part));
  if (saved) history.replaceState(null, "", location.pathname + location.search);
  stored(owner).forEach(restore);
  if (form) {
    for (const box of form.elements) if (isKept(box) && isUnsaved(box)) keep(box);
    document.addEventListener("input", (event) => isKept(event.target) && keep(event.target));
    form.addEventListener("submit", () => {
      isSent = true;
    });
    window.addEventListener("beforeunload", (event) => {
      if (!cannotKeep || isSent || ![...form.elements].some((box) => isKept(box) && isUnsaved(box))) return;
      event.preventDefault();
      event.returnValue = "";
    });
  }
  notices.querySelector("[data-discard]").addEventListener("click", discard);
}
