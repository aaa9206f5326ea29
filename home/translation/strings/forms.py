"""Forms for translatable strings, used in the translate view and on the volunteers' pages."""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import (
    INITIAL_FORM_COUNT,
    TOTAL_FORM_COUNT,
    BaseFormSet,
    ManagementForm,
    formset_factory,
)
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from home.people.models import User
from home.text import trim, without_marks

from ..doubts import Doubt
from .checks import find_errors, find_pronunciation_errors, open_doubts
from .lookup import TranslatableString, fingerprint
from .services import confirm, delete_translation, save_pronunciation, save_translation

MAX_FORMS = 10_000  # as DATA_UPLOAD_MAX_NUMBER_FIELDS
TEXT_FIELDS = ("text", "pronunciation")
TYPED_FIELDS = (*TEXT_FIELDS, "question")
# Name of a text in a POST request: the string's key, then the field.
TEXT_NAME = re.compile(r"(?P<key>s\d+-\d+)-(?P<field>text|pronunciation|question)")


def typed_data(data: Mapping[str, str]) -> QueryDict:
    """Return the newly typed texts in POST data, with the fingerprints of the replaced texts."""
    typed = QueryDict(mutable=True)
    for name, shown_name in _typed_names(data):
        typed[name] = data[name]
        if shown_name in data:
            typed[shown_name] = data[shown_name]
    return typed


def typed_texts(data: Mapping[str, str], *, except_for: Set[str] = frozenset()) -> list[str]:
    """Return the newly typed texts in POST data, except those whose names are in `except_for`."""
    texts = [trim(data[name]) for name, _shown in _typed_names(data) if name not in except_for]
    return [text for text in texts if text]


def _typed_names(data: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (name, name of the fingerprint) for each newly typed text in POST data."""
    for name, value in data.items():
        if match := TEXT_NAME.fullmatch(name):
            shown_name = f"{match['key']}-shown_{match['field']}"
            # Without a fingerprint, any text but an empty one counts as newly typed.
            if fingerprint(trim(value)) != data.get(shown_name, fingerprint("")):
                yield name, shown_name


class TypedTextField(forms.Field):
    """Text field that may be empty. Its value is None if the POST request lacks the field."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def to_python(self, value: str | None) -> str | None:
        # A text of invisible marks alone is kept, so that it is refused and not taken as empty.
        return None if value is None else trim(without_marks(value)) or trim(value)


class StringForm(forms.Form):
    """Form for the translation of one string and, for a line to say aloud, its pronunciation.

    Hidden fields hold fingerprints of the texts that were shown, so that an untouched text does not
    overwrite another person's work.
    """

    shown_text = forms.Field(required=False, widget=forms.HiddenInput)
    # Ticked to save an untouched text as checked.
    looked_at = forms.BooleanField(required=False)
    # Fingerprint of the text in doubt that the user has confirmed.
    confirmed = forms.CharField(required=False)
    text = TypedTextField(widget=forms.Textarea(attrs={"rows": 2, "data-controller": "w-autosize"}))
    shown_pronunciation = forms.Field(required=False, widget=forms.HiddenInput)
    pronunciation = TypedTextField(widget=forms.TextInput)

    can_empty = True
    # True if the user left the text alone, but somebody else has changed it since it was shown.
    is_overtaken = False

    def __init__(
        self, *args: Any, string: TranslatableString, unsaved: Iterable[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.string = string
        self.saved_fields: list[str] = []
        self.deleted_text = ""
        if not string.is_spoken:
            del self.fields["pronunciation"], self.fields["shown_pronunciation"]
        for name in TEXT_FIELDS:
            if name in self.fields:
                self.set_widget_attributes(name, self.fields[name].widget.attrs)
        self.mark_unsaved(unsaved)

    def mark_unsaved(self, names: Iterable[str]) -> None:
        """Mark the fields `names`, for the page's script, as showing values that are not stored."""
        for name in names:
            if name in self.fields:
                self.fields[name].widget.attrs["data-unsaved"] = True

    def set_widget_attributes(self, name: str, attrs: dict[str, Any]) -> None:
        attrs["lang"] = self.string.locale.language_code

    @classmethod
    def initial_values(cls, string: TranslatableString) -> dict[str, str]:
        """Return the stored values, and their fingerprints for hidden fields, by field name."""
        return {
            "text": string.text,
            "shown_text": string.fingerprint,
            "pronunciation": string.pronunciation,
            "shown_pronunciation": fingerprint(string.pronunciation),
        }

    def clean_text(self) -> str | None:
        """Return the text to store, "" to delete the stored text, or None to keep it."""
        text, string = self.cleaned_data["text"], self.string
        if text is None:
            return None
        shown = self.cleaned_data["shown_text"] or string.fingerprint
        is_touched = fingerprint(text) != shown
        # Saving a page does not confirm its texts from memory: each must be looked at.
        has_error = string.has_error and not string.is_from_memory
        is_confirmed = self.cleaned_data["looked_at"] or has_error
        if not is_touched and not is_confirmed:
            self.is_overtaken = shown != string.fingerprint
            return None
        if text == string.text and not (is_confirmed and text):
            return None
        if shown != string.fingerprint:
            raise _overtaken_error(string.text)
        if (text or not self.can_empty) and (errors := find_errors(string, text)):
            raise ValidationError(errors)
        return text

    def clean_pronunciation(self) -> str | None:
        """Return the pronunciation to store, "" to delete the stored one, or None to keep it."""
        text, stored = self.cleaned_data["pronunciation"], self.string.pronunciation
        shown = self.cleaned_data["shown_pronunciation"] or fingerprint(stored)
        if text in (None, stored) or fingerprint(text) == shown:
            return None
        if shown != fingerprint(stored):
            raise _overtaken_error(stored)
        if (text or not self.can_empty) and (errors := find_pronunciation_errors(text)):
            raise ValidationError(errors)
        return text

    def save(self, user: User | None = None) -> None:
        """Store the valid values. `user` is None for a volunteer without an account."""
        text = self.cleaned_data.get("text")
        if text:
            by_machine = any(
                remembered.is_machine_made and remembered.text == text
                for remembered in self.string.memory
            )
            save_translation(self.string, text, user=user, by_machine=by_machine)
        elif text is not None:
            self.deleted_text = self.string.text
            delete_translation(self.string, user)
        if user and self.cleaned_data.get("confirmed") == self.string.fingerprint:
            confirm(self.string, user)
        pronunciation = self.cleaned_data.get("pronunciation")
        if pronunciation is not None:
            save_pronunciation(self.string, pronunciation)
        self.saved_fields = [
            name for name in TEXT_FIELDS if self.cleaned_data.get(name) is not None
        ]

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        return open_doubts(self.string)

    def values_after_saving(self) -> dict[str, str]:
        """Return the stored values by their names in POST data, except for refused fields."""
        return {
            self.add_prefix(name): value
            for name, value in self.initial_values(self.string).items()
            if name in self.fields and name not in self.errors
        }


def _overtaken_error(text_now: str) -> ValidationError:
    errors = [
        _("This text has changed since you opened the page. Save again to put yours in its place.")
    ]
    if text_now:
        errors.append(_("It now reads: “%(text)s”") % {"text": text_now})
    return ValidationError(errors)


class BaseStringFormSet(BaseFormSet):
    """Formset with one form per string. The prefix of a form is the key of its string.

    Strings that are not in the request are not changed.
    """

    data: QueryDict

    def __init__(
        self,
        strings: list[TranslatableString],
        data: QueryDict | None = None,
        *,
        unchecked: QueryDict | None = None,
    ) -> None:
        """Bind the forms to the POST data `data`, or show `unchecked` POST data without checks."""
        self.strings = strings
        self.unchecked = unchecked or QueryDict()
        self.sent: Mapping[str, str] = data or self.unchecked
        self.accepted_names: set[str] = set()
        initial = [
            self.form.initial_values(string) | self._sent_values(string) for string in strings
        ]
        super().__init__(data, auto_id="%s", initial=initial)

    def _sent_values(self, string: TranslatableString) -> dict[str, Any]:
        names = {name: f"{string.key}-{name}" for name in self.form.base_fields}
        return {
            name: self.unchecked[sent] for name, sent in names.items() if sent in self.unchecked
        }

    @cached_property
    def management_form(self) -> ManagementForm:
        # The request does not contain one.
        count = len(self.strings)
        form = ManagementForm({TOTAL_FORM_COUNT: count, INITIAL_FORM_COUNT: count})
        form.full_clean()
        return form

    def add_prefix(self, index: Any) -> str:
        return self.strings[index].key

    def get_form_kwargs(self, index: Any) -> dict[str, Any]:
        string = self.strings[index]
        stored = self.form.initial_values(string)
        sent = self._sent_values(string).items()
        return {
            "string": string,
            "unsaved": [name for name, value in sent if value != stored.get(name)],
        }

    def clean(self) -> None:
        if self.texts_without_box():
            raise ValidationError(
                _(
                    "The English no longer has the texts that you wrote this for. Here is what you wrote, so that you can copy it:"
                ),
                code="gone",
            )

    @property
    def is_overtaken(self) -> bool:
        return any(form.is_overtaken for form in self.forms)

    @property
    def has_saved(self) -> bool:
        return any(form.saved_fields for form in self.forms)

    def texts_without_box(self, forms: Iterable[StringForm] | None = None) -> list[str]:
        """Return newly typed texts that are neither stored nor shown in `forms`, by default all."""
        shown_names = {
            form.add_prefix(name)
            for form in (self.forms if forms is None else forms)
            for name in TYPED_FIELDS
            if name in form.fields
        }
        return typed_texts(self.sent, except_for=shown_names | self.accepted_names)

    def save_valid(self, user: User | None = None) -> None:
        """Store the valid texts. Afterwards the fields show the stored and the refused texts."""
        self.data = self.data.copy()
        for form in self.forms:
            form.save(user)
            form.mark_unsaved(form.errors)
            values = form.values_after_saving()
            self.accepted_names |= set(values)
            form.data = self.data
            for name, value in values.items():
                self.data[name] = value


StringFormSet = formset_factory(
    StringForm, formset=BaseStringFormSet, extra=0, absolute_max=MAX_FORMS
)
