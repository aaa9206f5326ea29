"""Rules that a page must satisfy to be published."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import COMMENTS_RELATION_NAME

REQUIRED = "This field is required."


def check(page: Any) -> None:
    """Check that `page` may be published.

    Raises:
        ValidationError: it must not be published. The error has an `error_dict`.
    """
    problems: dict[str, list[str]] = defaultdict(list)
    try:
        page.full_clean()
    except ValidationError as error:
        problems.update(error.message_dict)
    try:
        check_beyond_fields(page)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            problems[name] += [text for text in messages if text not in problems[name]]
    if names := page.missing_core():
        problems[NON_FIELD_ERRORS].append(
            f"First translate what readers need most: {', '.join(names)}."
        )
    if texts := page.unconfirmed_texts():
        problems[NON_FIELD_ERRORS].append(f"First correct or confirm: {' '.join(texts)}")
    if problems:
        raise ValidationError(dict(problems))


def check_beyond_fields(page: Any) -> None:
    """Check the schedule of `page` and what else `full_clean()` does not check.

    Raises:
        ValidationError: a check has failed. The error has an `error_dict`.
    """
    problems: dict[str, list[str]] = defaultdict(list)
    if page.is_source:
        for name in page.required_source_only:
            if getattr(page, name) in (None, ""):
                problems[name].append(REQUIRED)
        for field in page._meta.get_fields():
            if isinstance(field, StreamField):
                problems[field.name] += _problems_of_blocks(field, getattr(page, field.name))
        for relation in get_all_child_relations(page):
            if (name := relation.get_accessor_name()) != COMMENTS_RELATION_NAME:
                problems[name] += _problems_of_rows(getattr(page, name).all(), relation.field.name)
    is_scheduled = page.go_live_at and page.go_live_at > timezone.now()
    if is_scheduled and page.live and not page.live_revision_id:
        # Wagtail would unpublish it until then.
        problems["go_live_at"].append("Publish the page now, then schedule the change.")
    if page.expire_at and page.expire_at <= timezone.now():
        problems["expire_at"].append("The expiry date has passed.")
    elif page.expire_at and page.go_live_at and page.expire_at <= page.go_live_at:
        problems["expire_at"].append("The page must go live before it expires.")
    if found := {name: messages for name, messages in problems.items() if messages}:
        raise ValidationError(found)


def _problems_of_blocks(field: StreamField, value: Any) -> list[str]:
    try:
        field.stream_block.clean(value)
    except ValidationError as error:
        return list(_block_messages(error, value))
    return []


def _block_messages(error: ValidationError, value: Any = None) -> Iterator[str]:
    nested = getattr(error, "block_errors", None)
    if not nested:
        yield from error.messages
        return
    yield from getattr(error, "non_block_errors", [])
    items = nested.items() if isinstance(nested, dict) else enumerate(nested)
    for key, problem in items:
        name = capfirst(str(key).replace("_", " "))
        if value is not None:
            name = f"Block {key + 1} ({value[key].block.label})"
        for text in _block_messages(problem) if problem else ():
            yield f"{name}: {text}"


def _problems_of_rows(rows: Iterable[Any], parent: str) -> list[str]:
    found = []
    for number, row in enumerate(rows, start=1):
        try:
            row.clean_fields(exclude={parent})
            row.clean()
        except ValidationError as error:
            found += [f"Row {number}: {text}" for text in error.messages]
    return found


def sentences(page: Any, error: ValidationError) -> str:
    """Return the messages of `error` on one line, each after the name of its field, if any."""
    return " ".join(
        f"{_label(page, name)}{text}"
        for name, messages in error.message_dict.items()
        for text in messages
    )


def _label(page: Any, name: str) -> str:
    if name == NON_FIELD_ERRORS:
        return ""
    try:
        field = page._meta.get_field(name)
    except FieldDoesNotExist:
        return f"{capfirst(name)}: "
    return f"{capfirst(getattr(field, 'verbose_name', name.replace('_', ' ')))}: "
