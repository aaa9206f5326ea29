"""Helper that makes stored texts malformed."""

import json

from django.apps import apps
from django.db import connection, models
from wagtail.fields import StreamField

# Separators, a vertical tab, a line break, the end of a CDATA section, a bidi override, a
# non-character.
DIRT = "\x1f\x0b\x01\n]]>\u2028\u202e\ufffe\x85"
# JSON can hold characters that a text column refuses, except in PostgreSQL.
DIRT_IN_JSON = DIRT + ("\ud800\x00" if connection.vendor == "sqlite" else "")
# Fields that programs parse, or that identify rows.
_KEYS = {
    *("slug", "path", "url_path", "place", "idempotency_key", "token_hash", "key", "username"),
    *("password", "object_pk", "file_hash", "facts", "term"),
}
_OURS = {
    "home",
    "alerts",
    "translation",
    "teamwork",
    "media",
    "people",
    "comments",
    "sharing",
    "calls",
}
_OTHERS = {"wagtailcore.Page", "wagtail_localize.String", "wagtail_localize.StringTranslation"}


def soil():
    """Put malformed characters into stored texts of pages, comments and other content."""
    for model in apps.get_models():
        label = model._meta.label
        if model._meta.app_label in _OURS or label in _OTHERS or label == "django_comments.Comment":
            _soil(model)


def _soil(model):
    for row in model._base_manager.order_by().values():
        changes = {}
        for field in model._meta.local_concrete_fields:
            value = row.get(field.attname)
            if field.choices or field.remote_field or field.name in _KEYS or not value:
                continue
            if isinstance(field, StreamField):
                stored = field.get_prep_value(value)
                changes[field.attname] = json.dumps(_dirty_stream(stored))
            elif type(field) in (models.CharField, models.TextField) or "RichText" in str(
                type(field)
            ):
                changes[field.attname] = _dirty(value, DIRT, field.max_length)
        _store(model, row, changes)


def _store(model, row, changes):
    # Raw SQL, without the validation and conversion of the model.
    if not changes:
        return
    table, key = model._meta.db_table, model._meta.pk
    columns = ", ".join(f'"{model._meta.get_field(name).column}" = %s' for name in changes)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" SET {columns} WHERE "{key.column}" = %s',  # noqa: S608
            [*changes.values(), row[key.attname]],
        )


def _dirty(text, dirt, longest=None):
    first, space, rest = text.partition(" ")
    dirty = f"{first}{dirt}{space}{rest}"
    return dirty if longest is None or len(dirty) <= longest else text


def _dirty_stream(data):
    if isinstance(data, list):
        return [_dirty_stream(one) for one in data]
    if isinstance(data, dict):
        kept = {"type", "id", "url"}
        return {name: one if name in kept else _dirty_stream(one) for name, one in data.items()}
    return _dirty(data, DIRT_IN_JSON) if isinstance(data, str) else data
