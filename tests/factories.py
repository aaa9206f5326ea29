"""Factories and helpers that create live English pages, translations and other records."""

from contextlib import contextmanager, nullcontext
from datetime import timedelta
from io import BytesIO

import factory
import pikepdf
import wagtail_factories
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from wagtail.models import Collection, Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue

from alerts.comments.models import PostComment, Redaction, SpamScreening, Status
from alerts.comments.tokens import hash_of
from alerts.models import (
    ActionType,
    AlertIndexPage,
    AlertOffice,
    AlertPage,
    ExplainerIndexPage,
    ExplainerPage,
    Office,
    OfficePhone,
)
from home.media.models import CustomDocument, CustomImage
from home.models import HomePage, Meeting, MeetingsPage, StandardPage
from home.translation.models import Phrase, PhraseTranslation, TranslationLink

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def user(group=None, **fields):
    fields.setdefault("username", f"user-{get_user_model().objects.count()}")
    made = get_user_model().objects.create_user(
        password="secret", is_superuser=group is None, **fields
    )
    if group:
        made.groups.add(Group.objects.get(name=group))
    return made


def home(language="en"):
    return HomePage.objects.get(locale__language_code=language)


def english_home():
    return home("en")


class ImageFactory(wagtail_factories.ImageFactory):
    class Meta:
        model = CustomImage

    collection = factory.LazyFunction(Collection.get_first_root_node)


def pdf():
    made = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(made)
    return made.getvalue()


class DocumentFactory(wagtail_factories.DocumentFactory):
    class Meta:
        model = CustomDocument

    file = factory.django.FileField(filename="letter.pdf", from_func=lambda: BytesIO(pdf()))

    collection = factory.LazyFunction(Collection.get_first_root_node)


def in_letters(number):
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


class PageFactory(wagtail_factories.PageFactory):
    class Meta:
        abstract = True

    # Letters, because a translation that lacks a number of the English must be confirmed.
    title = factory.Sequence(lambda n: f"English headline {in_letters(n)}")
    locale = factory.LazyFunction(lambda: Locale.objects.get(language_code="en"))


class StandardPageFactory(PageFactory):
    class Meta:
        model = StandardPage

    parent = factory.LazyFunction(english_home)
    body = "<p>English text of a page.</p>"


class MeetingsPageFactory(PageFactory):
    class Meta:
        model = MeetingsPage

    parent = factory.LazyFunction(english_home)
    slug = "meetings"


class AlertIndexPageFactory(PageFactory):
    class Meta:
        model = AlertIndexPage

    parent = factory.LazyFunction(english_home)
    title = "English list of alerts"
    slug = "alerts"


class ExplainerIndexPageFactory(PageFactory):
    class Meta:
        model = ExplainerIndexPage

    parent = factory.LazyFunction(english_home)
    title = "English list of explainers"
    slug = "background"


def the(factory_class):
    """Return the first English page of the factory's model, or create one."""
    return (
        factory_class._meta.model.objects.filter(locale__language_code="en").first()
        or factory_class()
    )


class AlertPageFactory(PageFactory):
    class Meta:
        model = AlertPage

    parent = factory.LazyFunction(lambda: the(AlertIndexPageFactory))
    ask = "English ask: call the governor."
    starts_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    ends_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))
    first_published_at = factory.LazyFunction(timezone.now)


class ExplainerPageFactory(PageFactory):
    class Meta:
        model = ExplainerPage

    parent = factory.LazyFunction(lambda: the(ExplainerIndexPageFactory))
    summary = "English summary."
    first_published_at = factory.LazyFunction(timezone.now)


def phrase(text="Governor of Minnesota", **translations):
    made, _created = Phrase.objects.get_or_create(text=text)
    for language, translation in translations.items():
        PhraseTranslation.objects.create(phrase=made, language=language, text=translation)
    return made


def ask_for(name="veto", sentence="Ask {office} to veto {what}.", plea="Please veto {what}."):
    made, _created = ActionType.objects.get_or_create(
        name=name, defaults={"sentence": phrase(sentence), "plea": phrase(plea)}
    )
    return made


def office(name="Mark Dayton", numbers=("+16512013400",), role=None):
    made = Office.objects.create(name=name, role=role or phrase())
    for order, number in enumerate(numbers):
        OfficePhone.objects.create(office=made, number=number, sort_order=order)
    return made


def call(alert, *offices):
    """Add `offices` to the offices that `alert` asks people to call."""
    for order, one in enumerate(offices):
        AlertOffice.objects.create(alert=alert, office=one, sort_order=order)


def meeting(**fields):
    defaults = {
        "what": phrase("Campaign meeting"),
        "starts_at": timezone.now() + timedelta(days=2),
        "place": "Walker Church",
        "address": "31st St and 16th Ave, Minneapolis",
    }
    return Meeting.objects.create(**defaults | fields)


def words_in(language):
    """Return a fake translation function, which puts `[language]` before the English text."""
    return lambda english: f"[{language}] {english}"


def submit(page, language):
    """Submit the English `page` for translation, and return its `Translation`."""
    source, _created = TranslationSource.update_or_create_from_instance(page)
    locale = Locale.objects.get(language_code=language)
    return Translation.objects.get_or_create(source=source, target_locale=locale)[0]


@contextmanager
def while_over(page):
    """End the alert `page`, so that unreviewed machine translations of it can be published."""
    rows = AlertPage.objects.filter(pk=page.pk)
    ends_at = rows.values_list("ends_at", flat=True).first()
    rows.update(ends_at=timezone.now() - timedelta(seconds=1))
    yield
    # Publication runs on commit, and so does this, after it.
    transaction.on_commit(lambda: rows.update(ends_at=ends_at))


def translate(page, language, words=None, *, kind="manual", publish=True):
    """Translate all strings of the English `page`, and return the translated page."""
    words = words or words_in(language)
    translation = submit(page, language)
    for segment in translation.source.stringsegment_set.select_related("string", "context"):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=translation.target_locale,
            context=segment.context,
            defaults={
                "data": StringValue.from_plaintext(
                    words(segment.string.as_value().render_text())
                ).data,
                "translation_type": kind,
            },
        )
    # Pages are published on commit: call this in
    # `django_capture_on_commit_callbacks(execute=True)`.
    with while_over(page) if kind == "machine" and publish else nullcontext():
        translation.save_target(publish=publish)
    return translation.get_target_instance().specific


def comment(post, language="en", status=Status.PUBLISHED, text="A comment.", **fields):
    """Create and return a comment on the English page `post`, by default a published one."""
    # Both are dicts of field values.
    screening, redaction = fields.pop("screening", None), fields.pop("redaction", None)
    number = PostComment.objects.count()
    now = timezone.now()
    defaults = {
        "content_object": post,
        "site_id": 1,
        "comment": text,
        "submit_date": now,
        "is_public": status == Status.PUBLISHED,
        "post_id": post.pk,
        "language": language,
        "status": status,
        "submitted": now,
        "idempotency_key": f"key-{post.pk}-{language}-{number}",
    }
    stored = PostComment.objects.create(**defaults | fields)
    if screening is not None:
        SpamScreening.objects.create(comment=stored, **screening)
    if redaction is not None:
        Redaction.objects.create(comment=stored, **{"redacted_at": now} | redaction)
    return stored


def own_comment(post, token, *args, **fields):
    """Create and return a comment whose private page has `token` in its URL."""
    return comment(post, *args, token_hash=hash_of(token), **fields)


def link(translation, **fields):
    """Create a translation link for a volunteer, and return it with the token in its URL."""
    made, token = TranslationLink.issue(translation, None)
    # The returned link does not have these fields.
    if fields:
        TranslationLink.objects.filter(pk=made.pk).update(**fields)
    return made, token
