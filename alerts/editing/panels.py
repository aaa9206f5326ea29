"""Panels of the form for an alert."""

from typing import Any

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, PageChooserPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput

from home.models.base import BasePage
from home.models.panels import SourceOnlyPanel

from .checklist import ChecklistPanel

# Any, because `BasePage.content_panels` has placeholders for panels.
CONTENT_PANELS: list[Any] = [
    ChecklistPanel(heading="Checklist", icon="tasks"),
    *BasePage.content_panels,
    SourceOnlyPanel(
        [
            FieldRowPanel([FieldPanel("action_type"), FieldPanel("about")]),
            InlinePanel("office_links", heading="Who to call", label="Office"),
            FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        ],
        "What, who and when",
        help_text="The same in every language: a change here applies to all of them at once.",
    ),
    FieldPanel("ask", widget=AdminAutoHeightTextInput),
    FieldPanel("share_text", widget=AdminAutoHeightTextInput),
    FieldPanel("script"),
    FieldPanel("voicemail"),
    FieldPanel(
        "talking_points",
        help_text="Two or three things that a caller can say in their own words.",
    ),
    FieldPanel("response"),
    FieldPanel("body", help_text="Why it matters, and what callers should know."),
    SourceOnlyPanel(
        [
            InlinePanel("explainer_links", heading="Background", label="Explainer"),
            PageChooserPanel("follows", "alerts.AlertPage"),
            FieldPanel("meeting", help_text="A meeting that readers can come to, if there is one."),
            FieldPanel("comments_open"),
        ],
        "Background, story, meeting, comments",
    ),
    SourceOnlyPanel(
        [
            FieldRowPanel([FieldPanel("outcome"), FieldPanel("decided_at")]),
            FieldPanel("answered_on", help_text="The day of the answer below."),
        ],
        "What came of it",
        help_text="Leave this empty while the alert is active. It ends at its deadline automatically.",
    ),
    FieldPanel("office_answer"),
    FieldPanel("outcome_text"),
]
