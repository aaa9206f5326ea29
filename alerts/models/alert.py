"""Alerts: calls to action."""

import re
from collections.abc import Collection
from datetime import UTC
from hashlib import sha256
from typing import Any, ClassVar, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import get_language, override
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageManager, PageQuerySet
from wagtail_localize.fields import TranslatableField

from alerts.blocks import ScriptBlock, TalkingPointsBlock
from alerts.editing import previews
from alerts.editing.panels import CONTENT_PANELS
from alerts.phrasebook import names_for
from alerts.states import AlertQuerySet, State
from home.addresses import page_address
from home.media.recordings import latest
from home.models import Meeting
from home.prepared import ReaderLanguage
from home.rich_text import RICH_TEXT_FEATURES
from home.translation.phrase_translations import load_translations

from .alert_lines import lines_of
from .alert_links import asks_of, find_explainers, in_editors_order
from .alert_rules import problems_of
from .alert_times import AlertTimes
from .offices import ActionType, Office, OfficePhone, first_number
from .posts import ExplainerPage, Post
from .story import Event, EventKind, alerts_in_story, events_of, update_story


class AlertPage(AlertTimes):
    """Call to action: an ask, offices to call, and times that determine the alert's state."""

    action_type = models.ForeignKey(
        ActionType,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="what to ask for",
        help_text="Its sentence is translated into every language.",
    )
    about = models.CharField(
        max_length=100,
        blank=True,
        help_text="The name of what is to be vetoed, signed or stopped: “SF958”, “Secure"
        " Communities”. Names are not translated.",
    )
    ask = models.CharField(
        max_length=300, help_text="What readers are asked to do, in one sentence."
    )
    share_text = models.CharField(
        "text to share",
        max_length=300,
        blank=True,
        help_text="The text that readers send to friends; it must make sense without the site."
        " {number} and {deadline} become the first phone number and the deadline.",
    )
    script = StreamField(
        ScriptBlock(),
        blank=True,
        verbose_name="what to say",
        help_text="What callers say on the phone, line by line.",
    )
    voicemail = StreamField(
        ScriptBlock(),
        blank=True,
        verbose_name="what to say to a machine",
        help_text="Short, line by line: name, town, the ask.",
    )
    talking_points = StreamField(TalkingPointsBlock(), blank=True)
    response = RichTextField(
        "how to tell us",
        features=RICH_TEXT_FEATURES,
        blank=True,
        help_text="How callers report to the campaign what the office answered.",
    )
    office_answer = RichTextField(
        "what the office answered",
        features=RICH_TEXT_FEATURES,
        blank=True,
        help_text="Fill this in when the office has answered. It appears in the timeline.",
    )
    outcome_text = RichTextField(
        "what came of it",
        features=RICH_TEXT_FEATURES,
        blank=True,
        help_text="What happened, and what to do next. Once the alert is over, this comes first on"
        " the page.",
    )
    answered_on = models.DateField("day of the answer", null=True, blank=True)
    follows = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="followed_by",
        help_text="The earlier alert that this one continues. Both show the whole story.",
    )
    story = models.PositiveBigIntegerField(
        null=True,
        editable=False,
        db_index=True,
        help_text="The id of the first alert of the story.",
    )
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    translatable = (
        *Post.translatable,
        "ask",
        "share_text",
        "script",
        "voicemail",
        "talking_points",
        "response",
        "office_answer",
        "outcome_text",
    )
    core_fields = ("title", "ask", "share_text", "script")
    spoken_fields = ("script", "voicemail")
    source_only = (
        *Post.source_only,
        "action_type",
        "about",
        "starts_at",
        "ends_at",
        "answered_on",
        "outcome",
        "decided_at",
        "follows",
        "story",
        "meeting",
        "office_links",
        "explainer_links",
    )
    required_source_only = ("starts_at", "ends_at")
    is_recorded = True
    notifies_translators = True
    translatable_fields = [
        *Post.translatable_fields,
        *(TranslatableField(name) for name in translatable if name not in Post.translatable),
    ]

    is_alert = True

    objects: ClassVar = PageManager.from_queryset(AlertQuerySet)()

    content_panels = CONTENT_PANELS
    parent_page_types = ["alerts.AlertIndexPage"]
    shown_with = (
        *Post.shown_with,
        *("meeting__what", "action_type__sentence", "action_type__plea", "stored_totals"),
    )

    @property
    def totals(self) -> Any:  # `alerts.calls.models` refers to this module
        """The `CallTotals` of the alert, or None if there are no counts yet."""
        return getattr(self.source, "stored_totals", None)

    @cached_property
    def offices(self) -> list[Office]:
        """Offices to call, with roles and phone numbers loaded."""
        return [office for office, _action in self.asks]

    @cached_property
    def asks(self) -> list[tuple[Office, ActionType | None]]:
        """Pairs of an office to call and the action type that it is asked for, or None."""
        if self.source is not self:
            return self.source.asks
        return asks_of(self)

    @property
    def actions(self) -> list[ActionType]:
        """Action types of the offices or, if there are no offices, of the alert itself."""
        if not self.asks:
            return [self.source.action_type] if self.source.action_type else []
        return [action for _office, action in self.asks if action]

    @property
    def has_local_number(self) -> bool:
        """True if an office has a local number."""
        # In calls to local numbers, *67 hides the caller's number.
        phones = (phone for office in self.offices for phone in office.numbers)
        return any(phone.kind == OfficePhone.Kind.LOCAL for phone in phones)

    @classmethod
    def as_shown(cls) -> PageQuerySet:
        return super().as_shown().annotate(latest_recording=latest(ReaderLanguage()))

    def recorded_facts(self) -> dict[str, str]:
        """Return a dict of the facts that a recording states: the number, deadline and ask."""
        number, ends_at = first_number(self.offices), self.source.ends_at
        # A change of capitals or punctuation does not change the hash of the ask.
        ask = " ".join(re.findall(r"\w+", self.source.ask.casefold()))
        return {
            "number": number.in_english if number else "",
            "deadline": ends_at.astimezone(UTC).isoformat() if ends_at else "",
            "ask": sha256(ask.encode()).hexdigest()[:16],
        }

    @cached_property
    def recording(self) -> dict[str, Any] | None:
        """Recording to play on the page, or None if there is none or the alert has ended."""
        return None if self.state == State.ENDED else super().recording

    @cached_property
    def events(self) -> list[Event]:
        """Events of the alert's story, oldest first."""
        return events_of(alerts_in_story(self))

    def _stored_texts(self, body: StreamValue) -> list[str]:
        others = [event.alert for event in self.events if event.kind == EventKind.OUTCOME]
        answered = [event.alert for event in self.events if event.kind == EventKind.ANSWER]
        return [
            *super()._stored_texts(body),
            *(self.response, self.outcome_text),
            *(alert.outcome_text for alert in others),
            *(alert.office_answer for alert in answered),
        ]

    def _find_explainers(
        self, ids: Collection[int], drafted: Collection[int] | None
    ) -> dict[int, ExplainerPage]:
        return find_explainers(self.source.pk, ids, drafted)

    def load_phrases(self) -> None:
        """Load the translations of the phrases on the page."""
        phrases = [office.role for office in self.offices]
        for action in self.actions:
            phrases += [action.sentence, action.plea]
        if self.source.meeting:
            phrases.append(self.source.meeting.what)
        load_translations(phrases)

    @property
    def can_plead(self) -> bool:
        """True if the alert has not ended and a plea to one of its offices can be filled in."""
        if self.state == State.ENDED:
            return False
        return any(
            action and names_for(action.plea.text, office, self.source.about) is not None
            for office, action in self.asks
        )

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return previews.modes(self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        preview = previews.prepare(self, mode_name)
        with override(preview.language), previews.activate(preview):
            request.LANGUAGE_CODE = preview.language
            request.path = request.path_info = page_address(preview.page)
            served = super(AlertPage, preview.page).serve_preview(request, mode_name)
            response = cast(TemplateResponse, served).render()
        response["Content-Language"] = preview.language
        return response

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        drafted = [link.explainer_id for link in self.source.explainer_links.all()]
        return self.get_context(request, drafted_links=drafted)

    def clean(self) -> None:
        super().clean()
        for name in ("response", "office_answer", "outcome_text"):
            # The rich text editor sends an empty paragraph for an empty field.
            if not strip_tags(getattr(self, name)).strip():
                setattr(self, name, "")
        if self.follows:
            self.follows = self.follows.source  # the editor may have chosen a translation
        if problems := problems_of(self, is_draft=self.may_be_incomplete):
            raise ValidationError(problems)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        is_whole = self.is_source and not kwargs.get("update_fields")
        stored = type(self).objects.filter(pk=self.pk).values_list("follows", flat=True)
        before = stored.first() if is_whole and self.pk else None
        super().save(*args, **kwargs)
        if is_whole:
            self.story = update_story(AlertPage, self.pk)
            if before and before != self.follows_id:
                update_story(AlertPage, before)

    def get_context(
        self,
        request: HttpRequest,
        *args: Any,
        drafted_links: Collection[int] | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, drafted_links=drafted_links, **kwargs)
        context["explainers"] = in_editors_order(context["linked_explainers"], drafted_links)
        context["response"] = context["expanded_texts"][self.response]
        context["outcome_text"] = context["expanded_texts"][self.outcome_text]
        context["meeting"] = self.source.meeting
        context["script"] = lines_of(self, "script")
        context["voicemail"] = lines_of(self, "voicemail")
        context["can_plead"] = self.can_plead
        context["asks_interpreter"] = (
            bool(self.offices)
            and self.state != State.ENDED
            and get_language() != settings.LANGUAGE_CODE
        )
        self.load_phrases()
        return context
