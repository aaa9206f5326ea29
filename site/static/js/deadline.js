// Says that the alert is over if its page is older than that: an open tab, or a stored page of a site
// that is down.
const over = document.querySelector("template[data-until]");
const ends = over && Date.parse(over.dataset.until);

const look = async () => {
  if (Date.now() < ends) return;
  let now = Date.now();
  try {
    // The phone's clock may be wrong.
    const { headers } = await fetch(location.pathname, { method: "HEAD", cache: "no-store" });
    now = Date.parse(headers.get("Date")) || now;
  } catch {} // no connection
  // Another look may have shown it while this one waited.
  if (now >= ends && over.isConnected) {
    over.content.querySelector("p").className = "notice";
    over.replaceWith(over.content);
    clearInterval(looking);
  }
};
const looking = over && setInterval(look, 30000);
if (over) look();
