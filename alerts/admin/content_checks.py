"""Rules for Wagtail's content checks: an active alert needs a number and something to say."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.models import Page

# Required elements of an active alert: (selector, problem without it, solution).
RULES = {
    "number-to-call": (
        "a[href^='tel:']",
        "The alert has no number to call",
        "Choose an office under “Who to call”",
    ),
    "something-to-say": (
        "section.script",
        "The alert does not tell callers what to say",
        "Write a script, or choose what to ask for: then the site writes one",
    ),
}


class CampaignCheckerItem(ContentCheckerItem):
    axe_run_only = [*ContentCheckerItem.axe_run_only, *RULES]
    axe_custom_rules = [
        *ContentCheckerItem.axe_custom_rules,
        *(
            {
                "id": name,
                "impact": "serious",
                "tags": ["best-practice"],
                "selector": "article.alert.active",
                "any": [f"has-{name}"],
                "enabled": True,
            }
            for name in RULES
        ),
    ]
    axe_custom_checks = [
        *ContentCheckerItem.axe_custom_checks,
        *(
            {
                "id": f"has-{name}",
                "evaluate": "has-descendant-evaluate",  # one of axe's generic checks
                "options": {"selector": selector},
            }
            for name, (selector, _problem, _help) in RULES.items()
        ),
    ]
    axe_messages: dict[str, Any] = ContentCheckerItem.axe_messages | {
        name: {"error_name": problem, "help_text": help_text}
        for name, (_selector, problem, help_text) in RULES.items()
    }


def use_campaign_checks(request: HttpRequest, items: list[Any], page: Page) -> None:
    """Replace Wagtail's content checker in the userbar's `items` with `CampaignCheckerItem`."""
    items[:] = [
        CampaignCheckerItem(in_editor=item.in_editor)
        if isinstance(item, ContentCheckerItem)
        else item
        for item in items
    ]
