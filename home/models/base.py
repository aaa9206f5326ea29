"""Base class for all pages."""

from typing import Any

from csp.decorators import csp
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import get_language
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Locale, Page, PageQuerySet, PageViewRestriction
from wagtail_localize.fields import SynchronizedField, TranslatableField

from home.addresses import RESERVED_SLUGS, absolute, page_address
from home.clean_model import CleanModel, clean_loaded
from home.clock import changes_at, now
from home.kept_data import about_staff
from home.lookup import ResolvedPage, is_private, is_restricted, published
from home.media.recordings import facts_as_text
from home.publishing import rules
from home.publishing.forms import BasePageCopyForm
from home.translation import confirmation, provenance
from home.translation.lookup import is_or_was_live
from home.translation.merge import merge_if_pending
from home.translation.review import missing_core
from home.typed_dates.forms import SchedulePanel

from .draft_saves import DraftSaves
from .page_form import BasePageForm
from .panels import ConfirmationPanel, ConflictPanel, SourceOnlyPanel
from .samples import is_sample_page
from .translation_fields import TranslationFields


class Urgency(models.IntegerChoices):
    """Urgency of translating a page."""

    RUNNING = 0, "deadline running"
    COMING = 1, "coming up"
    STANDING = 2, "standing"
    PAST = 3, "past"


class BasePage(TranslationFields, CleanModel, DraftSaves, Page):
    """Base class of pages, with translatable fields, source-only fields and own fields.

    `translatable` fields are translated with wagtail-localize. `source_only` fields have values
    only on the English page, and every language reads them from `source`. `own_fields` have
    independent values in each language.
    """

    personal_data = about_staff(
        what="Who made a page, and the public name of its translator if there is one.",
        why="Editors and readers see it.",
        until="As long as the page.",
        since="first_published_at",
    )

    social_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="picture for social media",
        help_text="Shown when somebody shares the page. 1200 × 630 pixels work best, without text in the picture.",
    )
    urgent_fix = models.BooleanField(
        "the old translations are dangerous",
        default=False,
        help_text="Switch this on if an outdated translation could harm somebody. Until the change"
        " is translated, readers of the translation see the English of each part that has changed.",
    )

    translatable: tuple[str, ...] = ("title", "search_description")
    # Translatable fields required for publication, most urgent first.
    core_fields: tuple[str, ...] = ("title",)
    # Translatable fields that callers say in English, whatever their language.
    spoken_fields: tuple[str, ...] = ()
    source_only: tuple[str, ...] = ("social_image", "urgent_fix")
    own_fields: tuple[str, ...] = TranslationFields.translation_fields
    required_source_only: tuple[str, ...] = ()
    # True if a machine's mistake in the core fields could harm readers who act on it.
    core_needs_people = False
    # True while the editor's form saves a draft, which may lack what a publication needs.
    may_be_incomplete = False
    # True if a view restriction applies, as loaded by `as_shown`; None if not loaded.
    is_restricted: bool | None = None
    # True if the page belongs to the sample content, as loaded by `as_shown`; None if not loaded.
    is_sample: bool | None = None
    # Relations loaded with a served page.
    shown_with: tuple[str, ...] = ("locale", "social_image", "translator")
    # The newest recording in the reader's language, with pk, seconds, size and facts. Classes whose
    # pages are read aloud load it in `as_shown`.
    latest_recording: dict[str, Any] | None = None
    # True if translators get emails about new text of pages of this class.
    notifies_translators = False
    # True if pages of this class are read aloud.
    is_recorded = False
    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("search_description"),
        TranslatableField("translation_status"),
        SynchronizedField("slug", overridable=False),
    ]

    base_form_class = BasePageForm
    copy_form_class = BasePageCopyForm
    # Any: Wagtail declares these lists as placeholders of panels, and the number as None.
    content_panels: list[Any] = [ConflictPanel(), ConfirmationPanel(), *Page.content_panels]
    max_count_per_parent: Any
    subpage_types: list[str]
    promote_panels: list[Any] = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("search_description")],
            "For search engines and sharing",
        ),
        SourceOnlyPanel(
            [
                FieldPanel("social_image"),
                FieldPanel(
                    "show_in_menus",
                    help_text="Has no effect on a menu with entries under Settings → Name and menus.",
                ),
            ],
            "Menus and sharing",
        ),
    ]
    settings_panels: list[Any] = [
        SchedulePanel(),
        SourceOnlyPanel([FieldPanel("urgent_fix")], "Translations"),
    ]

    class Meta:
        abstract = True

    @property
    def language(self) -> str:
        return self.locale.language_code

    @property
    def is_published(self) -> bool:
        """True if the page is live, and neither the page nor its English page has expired."""
        # `home.lookup.published` applies the same rule to querysets.
        moments = {self.expire_at, self.source.expire_at} - {None}
        changes_at(*moments)
        return self.live and all(moment > now() for moment in moments)

    @property
    def is_source(self) -> bool:
        return self.locale_id is None or self.language == settings.LANGUAGE_CODE

    @cached_property
    def source(self) -> Any:  # of the same class as the page
        """The English page, or the page itself if it is English or has no English page."""
        if self.is_source:
            return self
        return (
            type(self)
            .objects.filter(
                translation_key=self.translation_key, locale__language_code=settings.LANGUAGE_CODE
            )
            .select_related("locale")
            .first()
        ) or self

    def use_source(self, source: "BasePage") -> None:
        """Set the loaded English page, and show its text for outdated blocks in an urgent fix."""
        self.source = source
        self.heed_urgent_fix()

    def find_live_languages(self) -> list[str]:
        """Return the codes of the languages in which this page is live, in the settings' order."""
        codes = (
            published(self.get_translations(inclusive=True))
            .filter(alias_of=None)
            .values_list("locale__language_code", flat=True)
        )
        order = [code for code, _name in settings.LANGUAGES]
        return sorted(codes, key=order.index)

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        # Saves a query if `as_shown` has loaded both pages.
        if self.is_restricted is False and self.source.is_restricted is False:
            return PageViewRestriction.objects.none()
        return PageViewRestriction.objects.filter(
            page__path__in=[
                path[:length]
                for path in {self.path, self.source.path}
                for length in range(self.steplen, len(path) + self.steplen, self.steplen)
            ]
        )

    @classmethod
    def as_shown(cls) -> PageQuerySet:
        """Return a queryset of this class with the data that a served page needs."""
        # The attribute of this name is the default for pages that are loaded in other ways.
        shown = cls.objects.annotate(is_restricted=is_restricted(), is_sample=is_sample_page())  # type: ignore[no-redef]
        shown = shown.annotate(has_private_image=is_private("social_image__"))
        return shown.select_related(*cls.shown_with)

    def recorded_facts(self) -> Any:
        """Return the facts that a recording states and that may change, as JSON data."""
        return {}

    @cached_property
    def recording(self) -> dict[str, Any] | None:
        """Recording to play on the page, or None if there is none or its facts are outdated."""
        row = self.source.latest_recording
        return row if row and row["facts"] == facts_as_text(self.recorded_facts()) else None

    def get_absolute_url(self) -> str:
        return page_address(self, self.language)

    def get_context(
        self,
        request: HttpRequest,
        *args: Any,
        resolved: ResolvedPage | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["source"] = self.source
        context["canonical"] = absolute(self.get_absolute_url())
        if self.language == get_language():
            # Previews have no `resolved`.
            languages = resolved.live_languages if resolved else self.find_live_languages()
            context["alternates"] = [
                (code, absolute(page_address(self, code))) for code in languages
            ]
        return context

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        merge_if_pending(self)
        # A preview is a request of its own, shown in a frame of the admin.
        with_admin_policy: Any = csp(settings.EDITOR_CONTENT_SECURITY_POLICY)  # any signature
        return with_admin_policy(super().serve_preview)(request, mode_name)

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError(
                {"slug": f"“{self.slug}” is part of the site's own addresses. Choose another."}
            )

    @classmethod
    def from_serializable_data(cls, *args: Any, **kwargs: Any) -> Any:
        page = super().from_serializable_data(*args, **kwargs)
        if page is not None:
            clean_loaded(page)
        return page

    def copy_for_translation(  # type: ignore[override]  # as in Wagtail's `Page`
        self,
        locale: Locale,
        copy_parents: bool = False,
        alias: bool = False,
        exclude_fields: list[str] | None = None,
    ) -> Any:
        # A translation goes live and expires with its English page.
        schedule = ("go_live_at", "expire_at")
        exclude = [*(exclude_fields or []), *self.source_only, *self.own_fields, *schedule]
        return super().copy_for_translation(locale, copy_parents, alias, exclude)

    def save(self, clean: bool = True, **kwargs: Any) -> None:  # type: ignore[override]  # like Page
        # False for the partial saves by which Wagtail records revisions and dates.
        is_whole = not kwargs.get("update_fields")
        if is_whole and not self.is_source:
            merge_if_pending(self)
            provenance.update(self)
        if self._state.adding and self.go_live_at and self.go_live_at > now():
            self.live = False  # Wagtail's form adds a page before it schedules it
        if is_whole and clean and self.live:
            # Wagtail calls full_clean() for live pages; this adds the checks that only a form would
            # make.
            rules.check_beyond_fields(self)
            if not self.is_source and not is_or_was_live(self):
                rules.check(self)
        return super().save(clean=clean, **kwargs)

    @transaction.atomic
    def publish(self, *args: Any, **kwargs: Any) -> Any:
        # Signal receivers update the translations in this transaction.
        return super().publish(*args, **kwargs)

    @transaction.atomic
    def unpublish(self, *args: Any, **kwargs: Any) -> Any:
        # Signal receivers unpublish the translations in this transaction.
        return super().unpublish(*args, **kwargs)

    def missing_core(self) -> list[str]:
        """Return the names of the core fields that this translation lacks."""
        return missing_core(self)

    def unconfirmed_texts(self) -> list[str]:
        """Return sentences about texts that must be confirmed before the page can be published."""
        return confirmation.unconfirmed_texts(self)

    def held_back_message(self) -> str:
        """Return a sentence about new strings in doubt, which readers do not see yet, or ""."""
        return confirmation.held_back_message(self)

    @classmethod
    def urgency(cls) -> tuple[Any, Any]:  # two queryset expressions
        """Return the expressions by which English pages are sorted: `Urgency`, then time."""
        return models.Value(Urgency.STANDING), models.F("first_published_at")
