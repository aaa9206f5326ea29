"""Admin URLs for the dashboard, reviews and phrases. Wagtail checks access to the admin."""

from django.urls import path

from .dashboard_views import TranslationDashboardView, start
from .phrases import PhrasesView, PhraseTranslationView
from .review import ReviewView

urlpatterns = [
    path("", TranslationDashboardView.as_view(), name="translation_dashboard"),
    path("<int:page_id>/start/<str:language>/", start, name="start_translation"),
    path("<int:page_id>/sign-off/", ReviewView.as_view(), name="review_translation"),
    path("phrases/", PhrasesView.as_view(), name="phrases"),
    path(
        "phrases/<int:phrase_id>/<str:language>/",
        PhraseTranslationView.as_view(),
        name="phrase_translation",
    ),
]
