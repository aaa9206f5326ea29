"""Wagtail's own content checks, beside the preview, with rules for what readers of an alert need.

They look at the preview, as it is in the form; `alerts.checklist` looks at what is saved.
"""

from wagtail.admin.userbar import ContentCheckerItem

# Of the generic checks that axe has for rules of one's own: the name of an element, what is in it.
MATCHES, HAS = "matches-definition-evaluate", "has-descendant-evaluate"
ACTIVE_ALERT = "article.alert.active"

RULES = {
    "day-without-date": {
        "selector": "main h1, main h2, main h3",
        "none": ["says-relative-day"],
        "error_name": "“Today” or “tomorrow” in a heading",
        "help_text": "It is read on other days too: give the date",
    },
    "vague-link": {
        "selector": "main a[href]",
        "none": ["says-nothing-of-its-aim"],
        "error_name": "A link does not say where it leads",
        "help_text": "Name the page or file, not “here” or an address",
    },
    "nobody-to-call": {
        "selector": ACTIVE_ALERT,
        "any": ["has-number"],
        "error_name": "The alert has no number to call",
        "help_text": "Choose an office under “Whom to call”",
    },
    "nothing-to-say": {
        "selector": ACTIVE_ALERT,
        "any": ["has-script"],
        "error_name": "The alert does not tell callers what to say",
        "help_text": "Write it, or choose what to ask for: then it is made from the phrases",
    },
}
CHECKS = {
    "says-relative-day": (
        MATCHES,
        {"matcher": {"accessibleName": r"/\b(today|tonight|tomorrow|yesterday)\b/i"}},
    ),
    "says-nothing-of-its-aim": (
        MATCHES,
        {
            "matcher": {
                "accessibleName": r"/^((click )?here|this|(this )?link|more|read more|https?:.*)$/i"
            }
        },
    ),
    "has-number": (HAS, {"selector": "a[href^='tel:']"}),
    "has-script": (HAS, {"selector": "section.script"}),
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
                "selector": rule["selector"],
                "any": rule.get("any", []),
                "none": rule.get("none", []),
                "enabled": True,
            }
            for name, rule in RULES.items()
        ),
    ]
    axe_custom_checks = [
        *ContentCheckerItem.axe_custom_checks,
        *(
            {"id": name, "evaluate": evaluate, "options": options}
            for name, (evaluate, options) in CHECKS.items()
        ),
    ]
    axe_messages = ContentCheckerItem.axe_messages | {
        name: {part: rule[part] for part in ("error_name", "help_text")}
        for name, rule in RULES.items()
    }


def check_as_the_campaign(request, items, page):
    """For the hook `construct_wagtail_userbar`: our rules in place of Wagtail's alone."""
    items[:] = [
        CampaignCheckerItem(in_editor=item.in_editor)
        if isinstance(item, ContentCheckerItem)
        else item
        for item in items
    ]
