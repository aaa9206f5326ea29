"""The alert: what to ask of whom, until when, and what came of it."""

from datetime import UTC, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, F, Prefetch, Value, When, prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import get_language, override
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageManager
from wagtail_localize.fields import TranslatableField

from alerts.blocks import ScriptBlock, TalkingPointsBlock
from alerts.editing import previews
from alerts.editing.panels import CONTENT_PANELS
from alerts.phrasebook import Line, names_for
from alerts.states import AlertQuerySet, Outcome, State, is_over
from home.addresses import page_address
from home.clock import changes_at, now
from home.media.recordings import latest
from home.models import RICH_TEXT_FEATURES, Meeting
from home.models.base import Urgency

from .alert_links import find_explainers, in_editors_order
from .alert_rules import problems_of
from .offices import Ask, OfficePhone, first_number
from .posts import Post
from .site_settings import AlertSettings
from .story import Kind, alerts_in_story, tell, tie


class AlertPage(Post):
    """A call to act: what to ask of whom, until when. The times decide its state."""

    action = models.ForeignKey(
        Ask,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="what to ask for",
        help_text="The sentence is ready in every language.",
    )
    about = models.CharField(
        max_length=100,
        blank=True,
        help_text="What is to be vetoed, signed or stopped, by its name: “SF958”, “Secure"
        " Communities”. Names are not translated.",
    )
    ask = models.CharField(
        max_length=300, help_text="What readers are asked to do, in one sentence."
    )
    share_text = models.CharField(
        "text to share",
        max_length=300,
        blank=True,
        help_text="What a reader sends to friends; it must make sense without the site. {number}"
        " and {deadline} become the first phone number and the deadline.",
    )
    script = StreamField(
        ScriptBlock(),
        blank=True,
        verbose_name="what to say",
        help_text="Line by line, as it is said aloud on the phone.",
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
        help_text="How callers let the campaign know what answer they got.",
    )
    office_answer = RichTextField(
        "what the office answered",
        features=RICH_TEXT_FEATURES,
        blank=True,
        help_text="Once there is an answer to tell. It stands in the timeline.",
    )
    outcome_text = RichTextField(
        "what came of it",
        features=RICH_TEXT_FEATURES,
        blank=True,
        help_text="What happened, and what to do next. It comes first on the page once the alert"
        " is over.",
    )
    starts_at = models.DateTimeField(
        "starts", null=True, blank=True, db_index=True, help_text="Central Time"
    )
    ends_at = models.DateTimeField(
        "ends", null=True, blank=True, db_index=True, help_text="The deadline, Central Time"
    )
    answered_on = models.DateField("day of the answer", null=True, blank=True)
    outcome = models.CharField(
        max_length=20,
        choices=Outcome,
        blank=True,
        help_text="Ends the alert at once: readers are asked for nothing any more.",
    )
    decided_at = models.DateTimeField(
        "decided", null=True, blank=True, db_index=True, help_text="Central Time"
    )
    follows = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="followed_by",
        help_text="The alert that this one takes further. Both show the whole story.",
    )
    story = models.PositiveBigIntegerField(
        null=True,
        editable=False,
        db_index=True,
        help_text="The id of the first alert of those that follow each other.",
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
        "action",
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
    translatable_fields = [
        *Post.translatable_fields,
        TranslatableField("ask"),
        TranslatableField("share_text"),
        TranslatableField("script"),
        TranslatableField("voicemail"),
        TranslatableField("talking_points"),
        TranslatableField("response"),
        TranslatableField("office_answer"),
        TranslatableField("outcome_text"),
    ]

    objects = PageManager.from_queryset(AlertQuerySet)()

    content_panels = CONTENT_PANELS
    parent_page_types = ["alerts.AlertIndexPage"]
    shown_with = (
        *Post.shown_with,
        *("meeting__what", "action__sentence", "action__plea", "stored_tally"),
    )

    # The state to show whatever the clock says: in a preview alone.
    preview_state = None
    # For a preview, whose links are not in the database: the ids of the explainers.
    draft_explainer_ids = None

    @property
    def state(self):
        """What the clock makes of the alert now; an alert without times has not begun."""
        if self.preview_state:
            return self.preview_state
        starts_at, over_at = self.source.starts_at, self.over_at
        changes_at(starts_at, over_at)
        if over_at and over_at <= now():
            return State.ENDED
        if starts_at and starts_at <= now():
            return State.ACTIVE
        return State.UPCOMING

    @property
    def over_at(self):
        """When there is nothing to do any more: at the deadline, or once it is decided; or None."""
        moments = (self.source.ends_at, self.source.decided_at)
        return min((moment for moment in moments if moment), default=None)

    @property
    def tally(self):
        """How many called and how many stand with it, as readers may know it; None before the first.

        See `alerts.calls.models.Tally`; in lists of `sources()` and on its page it costs no query.
        """
        return getattr(self.source, "stored_tally", None)

    @property
    def decision(self):
        """The `Outcome` that an editor has told, from the moment on that it holds; else None."""
        decided_at = self.source.decided_at
        changes_at(decided_at)
        is_decided = self.source.outcome and decided_at and decided_at <= now()
        return Outcome(self.source.outcome) if is_decided else None

    @property
    def ended_at(self):
        """The moment to name of an alert that has ended: of the decision, or the deadline; or None."""
        return self.source.decided_at if self.decision else self.source.ends_at

    @property
    def state_label(self):
        """The state in a word or two, for readers; once it is decided, what came of it."""
        return (self.decision or self.state).label

    def comments_close_at(self, days):
        if self.over_at is None or days == AlertSettings.FOR_GOOD:
            return None
        return self.over_at + timedelta(days=days)

    @property
    def core_needs_people(self):
        """Until it is over, somebody may do and say what the alert says."""
        return self.state != State.ENDED

    @classmethod
    def urgency(cls):
        """As `state`, in a query: what can be done now by its deadline, what is coming by its start."""
        moment = now()
        rank = Case(
            When(is_over(moment), then=Value(Urgency.PAST)),
            When(starts_at__lte=moment, then=Value(Urgency.RUNNING)),
            default=Value(Urgency.COMING),
        )
        return rank, Case(When(starts_at__lte=moment, then=F("ends_at")), default=F("starts_at"))

    @cached_property
    def offices(self):
        """The offices to call with their roles, numbers and interpreters; two queries."""
        links = self.source.office_links.select_related("office__role")
        offices = [link.office for link in links]
        prefetch_related_objects(offices, Prefetch("phones", OfficePhone.objects.for_readers()))
        return offices

    @classmethod
    def as_shown(cls):
        return super().as_shown().annotate(latest_recording=latest(get_language()))

    def recorded_facts(self):
        """The number to call and the deadline."""
        number, ends_at = first_number(self.offices), self.source.ends_at
        return {
            "number": number.in_english if number else "",
            "deadline": ends_at.astimezone(UTC).isoformat() if ends_at else "",
        }

    @cached_property
    def recording(self):
        return None if self.state == State.ENDED else super().recording

    @cached_property
    def events(self):
        """The story that the alert belongs to, the oldest first; see `alerts.models.story`."""
        return tell(alerts_in_story(self))

    def _stored_texts(self):
        others = [event.alert for event in self.events if event.kind == Kind.OUTCOME]
        answered = [event.alert for event in self.events if event.kind == Kind.ANSWER]
        return [
            *super()._stored_texts(),
            *(self.response, self.outcome_text),
            *(alert.outcome_text for alert in others),
            *(alert.office_answer for alert in answered),
        ]

    def _find_explainers(self, ids):
        return find_explainers(self.source, ids)

    def _prefetch_phrases(self):
        """Load what the phrases that are shown read in all languages, in one query."""
        phrases = [office.role for office in self.offices]
        if self.source.action:
            phrases += [self.source.action.sentence, self.source.action.plea]
        if self.source.meeting:
            phrases.append(self.source.meeting.what)
        prefetch_related_objects(phrases, "translations")

    def lines(self, name):
        """The lines of `script` or `voicemail`, each a `Line`: in English, and what is known of it."""
        if self.is_source:
            return [Line(line.value, None) for line in getattr(self, name)]
        # Where the English has changed, the old meaning is not what the caller would say.
        out_of_date = self.translation_status.blocks
        meanings = {
            line.id: line.value
            for line in getattr(self, name)
            if f"{name}.{line.id}" not in out_of_date
        }
        return [
            Line(line.value, meanings.get(line.id), self.pronunciations.get(line.value))
            for line in getattr(self.source, name)
        ]

    @property
    def can_plead(self):
        """Whether the phrasebook has all that a caller says, as long as there is somebody to call."""
        action, about = self.source.action, self.source.about
        if not (action and self.offices) or self.state == State.ENDED:
            return False
        return names_for(action.plea.text, self.offices[0], about) is not None

    @property
    def preview_modes(self):
        return previews.modes(self)

    def serve_preview(self, request, mode_name):
        page, language = previews.prepare(self, mode_name)
        with override(language):
            request.LANGUAGE_CODE = language
            request.path = request.path_info = page_address(page)
            response = super(AlertPage, page).serve_preview(request, mode_name).render()
        response["Content-Language"] = language
        return response

    def clean(self):
        super().clean()
        for name in ("response", "office_answer", "outcome_text"):
            # The editor's field sends an empty paragraph where nothing was written.
            if not strip_tags(getattr(self, name)).strip():
                setattr(self, name, "")
        if self.follows:
            self.follows = self.follows.source  # chosen in another language it is the same alert
        if problems := problems_of(self):
            raise ValidationError(problems)

    @transaction.atomic
    def save(self, *args, **kwargs):
        is_whole = self.is_source and not kwargs.get("update_fields")
        stored = type(self).objects.filter(pk=self.pk).values_list("follows", flat=True)
        before = stored.first() if is_whole and self.pk else None
        saved = super().save(*args, **kwargs)
        if is_whole:
            self.story = tie(AlertPage, self.pk)
            if before and before != self.follows_id:
                tie(AlertPage, before)
        return saved

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["explainers"] = in_editors_order(self.source, context["linked_explainers"])
        context["response"] = context["expanded_texts"][self.response]
        context["outcome_text"] = context["expanded_texts"][self.outcome_text]
        context["meeting"] = self.source.meeting
        context["script"], context["voicemail"] = self.lines("script"), self.lines("voicemail")
        context["can_plead"] = self.can_plead
        context["asks_interpreter"] = (
            bool(self.offices)
            and self.state != State.ENDED
            and get_language() != settings.LANGUAGE_CODE
        )
        self._prefetch_phrases()
        return context
