"""Action alerts, background explainers, and the pages that list them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage, Paginator
from django.db import models
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, PageChooserPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.rich_text import expand_db_html
from wagtail_localize.fields import TranslatableField

from home.base import BasePage, FactsPanel
from home.localised import by_source, in_language, open_to_everybody
from home.media.models import Rendition
from home.models import RICH_TEXT_FEATURES, Meeting

from .blocks import ScriptBlock, SectionsBlock, SourceBlock, TalkingPointsBlock
from .offices import Office, OfficePhone  # noqa: F401  models of this app


class State(models.TextChoices):
    """What the clock makes of an alert."""

    UPCOMING = "upcoming", pgettext_lazy("state of an alert", "Coming up")
    ACTIVE = "active", pgettext_lazy("state of an alert", "Act now")
    ENDED = "ended", pgettext_lazy("state of an alert", "Ended")


class PostQuerySet(PageQuerySet):
    def sources(self):
        """The English pages that readers may see, without their long texts."""
        return (
            open_to_everybody(self.live())
            .filter(locale__language_code=settings.LANGUAGE_CODE)
            .defer_streamfields()
            .select_related("locale")
        )


class AlertQuerySet(PostQuerySet):
    """Alerts by what the clock makes of them; only English pages have times."""

    def active(self):
        now = timezone.now()
        return self.filter(starts_at__lte=now, ends_at__gt=now).order_by("ends_at")

    def upcoming(self):
        return self.filter(starts_at__gt=timezone.now()).order_by("starts_at")

    def ended(self):
        return self.filter(ends_at__lte=timezone.now()).order_by("-ends_at", "-pk")


class Post(BasePage):
    """What readers come for and comment on: an alert or an explainer."""

    comments_open = models.BooleanField(
        "comments are open", default=True, help_text="Every comment waits for a moderator."
    )
    body = StreamField(SectionsBlock(), blank=True)

    words = (*BasePage.words, "body")
    facts = (*BasePage.facts, "comments_open")
    translatable_fields = [*BasePage.translatable_fields, TranslatableField("body")]

    subpage_types = []
    # The English explainers that the page points to outside its body.
    _explainer_ids = ()

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        # First: whoever goes through the body loads what its blocks point to.
        context["linked_explainers"] = self._load_explainers()
        self._prefetch_pictures()
        context["expanded_texts"] = self._expand_texts()
        return context

    def _load_explainers(self):
        """All explainers that this page links to, as the reader has them, by the English one's id.

        One query. Those in the body take their places there: its blocks would ask for them again.
        """
        blocks = [
            (index, block)
            for index, block in enumerate(self.body.raw_data)
            if block["type"] == "explainer"
        ]
        ids = {block["value"] for _index, block in blocks} | set(self._explainer_ids)
        explainers = by_source(ExplainerPage.objects.sources().filter(pk__in=ids))
        for index, block in blocks:
            self.body[index] = ("explainer", explainers.get(block["value"]), block.get("id"))
        return explainers

    def _stored_texts(self):
        """The rich texts of the page as they are stored, links and all."""
        return [block.value.source for block in self.body if block.block_type == "text"]

    def _expand_texts(self):
        """The page's rich texts as HTML by what is stored; the links of all of them in one query."""
        stored = self._stored_texts()
        separator = "\x1f"
        expanded = expand_db_html(separator.join(stored)).split(separator)
        return dict(zip(stored, map(mark_safe, expanded), strict=True)) if stored else {}

    def _prefetch_pictures(self):
        """Load the sizes of all pictures in the body in one query."""
        images = [
            block.value["image"]
            for block in self.body
            if block.block_type == "picture" and block.value["image"]
        ]
        prefetch_related_objects(
            images,
            Prefetch("renditions", Rendition.objects.all(), to_attr="prefetched_renditions"),
        )


class AlertPage(Post):
    """A call to act: what to ask of whom, until when. The times decide its state."""

    ask = models.CharField(
        max_length=300, help_text="What readers are asked to do, in one sentence."
    )
    script = StreamField(
        ScriptBlock(),
        blank=True,
        verbose_name="what to say",
        help_text="Line by line, as it is said aloud on the phone.",
    )
    talking_points = StreamField(TalkingPointsBlock(), blank=True)
    response = RichTextField(
        "how to tell us",
        features=RICH_TEXT_FEATURES,
        blank=True,
        help_text="How callers let the campaign know what answer they got.",
    )
    starts_at = models.DateTimeField(
        "starts", null=True, blank=True, db_index=True, help_text="Central Time"
    )
    ends_at = models.DateTimeField(
        "ends", null=True, blank=True, db_index=True, help_text="The deadline, Central Time"
    )
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    words = (*Post.words, "ask", "script", "talking_points", "response")
    core_words = ("title", "ask", "script")
    facts = (
        *Post.facts,
        "starts_at",
        "ends_at",
        "meeting",
        "office_links",
        "explainer_links",
    )
    required_facts = ("starts_at", "ends_at")
    translatable_fields = [
        *Post.translatable_fields,
        TranslatableField("ask"),
        TranslatableField("script"),
        TranslatableField("talking_points"),
        TranslatableField("response"),
    ]

    objects = PageManager.from_queryset(AlertQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("ask"),
        FactsPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                InlinePanel("office_links", heading="Whom to call", label="Office"),
            ],
            "When and whom",
            help_text="The same in every language: a change here is right everywhere at once.",
        ),
        FieldPanel("script"),
        FieldPanel("talking_points"),
        FieldPanel("response"),
        FieldPanel("body"),
        FactsPanel(
            [
                InlinePanel("explainer_links", heading="Background", label="Explainer"),
                FieldPanel("meeting"),
                FieldPanel("comments_open"),
            ],
            "Background, meeting, comments",
        ),
    ]
    parent_page_types = ["alerts.AlertIndexPage"]
    shown_with = (*Post.shown_with, "meeting__what")

    @property
    def state(self):
        """What the clock makes of the alert now; an alert without times has not begun."""
        now = timezone.now()
        starts_at, ends_at = self.source.starts_at, self.source.ends_at
        if ends_at and ends_at <= now:
            return State.ENDED
        if starts_at and starts_at <= now:
            return State.ACTIVE
        return State.UPCOMING

    @cached_property
    def offices(self):
        """The offices to call with their numbers and roles; two queries."""
        links = self.source.office_links.select_related("office__role")
        offices = [link.office for link in links]
        prefetch_related_objects(offices, "phones")
        return offices

    def _stored_texts(self):
        return [*super()._stored_texts(), self.response]

    @cached_property
    def _explainer_ids(self):
        return [link.explainer_id for link in self.source.explainer_links.all()]

    def _prefetch_phrases(self):
        """Load what the phrases that are shown read in all languages, in one query."""
        phrases = [office.role for office in self.offices]
        if self.source.meeting:
            phrases.append(self.source.meeting.what)
        prefetch_related_objects(phrases, "renderings")

    @property
    def script_lines(self):
        """The script as pairs: what to say in English, and what it means (`None` in English)."""
        if self.is_source:
            return [(line.value, None) for line in self.script]
        # Where the English has changed, the old meaning is not what the caller would say.
        units = self.words_state.get("units", {})
        meanings = {line.id: line.value for line in self.script if f"script.{line.id}" not in units}
        return [(line.value, meanings.get(line.id)) for line in self.source.script]

    @property
    def is_urgent(self):
        return self.state == State.ACTIVE

    def clean(self):
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "The alert must end after it starts."})

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        posts = context["linked_explainers"]
        context["explainers"] = [posts[pk] for pk in self._explainer_ids if pk in posts]
        context["response"] = context["expanded_texts"][self.response]
        context["meeting"] = self.source.meeting
        self._prefetch_phrases()
        return context


class AlertOffice(Orderable):
    """An office that an alert asks to call."""

    alert = ParentalKey(AlertPage, on_delete=models.CASCADE, related_name="office_links")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="alert_links")

    panels = [FieldPanel("office")]


class ExplainerPage(Post):
    """Background: a subject explained once, that many alerts point to."""

    summary = models.CharField(max_length=300, help_text="What this explains, in one sentence.")
    sources = StreamField([("source", SourceBlock())], blank=True)

    words = (*Post.words, "summary")
    core_words = ("title", "summary")
    facts = (*Post.facts, "sources")
    translatable_fields = [*Post.translatable_fields, TranslatableField("summary")]

    objects = PageManager.from_queryset(PostQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        FactsPanel([FieldPanel("sources"), FieldPanel("comments_open")], "Sources, comments"),
    ]
    parent_page_types = ["alerts.ExplainerIndexPage"]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["alerts"] = in_language(
            AlertPage.objects.sources()
            .filter(explainer_links__explainer=self.source)
            .order_by("-starts_at")
            .distinct()
        )
        return context


class AlertExplainer(Orderable):
    """An explainer that an alert points to."""

    alert = ParentalKey(AlertPage, on_delete=models.CASCADE, related_name="explainer_links")
    explainer = models.ForeignKey(
        ExplainerPage, on_delete=models.CASCADE, related_name="alert_links"
    )

    panels = [PageChooserPanel("explainer")]


class PostIndexPage(BasePage):
    """A page that lists posts, newest first, a page at a time, all or one year's."""

    intro = models.CharField(max_length=300, blank=True)

    words = (*BasePage.words, "intro")
    translatable_fields = [*BasePage.translatable_fields, TranslatableField("intro")]

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["home.HomePage"]
    max_count_per_parent = 1
    PER_PAGE = 20

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        """Adds `posts`, a page of posts in the reader's language, `years`, and `year`.

        Raises:
            Http404: the address names a page or a year that does not exist.
        """
        context = super().get_context(request, *args, **kwargs)
        posts = self.archive()
        years = [day.year for day in posts.datetimes(self.YEAR_FIELD, "year", order="DESC")]
        year = request.GET.get("year")
        if year is not None:
            if year not in map(str, years):
                raise Http404
            posts = posts.filter(**{f"{self.YEAR_FIELD}__year": year})
        try:
            page = Paginator(posts, self.PER_PAGE).page(request.GET.get("page", 1))
        except InvalidPage as error:
            raise Http404 from error
        page.object_list = in_language(page.object_list)
        return context | {"posts": page, "years": years, "year": year}


class AlertIndexPage(PostIndexPage):
    """Alerts: what can be done now, what is coming, and the archive of what has ended."""

    subpage_types = ["alerts.AlertPage"]
    YEAR_FIELD = "starts_at"

    def archive(self):
        return AlertPage.objects.sources().ended()

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        if context["posts"].number == 1 and not context["year"]:
            alerts = AlertPage.objects.sources()
            context["current"] = in_language([*alerts.active(), *alerts.upcoming()])
        return context


class ExplainerIndexPage(PostIndexPage):
    """All background explainers."""

    subpage_types = ["alerts.ExplainerPage"]
    YEAR_FIELD = "first_published_at"

    def archive(self):
        return ExplainerPage.objects.sources().order_by("-first_published_at", "-pk")
