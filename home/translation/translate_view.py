"""The translate view: what a translator gets at the edit address of a translated page."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from . import provenance, publishing, segments

UPSTREAM = "wagtail-localize"


class TranslateView(WagtailAdminTemplateMixin, TemplateView):
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
        self.errors, self.typed = {}, {}

    @property
    def locale(self):
        return self.translation.target_locale

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
        done, total = segments.progress(items)
        return super().get_context_data(
            page=self.page,
            translation=self.translation,
            language=self.locale.language_code,
            items=items,
            done=done,
            total=total,
            version=self.translation.source.last_updated_at.isoformat(),
            can_publish=self.can_publish,
            hand_in=self.translation.hand_ins.filter(closed_at=None).first(),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        lock = self.page.get_lock()
        if lock and lock.for_user(request.user):
            messages.error(request, "This page is locked. Nothing was saved.")
            self.typed = request.POST.dict()
            return self.render_to_response(self.get_context_data(), status=409)
        version = self.translation.source.last_updated_at.isoformat()
        if request.POST.get("version", version) != version:
            messages.warning(
                request, "The English has changed since you opened this page. Look for what is new."
            )
        self.save(request)
        action = request.POST.get("action", "save")
        if self.errors:
            messages.error(request, "Some strings were not saved. See below.")
            return self.render_to_response(self.get_context_data(), status=422)
        return getattr(self, f"do_{action.replace('-', '_')}", self.do_save)(request)

    def save(self, request):
        """Store what was typed. A field that was not sent is not an emptied one."""
        for item in segments.items(self.translation):
            text = request.POST.get(item.key)
            if text is None:
                continue
            text = text.replace("\r\n", "\n").strip()
            if not text:
                if item.stored:
                    item.stored.delete()
                continue
            if found := segments.check(item, text):
                self.errors[item.key], self.typed[item.key] = found, text
                continue
            if segments.save(item, text, user=request.user):
                for warning in segments.warnings(item, text):
                    messages.warning(request, f"{item.english[:60]}: {warning}")

    def again(self):
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def do_save(self, request):
        messages.success(request, "Saved. Readers see it when it is published.")
        return self.again()

    def do_memory(self, request):
        """Fill what has been translated elsewhere, to be looked at by the translator."""
        filled = 0
        for item in segments.items(self.translation, with_memory=True):
            if item.memory:
                text = item.memory[0][0]
                if not segments.check(item, text):
                    filled += segments.save(item, text, user=request.user, tool=provenance.MEMORY)
        messages.success(request, f"Filled from memory: {filled}. Please look at each.")
        return self.again()

    def do_hand_in(self, request):
        publishing.hand_in(self.translation, user=request.user)
        messages.success(request, "Handed in. Those who review this language are told.")
        return self.again()

    def do_publish(self, request):
        if not self.can_publish:
            messages.error(request, "You may not publish. Hand it in instead.")
            return self.again()
        missing = [item for item in segments.items(self.translation) if not item.is_done]
        try:
            if (
                missing
                and not publishing.missing_core(self.page)
                and not request.POST.get("partly")
            ):
                return self.render_to_response(self.get_context_data(missing=missing))
            if publishing.publish(self.page, request.user):
                messages.success(request, "Published.")
            else:
                messages.success(
                    request, "Ready: it goes live as soon as the English page is published."
                )
        except publishing.NotReady as error:
            messages.error(request, str(error))
        return self.again()


def take_over(request, page):
    """The hook that puts this view in the place of wagtail-localize's editor; None leaves that.

    Administrators reach wagtail-localize's own with `?editor=wagtail-localize`.
    """
    if request.user.is_superuser and request.GET.get("editor") == UPSTREAM:
        return None
    specific = page.specific
    if getattr(specific, "is_source", True):
        return None
    translation = publishing.translation_of(specific)
    if translation is None:
        return None
    response = TranslateView.as_view()(request, page=specific, translation=translation)
    return response.render() if hasattr(response, "render") else response
