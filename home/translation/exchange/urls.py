"""Admin URLs for the export and import of translations."""

from django.urls import include, path

from .views import (
    DownloadView,
    ExchangeView,
    ImportView,
    MessageView,
    RefusedFileView,
    ReplyView,
)

_for_page = [
    path("", ExchangeView.as_view(), name="exchange_page"),
    path("file/<slug:kind>/", DownloadView.as_view(), name="exchange_page_file"),
    path("message/", MessageView.as_view(), name="exchange_message"),
    path("reply/", ReplyView.as_view(), name="exchange_reply"),
]
_for_language = [
    path("", ExchangeView.as_view(), name="exchange_language"),
    path("file/<slug:kind>/", DownloadView.as_view(), name="exchange_language_file"),
]
urlpatterns = [
    path("imports/<int:pk>/", ImportView.as_view(), name="exchange_import"),
    path("imports/<int:pk>/refused/", RefusedFileView.as_view(), name="exchange_refused"),
    path("<int:page_id>/exchange/", include(_for_page)),
    path("exchange/<slug:language>/", include(_for_language)),
]
