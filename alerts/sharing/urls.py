from django.urls import path, re_path

from .formats import calendar, feeds, flyers, pictures, qr, repost

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
    re_path(rf"{BELOW_A_PAGE}picture\.png$", pictures.picture, name="picture"),
    re_path(rf"{BELOW_A_PAGE}flyer/$", flyers.flyer, name="flyer"),
    re_path(rf"{BELOW_A_PAGE}flyer/all/$", flyers.flyer_in_all, name="flyer_in_all"),
    re_path(rf"{BELOW_A_PAGE}flyer\.pdf$", flyers.flyer_pdf, name="flyer_pdf"),
    re_path(rf"{BELOW_A_PAGE}flyer/all\.pdf$", flyers.flyer_in_all_pdf, name="flyer_in_all_pdf"),
]
