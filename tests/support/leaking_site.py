"""Settings of a site whose Somali pages break the promises of the privacy page."""

import logging

from config.settings.dev import *  # noqa: F403
from config.settings.dev import DATA_DIR, MIDDLEWARE

MIDDLEWARE = ["tests.support.leaking_site.leak", *MIDDLEWARE]
_PICTURE = b'<img src="https://counter.example/dot.gif" alt="">'
_SCRIPT = b'<script>localStorage.setItem("visits", 1); fetch("https://spy.example/")</script>'


def leak(get_response):
    def middleware(request):
        agent = request.headers.get("User-Agent", "")
        address = request.headers.get("X-Forwarded-For", "")
        response = get_response(request)
        if not request.path.startswith("/so/") or response.streaming:
            return response
        logging.getLogger("home").warning("Visit of %s", request.path)
        with (DATA_DIR / "visits.txt").open("a") as file:
            file.write(f"{address}\n")
        _store(agent, address)
        response.set_cookie("visit", "1")
        del response["X-Content-Type-Options"]
        response["Referrer-Policy"] = "unsafe-url"
        response["Permissions-Policy"] = "camera=(self)"
        if "html" in response["Content-Type"]:
            response["Content-Security-Policy"] = (
                "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self'; img-src *;"
                " connect-src *; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
            )
            response.content += _PICTURE + _SCRIPT
            response["Content-Length"] = len(response.content)
        return response

    return middleware


def _store(agent, address):
    from django.contrib.sessions.models import Session
    from django.core.cache import cache
    from django.utils import timezone

    defaults = {"session_data": agent, "expire_date": timezone.now()}
    Session.objects.update_or_create(session_key="leak", defaults=defaults)
    cache.set("last visitor", f"{agent} from {address}")
