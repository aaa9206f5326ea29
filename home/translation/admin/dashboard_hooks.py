"""The board's address, menu item and panel in the admin."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.menu import MenuItem
from wagtail.permissions import page_permission_policy

from .dashboard import Board
from .dashboard_views import BoardPanel, BoardView, start


class BoardMenuItem(MenuItem):
    def is_shown(self, request):
        return page_permission_policy.user_has_permission(request.user, "change")


@hooks.register("register_admin_urls")
def register_board():
    return [
        path("translation/", require_admin_access(BoardView.as_view()), name="translation_board"),
        path("translation/<int:page_id>/start/<str:language>/", start, name="start_translation"),
    ]


@hooks.register("register_admin_menu_item")
def offer_the_board():
    return BoardMenuItem(
        "Translations",
        reverse("translation_board"),
        name="translations",
        icon_name="globe",
        order=105,
    )


@hooks.register("construct_homepage_panels")
def show_the_board_at_home(request, panels):
    board = Board(request.user)
    if board.languages:
        panels.append(BoardPanel(board))
