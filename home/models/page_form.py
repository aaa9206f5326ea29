"""Form of the page editor."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.coreutils import find_available_slug

from home.addresses import is_made_from, short_slug
from home.publishing import editor_forms
from home.publishing.conflicts import Conflict, find_conflict

if TYPE_CHECKING:
    from .base import BasePage


class KeyField(forms.CharField):
    """Hidden field with a random key, which is not content of the page."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, initial=uuid4, max_length=36)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class BasePageForm(WagtailAdminPageForm):
    """Page form that has source-only fields only for English pages, and reports conflicts."""

    # Random key that all saves of this form have in common.
    form_key = KeyField()
    # The newer version of the page, if there is one.
    conflict: Conflict | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # A browser silently cuts off text pasted beyond maxlength; without it the form reports
            # an error.
            field.widget.attrs.pop("maxlength", None)
        for name in self.instance.required_source_only:
            if name in self.fields:
                self.fields[name].required = self.instance.is_source
        if "slug" in self.fields and self.instance.is_source:
            # Before the first publication, the slug can be made from the title, as in the browser.
            self.fields["slug"].required = bool(self.instance.first_published_at)
        if not self.instance.is_source:
            # These panels are hidden: fields that the browser does not send would be emptied.
            for name in self.instance.source_only:
                self.fields.pop(name, None)
                self.formsets.pop(name, None)

    def clean_slug(self) -> str:
        # The slug of an English page that was never published can be made from its title.
        slug, title = self.cleaned_data["slug"], self.cleaned_data.get("title", "")
        is_own = slug and not is_made_from(slug, title)
        if is_own or not title or not self.instance.is_source or self.instance.first_published_at:
            return slug
        parent = self.parent_page or self.instance.get_parent()
        short = short_slug(title) or "page"  # a title without letters
        return find_available_slug(parent, short, self.instance.pk) if parent else short

    def clean(self) -> dict[str, Any]:
        cleaned_data = super().clean()
        self.instance.may_be_incomplete = self.is_deferred_validation
        self.instance.form_save = editor_forms.save_of(self.data)
        for formset in self.formsets.values():
            for form in formset.forms:
                # The rules for rows need the page, to know if it is a draft.
                setattr(form.instance, formset.fk.name, self.instance)
        # Wagtail gives the form a subscription to save it, and none to preview it.
        if self.subscription and self.instance.pk:
            self.conflict = find_conflict(self.data, self.instance)
        if self.conflict:
            self.add_error(
                None,
                f"{self.conflict.saved_by} has saved this page since you opened it. Your words are"
                " in the form. Look at the changes, then save or publish again.",
            )
        return cleaned_data

    @transaction.atomic
    def save(self, commit: bool = True) -> "BasePage":
        if self.subscription and self.instance.pk and not editor_forms.is_newest(self.instance):
            # Wagtail's view then shows the form again, or tells the editor's script.
            raise PermissionDenied("Somebody else has just saved this page. Save again.")
        page = super().save(commit=False)
        if not page.is_source:
            page.mark_as_written_by_hand()  # when its translation was stopped
        if commit:
            page.save()
        return page
