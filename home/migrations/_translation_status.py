"""Conversion of `words_state` into the fields that followed it."""

from uuid import UUID, uuid5

from django.utils.dateparse import parse_datetime

STATUSES = {"en": "untranslated", "held": "held", "stale": "outdated"}
# The namespace in which wagtail-localize hashes the content path of a context.
PATHS = UUID("fcab004a-2b50-11ea-978f-2e728ce88125")


def fields_of(words_state):
    """Return the values of the new fields, as JSON holds them."""
    blocks = {block: STATUSES[state] for block, state in words_state.get("units", {}).items()}
    pending = {"pending": True} if words_state.get("pending") else {}
    return {
        "translation_status": {"blocks": blocks} | pending,
        "strings_published_at": words_state.get("as_of"),
        "english_changed_at": words_state.get("changed_at"),
        "returns_with_english": bool(words_state.get("comes_back")),
        "pronunciations": words_state.get("say", {}),
    }


def convert_pages(apps, *models):
    """Fill the new fields of the pages of `models`, classes by name."""
    for name in models:
        pages = apps.get_model(name).objects
        for pk, words_state in pages.values_list("pk", "words_state"):
            if words_state:
                fields = fields_of(words_state)
                for moment in ("strings_published_at", "english_changed_at"):
                    fields[moment] = fields[moment] and parse_datetime(fields[moment])
                status = pages.model._meta.get_field("translation_status")
                fields["translation_status"] = status.to_python(fields["translation_status"])
                pages.filter(pk=pk).update(**fields)


def convert_revisions(apps):
    """Give the revisions of pages the new fields."""
    revisions = apps.get_model("wagtailcore.Revision").objects
    for revision in revisions.filter(content__has_key="words_state").iterator():
        revision.content |= fields_of(revision.content.pop("words_state"))
        revision.save(update_fields=["content"])


def convert_contexts(apps):
    """Let wagtail-localize find the field that marks a page by its new name."""
    apps.get_model("wagtail_localize.TranslationContext").objects.filter(path="words_state").update(
        path="translation_status",
        field_path="translation_status",
        path_id=uuid5(PATHS, "translation_status"),
    )
