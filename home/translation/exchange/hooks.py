"""Admin URLs of the exchange of strings."""

from django.urls import include, path
from wagtail import hooks
from wagtail.admin.auth import require_admin_access

from .views import DownloadView, ExchangeView, MessageView, ReplyView


@hooks.register("register_admin_urls")
def register_addresses():
    download, exchange, message, reply = (
        require_admin_access(view.as_view())
        for view in (DownloadView, ExchangeView, MessageView, ReplyView)
    )
    of_page = [
        path("", exchange, name="exchange_page"),
        path("file/<slug:kind>/", download, name="exchange_page_file"),
        path("message/", message, name="exchange_message"),
        path("reply/", reply, name="exchange_reply"),
    ]
    of_language = [
        path("", exchange, name="exchange_language"),
        path("file/<slug:kind>/", download, name="exchange_language_file"),
    ]
    return [
        path("translation/<int:page_id>/exchange/", include(of_page)),
        path("translation/exchange/<slug:language>/", include(of_language)),
    ]
