"""The translate view: what a translator gets at the edit address of a translated page."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from .. import review
from ..lookup import translation_of
from ..strings import forms as saving
from ..strings import machine, pronunciations, segments
from .review import can_sign_off
from .volunteer_links import LinksMixin

UPSTREAM = "wagtail-localize"


class TranslateView(LinksMixin, WagtailAdminTemplateMixin, TemplateView):
    """English beside each string, the most urgent first; save, hand in, publish.

    Wagtail has checked that the user may edit the page. What a translator typed is
    never lost: valid strings are saved, refused ones stay in their boxes.
    """

    template_name = "translation/admin/translate.html"
    page_title = "Translate"
    header_icon = "globe"

    def setup(self, request, page, translation):
        super().setup(request)
        self.page, self.translation = page, translation
        self.can_publish = page.permissions_for_user(request.user).can_publish()
        self.errors, self.typed, self.spoken_errors = {}, {}, {}
        self.homeless, self.overtaken = [], set()

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": "", "label": self.page_title, "sublabel": self.page.get_admin_display_title()},
        ]

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        items = segments.items(self.translation, with_memory=True)
        for item in items:
            item.errors = self.errors.get(item.key, [])
            item.value = self.typed.get(item.key, item.text)
            item.is_overtaken = item.key in self.overtaken
        pronunciations.show(items, self.request.POST, self.spoken_errors)
        done, total = segments.progress(items)
        return super().get_context_data(
            page=self.page,
            translation=self.translation,
            language=self.translation.target_locale.language_code,
            items=items,
            done=done,
            total=total,
            homeless=self.homeless,
            can_publish=self.can_publish,
            can_sign_off=can_sign_off(self.page, self.request.user),
            has_machine=machine.knows(self.translation.target_locale),
            review_request=self.translation.review_requests.filter(closed_at=None).first(),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        action = request.POST.get("action", "")
        if action.startswith("revoke-"):  # whatever becomes of the rest
            self.revoke_link(request, action.removeprefix("revoke-"))
        lock = self.page.get_lock()
        if lock and lock.for_user(request.user):
            messages.error(request, "This page is locked. Nothing was saved.")
            self.typed = request.POST.dict()
            return self.render_to_response(self.get_context_data(), status=409)
        if not self.save(request):
            messages.error(request, "Some of it was not saved. See below.")
            return self.render_to_response(self.get_context_data(), status=422)
        if self.overtaken and action in ("publish", "hand-in"):
            messages.error(
                request, "Somebody has written since you opened this page. Look at it again first."
            )
            return self.render_to_response(self.get_context_data(), status=409)
        act = {
            "memory": self.fill_from_memory,
            "machine": self.fill_by_machine,
            "hand-in": self.hand_in,
            "publish": self.publish,
            "make-link": self.make_link,
        }.get(action, self.say_that_it_is_saved)
        return act(request)

    def save(self, request):
        """Store what was typed, and say what to look at again. Returns whether all was stored."""
        items = segments.items(self.translation, with_memory=True)
        outcome = saving.save(items, request.POST, user=request.user)
        self.errors, self.typed = outcome.errors, outcome.typed
        self.homeless = outcome.homeless
        self.overtaken = {item.key for item in outcome.overtaken}
        spoken = pronunciations.save(items, request.POST, may_empty=True)
        self.spoken_errors = spoken.errors
        self.homeless += spoken.homeless
        for item, text in outcome.emptied:  # the way back
            data = {"english": item.english, "text": text}
            log(instance=self.page, action="translation.take_back", user=request.user, data=data)
        for item in outcome.saved:
            for warning in segments.warnings(item, item.text):
                messages.warning(request, f"{item.english[:60]}: {warning}")
        return outcome.is_whole and spoken.is_whole

    def again(self):
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def say_that_it_is_saved(self, request):
        messages.success(request, "Saved. Readers see it when it is published.")
        return self.again()

    def fill_from_memory(self, request):
        """Fill what has been translated elsewhere, to be looked at by the translator."""
        items = segments.items(self.translation, with_memory=True)
        filled = sum(segments.fill_from_memory(item) for item in items)
        messages.success(request, f"Filled from memory: {filled}. Please look at each.")
        return self.again()

    def fill_by_machine(self, request):
        """Fill what is empty with machine drafts, to be looked at by the translator."""
        try:
            filled, left = machine.draft(self.translation)
        except machine.Unavailable as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Machine drafts: {filled}. Please look at each.")
            if left:
                messages.warning(request, f"Left to people: {left}.")
        return self.again()

    def hand_in(self, request):
        try:
            review.submit_for_review(self.translation, request.user)
        except review.NotReady as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Handed in. Those who review this language are told.")
        return self.again()

    def publish(self, request):
        if not self.can_publish:
            messages.error(request, "You may not publish. Hand it in instead.")
            return self.again()
        try:
            review.require_core(self.page)
            missing = [item for item in segments.items(self.translation) if not item.is_done]
            if missing and "partly" not in request.POST:
                return self.ask_before_publishing(missing)
            if review.publish(self.page, request.user):
                messages.success(request, "Published.")
            else:
                messages.success(
                    request, "Ready: it goes live as soon as the English page is published."
                )
        except review.NotReady as error:
            messages.error(request, str(error))
        return self.again()

    def ask_before_publishing(self, missing):
        """Say what of the page would be old, and what English."""
        stale = self.page.translation_status.outdated
        return self.render_to_response(
            self.get_context_data(
                old=[item for item in missing if item.unit in stale],
                english=[item for item in missing if item.unit not in stale],
            )
        )


def take_over(request, page):
    """The hook that puts this view in the place of wagtail-localize's editor; None leaves that.

    Administrators reach wagtail-localize's own with `?editor=wagtail-localize`.
    """
    if request.user.is_superuser and request.GET.get("editor") == UPSTREAM:
        return None
    if getattr(page, "is_source", True):
        return None
    # Wagtail hands over the latest revision; what readers have is in the row.
    row = type(page).objects.get(pk=page.pk)
    translation = translation_of(row)
    if translation is None:
        return None
    response = TranslateView.as_view()(request, page=row, translation=translation)
    return response.render() if hasattr(response, "render") else response
