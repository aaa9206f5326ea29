from django.urls import path, re_path

from . import calendar, feeds, qr, repost

app_name = "sharing"
BELOW_A_PAGE = r"^(?P<path>(?:[\w\-]+/)+)"
urlpatterns = [
    path("calendar.ics", calendar.subscription, name="calendar"),
    path("feed.atom", feeds.atom, name="atom"),
    path("feed.json", feeds.json_feed, name="json"),
    re_path(rf"{BELOW_A_PAGE}action\.ics$", calendar.action, name="action"),
    re_path(rf"{BELOW_A_PAGE}qr\.svg$", qr.qr, name="qr"),
    re_path(rf"{BELOW_A_PAGE}repost/$", repost.repost, name="repost"),
    re_path(rf"{BELOW_A_PAGE}card/$", repost.card, name="card"),
]
