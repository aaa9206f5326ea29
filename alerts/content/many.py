"""Many made-up posts and comments, to see how the site behaves when it has grown."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize import models as localize

from alerts.comments.models import PostComment
from alerts.models import AlertIndexPage, AlertPage

# Rows inserted by one query.
BATCH = 2_000
# Statuses of each ten comments.
STATUSES = ["published"] * 7 + ["rejected", "spam", "pending"]
TEXTS = {"title": "Call the governor’s office", "ask": "Please call."}
LANGUAGES_OF_COMMENTS = ("en", "en", "es", "so", "hmn")


@transaction.atomic
def create(posts: int, comments: int) -> None:
    """Create `posts` alerts, each with its translations, and `comments` comments on them."""
    if not posts:
        return
    # Rows are inserted table by table, since saving each object would take hours. They are not in
    # the search index, and have no revisions.
    keys = [uuid.uuid4() for _ in range(posts)]
    english = Locale.get_default()
    created = []
    for index in AlertIndexPage.objects.select_related("locale").order_by("locale_id"):
        added = _add_alerts(index, keys)
        if index.locale_id == english.pk:
            created = added
    _add_strings(keys, english)
    _add_comments(created, comments)


def _add_alerts(index: AlertIndexPage, keys: list[uuid.UUID]) -> list[int]:
    now, content_type = timezone.now(), ContentType.objects.get_for_model(AlertPage)
    last = index.get_last_child()
    first = Page._str2int(last.path[-Page.steplen :]) + 1 if last else 1
    is_english = index.locale_id == Locale.get_default().pk
    made = index.get_children().filter(slug__startswith="call-").count()
    pages = []
    for number, key in enumerate(keys):
        slug = f"call-{first + number}"
        age = made + number
        page = AlertPage(
            path=Page._get_path(index.path, index.depth + 1, first + number),
            depth=index.depth + 1,
            title=f"{TEXTS['title']} {first + number}",
            slug=slug,
            url_path=f"{index.url_path}{slug}/",
            translation_key=key,
            locale=index.locale,
            content_type=content_type,
            ask=TEXTS["ask"],
            first_published_at=now - timedelta(hours=age),
            last_published_at=now - timedelta(hours=age),
        )
        page.draft_title = page.title
        if is_english:  # times are read from the English page
            # A day apart: two begin in the future, two are running, and later calls add older ones.
            page.starts_at = now + timedelta(days=1.5 - age)
            page.ends_at = page.starts_at + timedelta(days=2)
        page.repeat_fields()
        pages.append(page)
    insert_alerts(index, pages)
    return [page.pk for page in pages]


def insert_alerts(index: AlertIndexPage, pages: list[AlertPage]) -> None:
    """Insert `pages`, whose paths are set, as new children of `index`, and set their keys."""
    inherited = [field for field in Page._meta.concrete_fields if not field.primary_key]
    rows = Page.objects.bulk_create(
        (Page(**{one.attname: getattr(page, one.attname) for one in inherited}) for page in pages),
        batch_size=BATCH,
    )
    for page, row in zip(pages, rows, strict=True):
        page.page_ptr_id = row.pk
    _insert(AlertPage, (_values(AlertPage, page) for page in pages))
    Page.objects.filter(pk=index.pk).update(numchild=F("numchild") + len(pages))


def insert_sources(
    keys: list[uuid.UUID], english: Locale, locales: Iterable[Locale]
) -> list[localize.TranslationSource]:
    """Insert and return the translation sources of English alerts with these translation keys."""
    content_type = ContentType.objects.get_for_model(AlertPage)
    localize.TranslatableObject.objects.bulk_create(
        (
            localize.TranslatableObject(translation_key=key, content_type=content_type)
            for key in keys
        ),
        batch_size=BATCH,
    )
    sources = localize.TranslationSource.objects.bulk_create(
        (
            localize.TranslationSource(
                object_id=key,
                specific_content_type=content_type,
                locale=english,
                object_repr="Alert",
                content_json="{}",
                last_updated_at=timezone.now(),
            )
            for key in keys
        ),
        batch_size=BATCH,
    )
    localize.Translation.objects.bulk_create(
        (
            localize.Translation(source=source, target_locale=locale)
            for source in sources
            for locale in locales
        ),
        batch_size=BATCH,
    )
    return sources


def _add_strings(keys: list[uuid.UUID], english: Locale) -> None:
    locales = list(Locale.objects.exclude(pk=english.pk))
    sources = insert_sources(keys, english, locales)
    spanish = [locale for locale in locales if locale.language_code == "es"]
    for path, text in TEXTS.items():
        string = localize.String.from_value(english, localize.StringValue(text))
        contexts = localize.TranslationContext.objects.bulk_create(
            (
                localize.TranslationContext(object_id=key, path=path, path_id=uuid.uuid4())
                for key in keys
            ),
            batch_size=BATCH,
        )
        localize.StringSegment.objects.bulk_create(
            (
                localize.StringSegment(source=source, string=string, context=context, order=0)
                for source, context in zip(sources, contexts, strict=True)
            ),
            batch_size=BATCH,
        )
        localize.StringTranslation.objects.bulk_create(
            (
                localize.StringTranslation(
                    translation_of=string,
                    context=context,
                    locale=locale,
                    data=text,
                    translation_type="manual",
                )
                for locale in spanish
                for context in contexts
            ),
            batch_size=BATCH,
        )


def _add_comments(posts: list[int], count: int) -> None:
    now, content_type = timezone.now(), ContentType.objects.get_for_model(AlertPage)
    newest = PostComment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    found = []
    for number in range(count):
        pk, post = newest + 1 + number, posts[number % len(posts)]
        status = STATUSES[number % len(STATUSES)]
        is_shown = status == "published"
        sent = now - timedelta(minutes=number)
        comment = PostComment(
            content_type=content_type,
            object_pk=str(post),
            site_id=1,
            user_name="A. Reader",
            comment=f"We called about it. Report {number}.",
            submit_date=sent,
            is_public=is_shown,
            thread_id=pk,
            parent_id=pk,
            level=0,
            order=1,
            post_id=post,
            language=LANGUAGES_OF_COMMENTS[number // len(posts) % len(LANGUAGES_OF_COMMENTS)],
            status=status,
            is_shown=is_shown,
            submitted=sent,
            moderated_at=None if status == "pending" else sent,
            idempotency_key=f"many-{pk}",
        )
        comment.pk = pk
        comment.comment_ptr_id = comment.id = pk
        found.append(comment)
    for model in (*reversed(PostComment._meta.get_parent_list()), PostComment):
        _insert(model, (_values(model, comment) for comment in found))


def _values(model: Any, instance: Any) -> list[Any]:
    return [
        field.get_db_prep_save(getattr(instance, field.attname), connection)
        for field in model._meta.local_concrete_fields
    ]


def _insert(model: Any, rows: Iterable[list[Any]]) -> None:
    # `bulk_create` refuses models with parent models.
    quote = connection.ops.quote_name
    fields = model._meta.local_concrete_fields
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        for batch in _batches(rows):
            cursor.executemany(sql, batch)
        # Rows with given keys do not advance the sequences of PostgreSQL.
        for reset in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(reset)


def _batches(rows: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
