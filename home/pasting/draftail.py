"""Plugin of the rich text editor that sends pasted text to the server for conversion."""

from typing import Any

from django.urls import reverse
from wagtail.admin.rich_text.editors.draftail.features import PluginFeature

# Tags of stored rich text, by the types of blocks in the editor.
HEADINGS = {
    "header-two": "h2",
    "header-three": "h3",
    "header-four": "h4",
    "header-five": "h5",
    "header-six": "h6",
}


class PasteFeature(PluginFeature):
    """Plugin whose options have the headings that the field offers, and the address of the view.

    List this feature after the heading features, because it reads their options.
    """

    def __init__(self) -> None:
        super().__init__({"type": "PASTE"}, js=["js/pasting.js"])

    def construct_options(self, options: dict[str, Any]) -> None:
        types = [block["type"] for block in options.get("blockTypes", [])]
        headings = [HEADINGS[one] for one in types if one in HEADINGS]
        data = self.data | {"address": reverse("pasted_text"), "headings": headings}
        options.setdefault(self.option_name, []).append(data)
