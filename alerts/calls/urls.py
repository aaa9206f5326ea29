from django.urls import re_path
from django.views.decorators.http import require_safe

from home.revalidation import revalidated

from . import views

app_name = "calls"
urlpatterns = [
    re_path(r"^(?P<path>(?:[\w\-]+/)+)report/$", views.report, name="report"),
    re_path(
        r"^(?P<path>(?:[\w\-]+/)+)report/thanks/$",
        revalidated(require_safe(views.thanks)),
        {"template": "calls/report_thanks.html"},
        name="report_thanks",
    ),
    re_path(r"^(?P<path>(?:[\w\-]+/)+)stand/$", views.support, name="support"),
    re_path(
        r"^(?P<path>(?:[\w\-]+/)+)stand/thanks/$",
        revalidated(require_safe(views.thanks)),
        {"template": "calls/support_thanks.html"},
        name="support_thanks",
    ),
]
