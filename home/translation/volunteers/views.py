"""Views in which a volunteer with a private link translates one page and submits it for review.

The volunteer needs no account, cookie or JavaScript, and cannot publish.
"""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from home.addresses import absolute
from home.form_tokens import keep_typed_text
from home.token_views import SeeOther, TokenView

from .. import review
from ..models import LinkUse, TranslationLink
from ..strings.forms import typed_texts
from ..strings.lookup import load_pronunciations
from .context import load_context
from .forms import VolunteerStringFormSet, without_untouched_suggestions
from .steps import steps_of, strings_for_volunteers


class LinkView(TokenView):
    """Base view for the pages that a volunteer's link opens.

    Texts that are sent with a link that is no longer open are shown for copying.
    """

    purpose = "translate"

    def setup(self, request, token, **kwargs):
        super().setup(request, **kwargs)
        self.token, self.link = token, TranslationLink.objects.for_token(token)
        if self.link and self.language != request.LANGUAGE_CODE:
            self.link = None
        if self.link is None and not typed_texts(request.POST):
            raise Http404
        self.translation = self.link.translation if self.link else None

    @property
    def language(self):
        if self.link is None:
            return self.request.LANGUAGE_CODE
        return self.link.translation.target_locale.language_code

    @cached_property
    def page(self):
        """Translated page, or None if it can no longer be translated."""
        if not (self.translation and self.translation.enabled):
            return None
        try:
            page = self.translation.get_target_instance()
        except ObjectDoesNotExist:
            return None
        return None if page.source is page or page.alias_of_id else page

    @cached_property
    def steps(self):
        return steps_of(strings_for_volunteers(self.translation, self.page))

    @property
    def strings(self):
        return [string for step in self.steps for string in step.strings]

    @cached_property
    def state(self):
        """State of the work: "submitted", "live" or "open"."""
        record = self.translation.review_requests.filter(closed_at=None).first()
        if record and self.has_submitted:
            newer = any(
                string.stored and string.stored.updated_at > record.submitted_at
                for string in self.strings
            )
            is_open = any(not string.is_done for string in self.strings)
            has_changed = is_open and self.translation.source.last_updated_at > record.submitted_at
            return "open" if newer or has_changed else "submitted"
        is_live = self.page.live and (self.has_submitted or not self.steps)
        return "live" if is_live else "open"

    @cached_property
    def has_submitted(self):
        return self.link.uses.filter(what=LinkUse.What.SUBMITTED).exists()

    @property
    def subject(self):
        return self.link.pk if self.link else ""

    def is_open(self):
        return bool(self.page and self.link.is_valid)

    def closed(self):
        texts = typed_texts(self.request.POST)
        return self.answer(410 if self.link else 404, "translation/link_closed.html", texts=texts)

    def address(self, step=None):
        name = "step" if step else "overview"
        return reverse(f"translate:{name}", args=[self.token, *([step.key] if step else [])])

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            page=self.page,
            language=self.language,
            in_one_language=True,
            typed_owner=f"link-{self.subject}",
            **kwargs,
        )

    def refusal(self):
        refused = super().refusal()
        if refused is None and self.page.get_lock():
            return 409, _(
                "Somebody else is working on this page now. Nothing was saved. Please try again later."
            )
        return refused

    def note(self, what):
        LinkUse.objects.create(link=self.link, what=what)


class OverviewView(LinkView):
    """Overview of the steps and of the state of the work, with a button to submit it for review."""

    template_name = "translation/link_overview.html"

    def closed(self):
        # Submitted work is shown on a visit to an expired link that was not revoked.
        is_expired = self.page and not self.link.revoked_at and self.request.method != "POST"
        if is_expired and self.has_submitted and self.state != "open":
            return self.overview(200)
        return super().closed()

    def get(self, request, *args, **kwargs):
        if request.method == "GET":
            self.note(LinkUse.What.OPENED)
        return self.overview(200)

    def post(self, request, *args, **kwargs):
        if refused := self.refusal():
            status, notice = refused
            return self.overview(status, notice=notice)
        if self.state != "submitted":
            try:
                review.submit_for_review(self.translation, None)
            except review.NotReady:
                return self.overview(422, is_refused=True)
            self.note(LinkUse.What.SUBMITTED)
        return SeeOther(self.address())

    def overview(self, status, **more):
        open_steps = [step for step in self.steps if not step.is_done]
        return self.answer(
            status,
            token=self.token,
            preview=reverse("translate:preview", args=[self.token]),
            steps=self.steps if self.link.is_valid else [],
            first=(open_steps or self.steps or [None])[0],
            left=len(open_steps),
            missing=[step for step in open_steps if step.is_core],
            is_begun=any(string.is_done for string in self.strings),
            state=self.state,
            has_submitted=self.has_submitted,
            live_address=(absolute(self.page.get_absolute_url()) if self.page.is_published else ""),
            **more,
        )


@method_decorator(keep_typed_text, name="dispatch")
class StepView(LinkView):
    """Form for the strings of one step."""

    template_name = "translation/link_step.html"

    @cached_property
    def step(self):
        """The step with the string named in the URL, or None if no step has that string."""
        key = self.kwargs["key"]
        return next(
            (step for step in self.steps if any(string.key == key for string in step.strings)),
            None,
        )

    def neighbor(self, distance):
        """Return the path of the step at `distance` from this one, or of the overview."""
        number = self.step.number + distance if self.step else 0
        return self.address(self.steps[number - 1] if 0 < number <= len(self.steps) else None)

    def get(self, request, *args, **kwargs):
        if self.step is None:
            return SeeOther(self.address())
        load_pronunciations(self.step.strings)
        return self.show(200, VolunteerStringFormSet(self.step.strings))

    def post(self, request, *args, **kwargs):
        load_pronunciations(self.strings)
        if refused := self.refusal():
            status, notice = refused
            formset = VolunteerStringFormSet(self.strings, unchecked=request.POST)
            return self.show(status, formset, notice=notice)
        data = request.POST
        if self.way:
            data = without_untouched_suggestions(data, self.strings)
        formset = VolunteerStringFormSet(self.strings, data)
        is_valid = formset.is_valid()
        # Even texts of strings that are now in another step are saved.
        formset.save_valid()
        if formset.has_saved:
            self.note(LinkUse.What.SAVED)
        if is_valid:
            # The fragment lets the script delete what it keeps of this step.
            target = self.ways[self.way] if self.way else self.neighbor(1)
            return SeeOther(f"{target}#saved={self.kwargs['key']}")
        return self.show(422, formset, notice=_("Some of it was not saved. See below."))

    @cached_property
    def ways(self):
        """Paths to which the “way” buttons lead, by the values of the buttons."""
        return {"back": self.neighbor(-1), "skip": self.neighbor(1), "overview": self.address()}

    @property
    def way(self):
        """Value of the pressed “way” button, or "" if another button was pressed."""
        way = self.request.POST.get("way", "")
        return way if way in self.ways else ""

    def show(self, status, formset, *, notice=""):
        """Render the page with the forms of this step, and list the other texts that were sent."""
        keys = {string.key for string in self.step.strings} if self.step else set()
        forms = [form for form in formset if form.prefix in keys]
        return self.answer(
            status,
            notice=notice,
            step=self.step,
            around=load_context(self.step, self.translation) if self.step else None,
            preview=reverse("translate:preview", args=[self.token]),
            forms=forms,
            total=len(self.steps),
            texts_without_box=formset.texts_without_box(forms),
            # Passed as a variable, so that the template escapes the tags.
            tag_hint=_(
                "Keep the parts in pointed brackets, such as <b> and </b>, around the same words."
            ),
            part=self.kwargs["key"],
            overview=self.address(),
            leave_unsaved=self.ways[self.way] if self.way else "",
        )
