"""Removal of redirects and tracking parameters from links that people copy."""

import re
from urllib.parse import SplitResult, parse_qs, unquote_plus, urlsplit

# Hosts whose links lead elsewhere: path, and the parameter with the destination. A host stands for
# its subdomains too. Google has one in each country.
_REDIRECTS = {
    "google": (("/url", "q"), ("/url", "url")),
    "facebook.com": (("/l.php", "u"), ("/flx/warn", "u")),
    "instagram.com": (("", "u"),),
    "messenger.com": (("/l.php", "u"),),
    "youtube.com": (("/redirect", "q"),),
    "linkedin.com": (("/safety/go", "url"), ("/redir/redirect", "url")),
    "reddit.com": (("", "url"),),
    "safelinks.protection.outlook.com": (("", "url"),),
}
_TRACKING = {
    *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "srsltid", "msclkid", "yclid"),
    *("twclid", "ttclid", "li_fat_id", "igsh", "igshid", "mibextid", "epik", "irclickid"),
    *("mc_eid", "mc_cid", "_hsenc", "_hsmi", "hsctatracking", "__hssc", "__hstc", "__hsfp"),
    *("mkt_tok", "oly_anon_id", "oly_enc_id", "vero_id", "vero_conv", "wickedid", "_openstat"),
    *("ck_subscriber_id", "bsft_clkid", "bsft_eid", "rb_clickid", "s_kwcid", "_ga", "_gl"),
    *("__twitter_impression", "ref_src", "ref_url", "ml_subscriber", "ml_subscriber_hash"),
}
_PREFIXES = ("utm_", "pk_campaign", "mtm_", "piwik_", "__cft__", "__tn__")
# Parameters that only these hosts use to recognise who shared the link.
_OF_HOSTS = {
    "youtube.com": {"si", "feature", "pp"},
    "youtu.be": {"si", "feature"},
    "spotify.com": {"si"},
    "twitter.com": {"s", "t"},
    "x.com": {"s", "t"},
    "tiktok.com": {"_r", "_t"},
}
_GOOGLE = re.compile(r"(?:www\.)?google\.(?:com|[a-z]{2}|com?\.[a-z]{2})")
_MOST_REDIRECTS = 5


def clean_link(address: str) -> str:
    """Return `address` without known redirects and tracking parameters."""
    for _number in range(_MOST_REDIRECTS):
        parts = _split(address)
        destination = parts and _destination(parts)
        if not destination:
            break
        address = destination
    parts = _split(address)
    return _without_tracking(address, parts) if parts else address


def _split(address: str) -> SplitResult | None:
    if "?" not in address and "#" not in address:
        return None
    try:
        parts = urlsplit(address)
        return parts if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _is_on(host: str, domain: str) -> bool:
    if domain == "google":
        return bool(_GOOGLE.fullmatch(host))
    return host == domain or host.endswith(f".{domain}")


def _destination(parts: SplitResult) -> str:
    host = parts.hostname or ""
    for domain, redirects in _REDIRECTS.items():
        if not _is_on(host, domain):
            continue
        for path, name in redirects:
            if parts.path.rstrip("/") != path and not (path == "" and _is_outgoing(host)):
                continue
            for found in parse_qs(parts.query).get(name, []):
                if found.startswith(("https://", "http://")):
                    return found
    return ""


def _is_outgoing(host: str) -> bool:
    return host.startswith("out.") or host.endswith("safelinks.protection.outlook.com")


def _without_tracking(address: str, parts: SplitResult) -> str:
    host = parts.hostname or ""
    own = {name for domain, names in _OF_HOSTS.items() if _is_on(host, domain) for name in names}
    query, fragment = _kept(parts.query, own), parts.fragment
    if "=" in fragment and not fragment.startswith(":~:"):
        fragment = _kept(fragment, set())
    if (query, fragment) == (parts.query, parts.fragment):
        return address
    return parts._replace(query=query, fragment=fragment).geturl()


def _kept(query: str, own: set[str]) -> str:
    return "&".join(part for part in query.split("&") if not _is_tracking(part, own))


def _is_tracking(part: str, own: set[str]) -> bool:
    name = unquote_plus(part.partition("=")[0]).lower().removeprefix("amp;")
    return name in _TRACKING or name in own or name.startswith(_PREFIXES)
