"""Admin URLs of the translation dashboard, review and phrases; Wagtail checks access to the admin."""

from django.urls import path

from .dashboard_views import BoardView, start
from .phrases import PhrasesView, RenderingView
from .review import SignOffView

urlpatterns = [
    path("", BoardView.as_view(), name="translation_board"),
    path("<int:page_id>/start/<str:language>/", start, name="start_translation"),
    path("<int:page_id>/sign-off/", SignOffView.as_view(), name="sign_off"),
    path("phrases/", PhrasesView.as_view(), name="phrases"),
    path(
        "phrases/<int:phrase_id>/<str:language>/", RenderingView.as_view(), name="phrase_rendering"
    ),
]
