"""Removal of the sample content, except for what people have written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Exists, OuterRef, ProtectedError
from django.utils.text import capfirst
from wagtail.models import ModelLogEntry, Page, ReferenceIndex, Revision
from wagtail.query import PageQuerySet
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    Template,
    TemplateSegment,
    TranslatableObject,
    TranslationSource,
)

from alerts.comments.models import PostComment, Status
from alerts.content.texts import text
from alerts.models import AlertSettings, Office
from home.media.models import CustomImage, Recording
from home.models import HomePage, Meeting, SampleRecord
from home.translation.models import Phrase, Pronunciation, Provenance
from home.translation.status import TranslationStatus
from home.translation.teamwork.models import StringQuestion, StringVersion

EDITED = "somebody has edited it"
TRANSLATED = "somebody has worked on its translation"
COMMENTED = "somebody has commented on it"
EVIDENCE = "one of its comments is kept as evidence"
ANSWERED = "somebody has answered it"
READ_ALOUD = "somebody has recorded it"
LINKED = "something that stays refers to it"
# Reasons that end the mark as a sample: somebody has edited or translated the content.
THEIRS = {EDITED, TRANSLATED}
# In the order of deletion: the text of an office or a meeting is a phrase.
KINDS = (CustomImage, Office, Meeting, AlertSettings, Phrase)


@dataclass
class Plan:
    """Plan for a removal: the parts of the sample content to delete, and the parts to keep."""

    # English pages, which are deleted with their translations.
    pages: list[Page] = field(default_factory=list)
    comments: list[PostComment] = field(default_factory=list)
    others: list[models.Model] = field(default_factory=list)
    # The English home page, if a removal empties it.
    home: HomePage | None = None
    kept: list[tuple[models.Model, str]] = field(default_factory=list)

    @property
    def comment_labels(self) -> list[str]:
        return list(map(str, self.comments))

    @property
    def is_empty(self) -> bool:
        return not (self.pages or self.comments or self.others or self.home or self.kept)

    @property
    def summary(self) -> str:
        """Counts of the parts to delete, in words, or “nothing” if there are none."""
        counts = (
            (len(self.pages), "page in all languages", "pages in all languages"),
            (len(self.comments), "comment", "comments"),
            (len(self.others), "other record", "other records"),
            (1 if self.home else 0, "the texts of the home page", ""),
        )
        parts = [
            (f"{count} {one}" if count == 1 else f"{count} {many}") if many else one
            for count, one, many in counts
            if count
        ]
        return ", ".join(parts) or "nothing"

    @property
    def labels(self) -> list[str]:
        """Kind and description of each record in `others`."""
        return [f"{capfirst(other._meta.verbose_name)}: {other}" for other in self.others]

    def keep(self, instance: models.Model, reason: str) -> None:
        for part in (self.pages, self.comments, self.others):
            if instance in part:
                part.remove(instance)  # type: ignore[arg-type]  # of the type of this list
        self.kept.append((instance, reason))


def make_plan() -> Plan:
    """Return a plan of what `remove` would delete and keep."""
    plan = Plan()
    keys = SampleRecord.objects.of_pages().values("translation_key")
    for page in _english().filter(translation_key__in=keys).order_by("path").specific():
        plan.pages.append(page)
        if reason := _reason_to_keep_page(page):
            plan.keep(page, reason)
    for kind in KINDS:
        for instance in _recorded(kind):
            plan.others.append(instance)
            if _is_edited(instance):
                plan.keep(instance, EDITED)
    _keep_what_is_referred_to(plan)
    for comment in _recorded(PostComment).exclude(post__in=plan.pages):
        plan.comments.append(comment)
        if comment.replies_below().exclude(pk__in=_ids(PostComment)).exists():
            plan.keep(comment, ANSWERED)
    home = HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if home and home.intro == text("home.intro") and SampleRecord.objects.exists():
        plan.home = None if _is_edited_page(home) else home
        if plan.home is None:
            plan.kept.append((home, EDITED))
    return plan


@transaction.atomic
def remove() -> Plan:
    """Delete the sample content, except for what people have written, and return the plan."""
    plan = make_plan()
    for comment in plan.comments:
        comment.delete()
    for page in plan.pages:
        _delete_page(page)
    for kind in KINDS:
        for instance in [other for other in plan.others if isinstance(other, kind)]:
            try:
                with transaction.atomic():
                    instance.delete()
            except ProtectedError:  # by rows that the reference index leaves out, such as counts
                plan.keep(instance, LINKED)
    if plan.home:
        _empty(plan.home)
    theirs = [instance for instance, reason in plan.kept if reason in THEIRS]
    _forget([*plan.pages, *plan.comments, *plan.others, *theirs])
    return plan


def _english() -> PageQuerySet:
    return Page.objects.filter(locale__language_code=settings.LANGUAGE_CODE)


def _ids(kind: type[models.Model]) -> models.QuerySet:
    records = SampleRecord.objects.filter(content_type=ContentType.objects.get_for_model(kind))
    return records.values("object_id")


def _recorded(kind: type[models.Model]) -> models.QuerySet:
    return kind._default_manager.filter(pk__in=_ids(kind)).order_by("pk")


def _forget(instances: Iterable[models.Model]) -> None:
    for instance in instances:
        if isinstance(instance, Page):
            SampleRecord.objects.filter(translation_key=instance.translation_key).delete()
    gone = {(type(instance), instance.pk) for instance in instances}
    for record in SampleRecord.objects.exclude(content_type=None):
        sample = record.sample
        if sample is None or (type(sample), sample.pk) in gone:
            record.delete()
    pages = Page.objects.filter(translation_key=OuterRef("translation_key"))
    SampleRecord.objects.of_pages().filter(~Exists(pages)).delete()


# Reasons to keep something


def _reason_to_keep_page(page: Page) -> str:
    key = page.translation_key
    if _is_edited_page(page):
        return EDITED
    if _is_translated_by_people(key):
        return TRANSLATED
    comments = PostComment.objects.filter(post=page.pk)
    if comments.exclude(pk__in=_ids(PostComment)).exists():
        return COMMENTED
    if comments.filter(status=Status.EVIDENCE).exists():
        return EVIDENCE
    recordings = Recording.objects.filter(page=page.pk)
    if recordings.exclude(pk__in=_ids(Recording)).exists():
        return READ_ALOUD
    return ""


def _is_edited_page(page: Page) -> bool:
    family = Page.objects.filter(translation_key=page.translation_key)
    ids = [str(pk) for pk in family.values_list("pk", flat=True)]
    revisions = Revision.page_revisions.filter(object_id__in=ids)
    return revisions.exclude(user=None).exists()


def _is_translated_by_people(key: UUID) -> bool:
    versions = StringVersion.objects.filter(context__object=key).exclude(kind=Provenance.MACHINE)
    strings = StringSegment.objects.filter(source__object=key).values("string")
    return (
        versions.exists()
        or StringQuestion.objects.filter(context__object=key).exists()
        or Pronunciation.objects.filter(string__in=strings).exists()
    )


def _is_edited(instance: models.Model) -> bool:
    # The sample leaves `comment_days` empty.
    if isinstance(instance, AlertSettings) and instance.comment_days is not None:
        return True
    entries = ModelLogEntry.objects.for_instance(instance).filter(action="wagtail.edit")
    return entries.exclude(user=None).exists()


def _keep_what_is_referred_to(plan: Plan) -> None:
    found = True
    while found:
        found = False
        for instance in [*plan.pages, *plan.others]:
            if _has_reference_that_stays(instance, plan):
                plan.keep(instance, LINKED)
                found = True


def _has_reference_that_stays(instance: models.Model, plan: Plan) -> bool:
    pages = Page.objects.filter(
        translation_key__in=[page.translation_key for page in plan.pages]
    ).values_list("pk", flat=True)
    doomed: set[tuple[type[models.Model], str]] = {(Page, str(pk)) for pk in pages}
    doomed |= {(type(other), str(other.pk)) for other in plan.others}
    referring = {Page, *KINDS}
    family = [instance]
    if isinstance(instance, Page):
        family = list(Page.objects.filter(translation_key=instance.translation_key))
    for version in family:
        for reference in ReferenceIndex.get_references_to(version).select_related(
            "base_content_type"
        ):
            source = (reference.base_content_type.model_class(), reference.object_id)
            if source[0] in referring and source not in doomed:
                return True
    return False


# Deletion


def _delete_page(page: Page) -> None:
    key = page.translation_key
    for pk in Page.objects.filter(translation_key=key).values_list("pk", flat=True):
        # Read again: each deletion changes the tree.
        Page.objects.get(pk=pk).specific.delete()
    _delete_translation_data(key)


def _delete_translation_data(key: UUID) -> None:
    segments = StringSegment.objects.filter(source__object=key)
    translations = StringTranslation.objects.filter(context__object=key)
    strings = {
        *segments.values_list("string", flat=True),
        *translations.values_list("translation_of", flat=True),
    }
    of_source = TemplateSegment.objects.filter(source__object=key)
    templates = set(of_source.values_list("template", flat=True))
    translations.delete()
    TranslationSource.objects.filter(object=key).delete()
    TranslatableObject.objects.filter(translation_key=key).delete()
    # Pages share strings and templates.
    String.objects.filter(
        ~Exists(StringSegment.objects.filter(string=OuterRef("pk"))),
        ~Exists(StringTranslation.objects.filter(translation_of=OuterRef("pk"))),
        pk__in=strings,
    ).delete()
    Template.objects.filter(
        ~Exists(TemplateSegment.objects.filter(template=OuterRef("pk"))), pk__in=templates
    ).delete()


def _empty(home: HomePage) -> None:
    _delete_translation_data(home.translation_key)
    # Read now: the tree has changed.
    for page in HomePage.objects.filter(translation_key=home.translation_key):
        page.title = settings.WAGTAIL_SITE_NAME
        page.intro = page.about = page.search_description = page.provenance = ""
        page.phone = page.strings_published_at = page.english_changed_at = None
        page.translation_status = TranslationStatus()
        page.save_revision().publish()
