"""Admin viewsets for meetings and phrases."""

from wagtail.snippets.views.snippets import SnippetViewSet

from home.models import Meeting
from home.translation.models import Phrase

from .choosers import MeetingChooserViewSet, PhraseChooserViewSet


class MeetingViewSet(SnippetViewSet):
    model = Meeting
    icon = "calendar-alt"
    menu_label = "Meetings"
    menu_order = 310
    add_to_admin_menu = True
    list_display = ["what", "starts_at", "place"]
    chooser_viewset_class = MeetingChooserViewSet


class PhraseViewSet(SnippetViewSet):
    model = Phrase
    icon = "openquote"
    menu_label = "Phrases"
    menu_order = 320
    add_to_admin_menu = True
    chooser_viewset_class = PhraseChooserViewSet
