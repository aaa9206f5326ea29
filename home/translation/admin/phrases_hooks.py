"""The phrases' addresses and menu item in the admin."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.menu import MenuItem

from .phrases import PhrasesView, RenderingView, phrase_languages


class PhrasesMenuItem(MenuItem):
    def is_shown(self, request):
        return bool(phrase_languages(request.user))


@hooks.register("register_admin_urls")
def register_phrases():
    return [
        path("translation/phrases/", require_admin_access(PhrasesView.as_view()), name="phrases"),
        path(
            "translation/phrases/<int:phrase_id>/<str:language>/",
            require_admin_access(RenderingView.as_view()),
            name="phrase_rendering",
        ),
    ]


@hooks.register("register_admin_menu_item")
def offer_the_phrases():
    return PhrasesMenuItem(
        "Translate phrases",
        reverse("phrases"),
        name="translate-phrases",
        icon_name="openquote",
        order=106,
    )
