"""Admin view of one string: its history, its links, and questions about it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.log_actions import log

from home.ids import read_id
from home.people.sign_in import forget_form, keep_form, kept_form

from ..models import Provenance
from ..strings import rollback
from ..strings.links import clean_target, load_links, save_target
from ..strings.lookup import load_questions, readable
from ..teamwork import questions
from ..teamwork.models import StringVersion
from ..teamwork.versions import author_of, versions_of
from ..typed_text import TypedTextMixin, all_fields
from .pages import TranslatedPageView


class StringView(TypedTextMixin, TranslatedPageView):
    """View of one string with its versions, its neighbors, its links, and questions about it."""

    template_name = "translation/admin/string.html"
    page_title = "History, links and questions"

    @cached_property
    def place(self):
        keys = [string.key for string in self.strings]
        if self.kwargs["key"] not in keys:
            raise Http404("The English no longer has this string.")
        return keys.index(self.kwargs["key"])

    @property
    def string(self):
        return self.strings[self.place]

    def get_context_data(self, **kwargs):
        typed = self.typed
        found = list(versions_of(self.string.ids, self.page.locale_id))
        load_links([self.string])
        load_questions([self.string], open_in=self.page.locale_id)
        targets = [
            (link, typed.get(f"target-{link.name}", link.localized)) for link in self.string.links
        ]
        return super().get_context_data(
            string=self.string,
            targets=targets,
            typed_question=typed.get("question", ""),
            typed_owner=f"user-{self.request.user.pk}-string-{self.page.pk}-{self.string.key}",
            texts_without_box=[text for name, text in self.typed_targets if name not in self.boxes],
            neighbors=[
                string
                for string in self.strings[max(0, self.place - 2) : self.place + 3]
                if string is not self.string
            ],
            versions=[
                {
                    "version": version,
                    "text": readable(version.data, self.string.is_rich),
                    "author": author_of(version),
                    "kind": Provenance(version.kind).label,
                    "is_current": version is found[0],
                }
                for version in found
            ],
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if self.kwargs["key"] not in [string.key for string in self.strings]:
            return self.show_typed()
        load_links([self.string])
        lock = self.page.get_lock()
        action = request.POST.get("action", "")
        if action == "discard":
            return self.again(*self.typed.keys() - {"question", *self.boxes})
        if action != "ask" and lock and lock.for_user(request.user):
            return self.refuse(409, "This page is locked. Nothing was saved.")
        if action == "ask":
            return self.ask()
        if action.startswith("restore-"):
            return self.restore(action.removeprefix("restore-"))
        if action.startswith("link-"):
            return self.save_targets(action.removeprefix("link-"))
        if action == "links":
            return self.save_targets(*self.changed_targets())
        return self.again()

    def show_typed(self):
        """Show the typed texts for copying, because the string is gone."""
        typed = [text for _name, text in self.typed_targets]
        typed += [text for text in [self.typed.get("question", "")] if text]
        messages.error(self.request, "The English no longer has this text. Nothing was saved.")
        context = super().get_context_data(typed=typed)
        self.template_name = "translation/admin/string_gone.html"
        return self.render_to_response(context, status=409)

    @cached_property
    def typed(self):
        if self.request.method == "POST":
            return all_fields(self.request.POST)
        return kept_form(self.request) or {}

    @property
    def typed_targets(self):
        items = self.typed.items()
        return [(name, text) for name, text in items if name.startswith("target-") and text]

    @property
    def boxes(self):
        """Names of the form fields for the link targets that translators may change."""
        return {f"target-{link.name}" for link in self.string.links if link.context_id}

    def again(self, *saved):
        """Redirect to this view, and keep the typed texts, except those of the fields `saved`."""
        unsaved = self.typed.copy()
        for name in ("shown_text", *saved):
            unsaved.pop(name, None)
        stored = {f"target-{link.name}": link.localized for link in self.string.links}
        if any(text.strip() != stored.get(name, "") for name, text in unsaved.items()):
            keep_form(self.request, self.request.path, unsaved)
        else:
            forget_form(self.request)
        url = reverse("translation_string", args=[self.page.pk, self.string.key])
        # The fragment lets the script delete its copy of the form.
        return redirect(f"{url}#saved=page")

    def refuse(self, status, message):
        messages.error(self.request, message)
        return self.render_to_response(self.get_context_data(), status=status)

    def restore(self, pk):
        string, locale = self.string, self.page.locale_id
        version = StringVersion.objects.filter(
            pk=read_id(pk),
            string=string.ids[0],
            context=string.ids[1],
            locale=locale,
        ).first()
        if version is None:
            return self.refuse(404, "There is no such version any more.")
        if self.request.POST.get("shown_text") != string.fingerprint:
            return self.refuse(409, "Somebody has written since you opened this page. Look again.")
        try:
            rollback.roll_back(string, version, self.request.user)
        except rollback.NotRestorable as error:
            return self.refuse(422, str(error))
        data = {"english": string.english, "text": string.text}
        log(self.page, "translation.roll_back", user=self.request.user, data=data)
        messages.success(self.request, "Restored. Readers see it when it is published.")
        return self.again()

    def changed_targets(self):
        return [
            link.name
            for link in self.string.links
            if self.typed.get(f"target-{link.name}", link.localized).strip() != link.localized
        ]

    def save_targets(self, *names):
        """Save the typed targets of the links `names`, and return the response."""
        load_links(self.strings)
        links = {link.name: link for link in self.string.links if link.context_id}
        errors = {}
        for name in names:
            if name not in links:
                return self.refuse(404, "This link is no longer in the English.")
            try:
                self.save_target(links[name], self.typed.get(f"target-{name}", ""))
            except ValidationError as error:
                errors[name] = f"{name}: {error.messages[0]}"
        if errors:
            return self.refuse(422, " ".join(errors.values()))
        if names:
            messages.success(self.request, "Saved. Readers get it when it is published.")
        return self.again(*[f"target-{name}" for name in names])

    def save_target(self, link, typed):
        target = clean_target(typed) if typed.strip() else ""
        save_target(link, target, self.request.user, self.strings)
        data = {"english": link.english, "text": target or link.english}
        log(self.page, "translation.link", user=self.request.user, data=data)

    def ask(self):
        typed = self.request.POST.get("question", "")
        try:
            questions.ask(self.string.ids, self.page.locale_id, typed, self.request.user)
        except ValidationError as error:
            return self.refuse(422, error.messages[0])
        messages.success(self.request, "Your question is on the editors' list.")
        return self.again("question")
