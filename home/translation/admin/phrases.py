"""Admin views in which translators translate and review phrases.

Readers see the translation of a phrase as soon as it is saved. Therefore only users who may publish
pages in a language can translate phrases into that language here.
"""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from home.people.languages import LanguageAccess
from home.people.models import User
from home.people.sign_in import forget_form, kept_form
from home.text import trim

from ..doubts import Doubt, find_doubts
from ..models import Phrase, PhraseTranslation, Provenance
from ..placeholders import check_placeholders
from ..strings.lookup import fingerprint
from ..typed_text import TypedTextMixin
from .page_status import NAMES


def phrase_languages(user: User) -> list[str]:
    """Return the codes of the languages into which `user` may translate phrases."""
    return [code for code in LanguageAccess(user).publishable if code != settings.LANGUAGE_CODE]


@dataclass(frozen=True)
class PhraseRow:
    """Phrase with its translations by language."""

    phrase: Phrase
    translations: list[tuple[str, PhraseTranslation | None]]

    def is_reviewed(self) -> bool:
        return all(
            translation and translation.reviewed_on for _code, translation in self.translations
        )


class PhrasesView(WagtailAdminTemplateMixin, TemplateView):
    """List of phrases with their translations into the user's languages."""

    template_name = "translation/admin/phrases.html"
    page_title = "Translate phrases"
    header_icon = "openquote"
    PER_PAGE = 50

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        languages = phrase_languages(self.request.user)
        if not languages:
            raise PermissionDenied
        rows = [
            PhraseRow(
                phrase, [(code, phrase.translation_in(code, old_too=True)) for code in languages]
            )
            for phrase in Phrase.objects.prefetch_related("translations")
        ]
        paginator = WagtailPaginator(sorted(rows, key=PhraseRow.is_reviewed), self.PER_PAGE)
        return super().get_context_data(
            page_obj=paginator.get_page(self.request.GET.get("p")),
            languages=[(code, NAMES[code]) for code in languages],
            typed_owner=f"user-{self.request.user.pk}-phrases",
            **kwargs,
        )


class PhraseTranslationForm(forms.ModelForm):
    # Fingerprint of the text whose doubts were shown, if the user has ticked its box.
    confirmed = forms.CharField(required=False)
    doubts: tuple[Doubt, ...] = ()

    class Meta:
        model = PhraseTranslation
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def clean_text(self):
        text = trim(self.cleaned_data["text"])
        check_placeholders(self.instance.phrase.text, text)
        return text

    def clean(self):
        cleaned_data = super().clean()
        if text := cleaned_data.get("text"):
            english, language = self.instance.phrase.text, self.instance.language
            self.doubts = find_doubts(english, text, language)
            self.text_in_doubt = fingerprint(text)
            if self.doubts and cleaned_data["confirmed"] != self.text_in_doubt:
                self.add_error("text", "Not saved. Correct it, or tick the box if it is right.")
        return cleaned_data


class PhraseTranslationView(TypedTextMixin, WagtailAdminTemplateMixin, TemplateView):
    """View for translating a phrase into one language and marking the translation as reviewed."""

    template_name = "translation/admin/phrase_translation.html"
    page_title = "Translate a phrase"
    header_icon = "openquote"

    def setup(self, request, phrase_id, language):
        super().setup(request)
        if language not in phrase_languages(request.user):
            raise PermissionDenied
        self.language = language
        self.phrase = get_object_or_404(Phrase, pk=phrase_id)
        self.translation = self.phrase.translation_in(language, old_too=True) or PhraseTranslation(
            phrase=self.phrase, language=language
        )
        self.stored_text = self.translation.text  # a form changes the instance
        # Fingerprint of the English text together with its stored translation
        self.digest = fingerprint(f"{self.phrase.text}\n{self.stored_text}")

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": "", "label": self.page_title, "sublabel": self.phrase.text},
        ]

    @property
    def key(self):
        """Name of the form, for the script that keeps typed texts."""
        return f"phrase-{self.phrase.pk}-{self.language}"

    def answer(self, form, status=200, was=None):
        was = was or self.digest
        attrs = form.fields["text"].widget.attrs
        attrs |= {"lang": self.language, "data-keep": was, "data-key": f"{self.key}-text"}
        if form["text"].value() != self.stored_text:
            attrs["data-unsaved"] = True
        context = self.get_context_data(
            form=form,
            phrase=self.phrase,
            translation=self.translation,
            language=self.language,
            language_name=NAMES[self.language],
            typed_owner=f"user-{self.request.user.pk}-phrases",
            part=self.key,
            was=was,
        )
        return self.render_to_response(context, status=status)

    def get(self, request, *args, **kwargs):
        kept = kept_form(request) or {}
        if kept:
            messages.warning(
                request, "This was not saved yet. Check what you typed, and press Save."
            )
        text = kept.get("text", self.translation.text)
        form = PhraseTranslationForm(instance=self.translation, initial={"text": text})
        return self.answer(form, was=kept.get("was"))

    def post(self, request, *args, **kwargs):
        form = PhraseTranslationForm(request.POST, instance=self.translation)
        if request.POST.get("was") != self.digest:
            messages.error(
                request,
                f"It has changed since you opened this. It now reads: “{self.stored_text}”."
                " Look at both, then save again.",
            )
            return self.answer(form, 409)
        if not form.is_valid():
            return self.answer(form, 422)
        with transaction.atomic():
            if "text" in form.changed_data:
                form.instance.translated_by = request.user
                by_machine = form.instance.pk and form.instance.provenance != Provenance.VOLUNTEER
                form.instance.provenance = Provenance.EDITED if by_machine else Provenance.VOLUNTEER
            form.instance.is_outdated = False  # the translator has seen the new English
            translation = form.save()
            data = {"language": self.language, "text": translation.text}
            wants_review = request.POST.get("action") == "review"
            is_marked = wants_review and translation.mark_reviewed(request.user)
            if is_marked:
                log(self.phrase, "translation.review", user=request.user, data=data)
            else:
                log(self.phrase, "wagtail.edit", user=request.user, data=data)
        forget_form(request)
        messages.success(request, self.result(translation))
        if wants_review and not is_marked:
            messages.warning(request, "You wrote it yourself. Somebody else must review it.")
        return redirect(f"{reverse('phrases')}#saved={self.key}")

    def result(self, translation):
        done = "Saved and marked as reviewed" if translation.reviewed_on else "Saved"
        place = "" if translation.reviewed_on else ", on call cards below the English"
        return (
            f"{done}: “{self.phrase.text}” in {NAMES[self.language]} is “{translation.text}”."
            f" Readers see it now{place}."
        )
