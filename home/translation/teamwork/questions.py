"""Questions about strings, and their answers."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail_localize.models import StringSegment

from home.people.models import User
from home.text import trim

from ..typed_errors import find_typed_errors
from . import question_emails
from .models import StringQuestion

# Maximum count of open questions in one language about one string.
MOST_OPEN = 5
KEEP_ORPHANED = timedelta(days=90)

_Key = tuple[int, int]


def clean_question(text: str) -> str:
    """Return the trimmed `text` of a question or an answer.

    Raises:
        ValidationError: the text is empty, too long, or has invisible characters.
    """
    text = trim(text)
    if errors := find_typed_errors(text, StringQuestion.MAX_LENGTH):
        raise ValidationError(errors)
    return text


def check(key: _Key, locale_id: int, text: str) -> str:
    """Return the trimmed `text` of a new question about the string with `key`, in one language.

    Raises:
        ValidationError: as for `clean_question`, or too many other questions are open.
    """
    text = clean_question(text)
    waiting = _waiting(key, locale_id).exclude(text=text)
    if waiting.count() >= MOST_OPEN:
        raise ValidationError(
            _("Several questions about this text are waiting for an answer. Please wait for it.")
        )
    return text


def ask(key: _Key, locale_id: int, text: str, user: User | None) -> None:
    """Store a question about the string with `key`, and notify editors, unless it is open already.

    `user` is None for a volunteer with a link.

    Raises:
        ValidationError: as for `check`.
    """
    text, (string, context) = check(key, locale_id, text), key
    if not _waiting(key, locale_id).filter(text=text).exists():
        StringQuestion.objects.create(
            string_id=string, context_id=context, locale_id=locale_id, text=text, asked_by=user
        )
        question_emails.notify_editors()


def _waiting(key: _Key, locale_id: int) -> QuerySet[StringQuestion]:
    return StringQuestion.objects.filter(
        string=key[0], context=key[1], locale=locale_id, answered_at=None
    )


def answer(question: StringQuestion, text: str, user: User) -> None:
    """Store an editor's answer to `question`, in place of an earlier answer.

    Raises:
        ValidationError: as for `clean_question`.
    """
    question.answer = clean_question(text)
    question.answered_at, question.answered_by = timezone.now(), user
    question.save()


def questions_about(
    keys: Iterable[_Key], *, open_in: int | None = None
) -> dict[_Key, list[StringQuestion]]:
    """Return the answered questions about strings by (string ID, context ID), oldest first.

    Questions about former English in the same place have a false `is_current`. With `open_in`,
    include the open questions of the language with this locale ID.
    """
    keys = set(keys)
    shown = ~Q(answered_at=None)
    if open_in:
        shown |= Q(locale=open_in)
    by_context: defaultdict[int, list[_Key]] = defaultdict(list)
    for key in keys:
        by_context[key[1]].append(key)
    rows = StringQuestion.objects.filter(shown, context__in=by_context).annotate(
        is_current=Exists(_segments("string", "context"))
    )
    found: defaultdict[_Key, list[StringQuestion]] = defaultdict(list)
    for row in rows.select_related("locale", "string").order_by("pk"):
        if (key := (row.string_id, row.context_id)) in keys:
            found[key].append(row)
        elif not row.is_current and row.answered_at:
            for key in by_context[row.context_id]:
                found[key].append(row)
    return found


def _segments(*fields: str) -> QuerySet[StringSegment]:
    return StringSegment.objects.filter(**{field: OuterRef(field) for field in fields})


def delete_orphaned(*, dry_run: bool) -> int:
    """Delete old questions about strings that no English page has, and return their count.

    With `dry_run`, only count them.
    """
    is_unanswered = Q(answered_at=None)
    # An answered question is kept while an English page has a text in its place.
    old = StringQuestion.objects.filter(
        ~Exists(_segments("string", "context")),
        is_unanswered | ~Exists(_segments("context")),
        asked_at__lt=timezone.now() - KEEP_ORPHANED,
    )
    return old.count() if dry_run else old.delete()[0]
