"""Admin URLs for the dashboard, reviews and phrases. Wagtail checks access to the admin."""

from django.urls import path

from .changes import ChangesView
from .dashboard_views import TranslationDashboardView, start
from .phrases import PhrasesView, PhraseTranslationView
from .questions import QuestionsView
from .review import ReviewView
from .string_page import StringView
from .work import note_work

urlpatterns = [
    path("", TranslationDashboardView.as_view(), name="translation_dashboard"),
    path("<int:page_id>/start/<str:language>/", start, name="start_translation"),
    path("<int:page_id>/sign-off/", ReviewView.as_view(), name="review_translation"),
    path("<int:page_id>/changes/", ChangesView.as_view(), name="translation_changes"),
    path("<int:page_id>/strings/<slug:key>/", StringView.as_view(), name="translation_string"),
    path("<int:page_id>/working-on-it/", note_work, name="translation_work"),
    path("questions/", QuestionsView.as_view(), name="translation_questions"),
    path("phrases/", PhrasesView.as_view(), name="phrases"),
    path(
        "phrases/<int:phrase_id>/<str:language>/",
        PhraseTranslationView.as_view(),
        name="phrase_translation",
    ),
]
