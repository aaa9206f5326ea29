"""Translate view, which replaces the page editor for translated pages."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import Truncator
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from home.people.sign_in import forget_form, kept_form

from .. import confirmation, provenance, review
from ..lookup import is_or_was_live, is_translated, translation_of
from ..strings import machine, memory
from ..strings.checks import find_warnings, open_doubts
from ..strings.forms import StringFormSet, typed_texts
from ..strings.links import load_links
from ..strings.lookup import (
    count_done,
    load_pronunciations,
    load_questions,
    translatable_strings,
)
from ..teamwork.work_notes import notes_of
from ..typed_text import mark_as_answered, show_for_copying
from .review import can_review
from .volunteer_links import LinksMixin

UPSTREAM = "wagtail-localize"


class TranslateView(LinksMixin, WagtailAdminTemplateMixin, TemplateView):
    """View with a form for the strings of a page, beside their English.

    Wagtail has already checked that the user may edit the page. Valid texts are saved even if other
    texts are refused.
    """

    template_name = "translation/admin/translate.html"
    page_title = "Translate"
    header_icon = "globe"

    def setup(self, request, page, translation):
        super().setup(request)
        self.page, self.translation = page, translation
        self.can_publish = page.permissions_for_user(request.user).can_publish()

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": "", "label": self.page_title, "sublabel": self.page.get_admin_display_title()},
        ]

    def get(self, request, *args, **kwargs):
        kept = kept_form(request)
        if kept:
            messages.warning(
                request, "This was not saved yet. Check what you typed, and press Save."
            )
        return self.show_again(200, self.get_formset(unchecked=kept))

    def get_formset(self, *args, **kwargs):
        strings = translatable_strings(self.translation)
        memory.recall(strings)
        load_pronunciations(strings)
        load_links(strings)
        load_questions(strings, open_in=self.page.locale_id)
        return StringFormSet(strings, *args, **kwargs)

    def get_context_data(self, *, formset=None, **kwargs):
        formset = formset or self.get_formset()
        doubtful = [form for form in formset if form.doubts]
        public = self.find_public_ids() if doubtful else set()
        return super().get_context_data(
            waiting=[form for form in doubtful if form.string.stored.pk not in public],
            hints=[form for form in doubtful if form.string.stored.pk in public],
            is_public=is_or_was_live(self.page),
            page=self.page,
            translation=self.translation,
            language=self.translation.target_locale.language_code,
            formset=formset,
            typed_owner=f"user-{self.request.user.pk}-page-{self.page.pk}",
            done=count_done(formset.strings),
            total=len(formset.strings),
            can_publish=self.can_publish,
            can_review=can_review(self.page, self.request.user),
            has_machine=machine.knows(self.translation.target_locale),
            work_notes=notes_of(self.translation),
            review_request=self.translation.review_requests.filter(closed_at=None).first(),
            **kwargs,
        )

    def find_public_ids(self):
        """Return the IDs of stored translations that are in doubt but public already."""
        texts = confirmation.texts_in_doubt(self.page)
        return {text.row.pk for text in texts if text.is_public}

    def show_again(self, status, formset, **context):
        return self.render_to_response(
            self.get_context_data(formset=formset, **context), status=status
        )

    def post(self, request, *args, **kwargs):
        action = request.POST.get("action", "")
        if action.startswith("revoke-"):  # even if the rest is refused
            self.revoke_link(request, action.removeprefix("revoke-"))
        lock = self.page.get_lock()
        if lock and lock.for_user(request.user):
            messages.error(request, "This page is locked. Nothing was saved.")
            return self.show_again(409, self.get_formset(unchecked=request.POST))
        formset = self.get_formset(request.POST)
        is_valid = formset.is_valid()
        self.save(formset)
        forget_form(request)
        if not is_valid:
            messages.error(request, "Some of it was not saved. See below.")
            return self.show_again(422, formset)
        if formset.is_overtaken and action in ("publish", "submit"):
            messages.error(
                request, "Somebody has written since you opened this page. Look at it again first."
            )
            return self.show_again(409, formset)
        act = {
            "memory": self.fill_from_memory,
            "machine": self.fill_by_machine,
            "submit": self.submit_for_review,
            "publish": self.publish,
            "make-link": self.make_link,
        }.get(action, self.confirm_saved)
        return act(request)

    def save(self, formset):
        formset.save_valid(self.request.user)
        for form in formset:
            if form.deleted_text:
                data = {"english": form.string.english, "text": form.deleted_text}
                log(self.page, "translation.take_back", user=self.request.user, data=data)
            if "text" in form.saved_fields:
                for warning in find_warnings(form.string, form.string.text):
                    messages.warning(self.request, f"{form.string.english[:60]}: {warning}")

    def again(self):
        # The fragment lets the script delete its copy of the form.
        return redirect(reverse("wagtailadmin_pages:edit", args=[self.page.pk]) + "#saved=page")

    def confirm_saved(self, request):
        messages.success(request, "Saved. Readers see it when it is published.")
        return self.again()

    def fill_from_memory(self, request):
        strings = translatable_strings(self.translation)
        memory.recall(strings)
        filled = sum(memory.fill_from_memory(string) for string in strings)
        messages.success(
            request, f"Filled from memory: {filled}. None is published until you have checked it."
        )
        return self.again()

    def fill_by_machine(self, request):
        try:
            drafts = machine.draft(self.translation)
        except machine.Unavailable as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Machine drafts: {drafts.filled}. Please look at each.")
            if drafts.left:
                messages.warning(request, f"Left to people: {drafts.left}.")
            if drafts.returned:
                texts = " ".join(f"“{Truncator(text).chars(60)}”" for text in drafts.returned)
                messages.error(request, f"The machine returned the English of these: {texts}")
        return self.again()

    def submit_for_review(self, request):
        try:
            review.submit_for_review(self.translation, request.user)
        except review.NotReady as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, "Submitted for review. The reviewers of this language are notified."
            )
        return self.again()

    def publish(self, request):
        if not self.can_publish:
            messages.error(request, "You may not publish. Submit it for review instead.")
            return self.again()
        try:
            review.require_core(self.page)
            strings = translatable_strings(self.translation)
            is_public = is_or_was_live(self.page)
            if not is_public and any(open_doubts(string) for string in strings):
                return self.ask_to_confirm()
            missing = [string for string in strings if not string.is_done]
            if missing and not self.only_improves(missing) and "partly" not in request.POST:
                return self.ask_before_publishing(missing)
            if review.publish(self.page, request.user):
                messages.success(request, "Published.")
                if missing:
                    messages.warning(
                        request,
                        f"Not translated yet: {len(missing)}. Readers see the old text with a"
                        " note, or the English.",
                    )
                self.tell_what_waits()
            else:
                messages.success(
                    request, "Ready: it goes live as soon as the English page is published."
                )
        except review.NotReady as error:
            messages.error(request, str(error))
        return self.again()

    def tell_what_waits(self):
        if waiting := confirmation.held_back_message(type(self.page).objects.get(pk=self.page.pk)):
            messages.warning(self.request, waiting)

    def ask_to_confirm(self):
        messages.error(self.request, "Not published. Some texts must be looked at first.")
        return self.show_again(422, self.get_formset(), is_refused=True)

    def only_improves(self, missing):
        """Return True if publishing would add text without replacing any by English."""
        # Such a publication needs no confirmation, so that a corrected ask is published at once.
        known = self.page.translation_status.blocks if self.page.live else {}
        return (
            all(string.block in known for string in missing)
            and provenance.unpublished_strings(self.page).exists()
        )

    def ask_before_publishing(self, missing):
        stale = self.page.translation_status.outdated
        return self.render_to_response(
            self.get_context_data(
                outdated=[string for string in missing if string.block in stale],
                in_english=[string for string in missing if string.block not in stale],
                saved_part="page",
            )
        )


def take_over(request, page):
    """Return a response in place of the page editor, or None to open the editor."""
    if request.user.is_superuser and request.GET.get("editor") == UPSTREAM:
        return None
    if not is_translated(page):
        return None
    # Wagtail passes the latest revision; the row holds the live version.
    row = type(page).objects.get(pk=page.pk)
    translation = translation_of(row)
    texts = typed_texts(request.POST)
    if translation is None and not texts:
        return None
    if translation is None:  # Wagtail's editor could not read the form
        response = show_for_copying(request, 409, texts)
    else:
        response = TranslateView.as_view()(request, page=row, translation=translation)
    if hasattr(response, "render"):
        response.render()
    return mark_as_answered(response)
