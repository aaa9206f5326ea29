"""Translating by link: a volunteer's pages, without account, cookie or JavaScript.

The pages of a link show one page's words and save what is sent. They cannot
publish. Their address is the key, so that browsers are told to tell it nobody.
"""

from dataclasses import dataclass
from itertools import groupby

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from home.addresses import absolute
from home.token_views import SecretPageView, SeeOther

from .. import provenance, review
from ..models import LinkUse, TranslationLink
from ..strings import forms as saving
from ..strings import pronunciations, segments

MOST_BOXES = 5  # on one page; more are a long way on a phone


@dataclass
class Step:
    """A few strings of one unit of the page, which are shown and sent together."""

    items: list
    number: int

    @property
    def key(self):
        """The name of the step in addresses: that of its first string."""
        return self.items[0].key

    @property
    def english(self):
        """The text that it begins with, without tags."""
        return self.items[0].segment.string.as_value().render_text()

    @property
    def is_core(self):
        return self.items[0].is_core

    @property
    def is_done(self):
        return all(item.is_done for item in self.items)

    @property
    def is_to_be_looked_at(self):
        return any(
            item.is_from_memory or item.is_machine_made or segments.warnings(item, item.text)
            for item in self.items
        )


def steps_of(items):
    """The `items` of a translation as a list of `Step`, in their order."""
    chunks = []
    for _unit, found in groupby(items, key=lambda item: item.unit):
        unit = list(found)
        chunks += [unit[start : start + MOST_BOXES] for start in range(0, len(unit), MOST_BOXES)]
    return [Step(chunk, number) for number, chunk in enumerate(chunks, 1)]


def offered(translation, page):
    """What there is to translate: of a live `page` only what readers do not have yet.

    What was written since it was published stays, so that it can be corrected.
    """
    items = segments.items(translation, with_memory=True, public_memory=True)
    if page.live:
        newer = set(provenance.unpublished_strings(page).values_list("pk", flat=True))
        items = [item for item in items if not item.is_done or item.stored.pk in newer]
    return items


class LinkView(SecretPageView):
    """What the pages of a link have in common: who may open them, and what they tell nobody.

    404 for a token that is none; 410 where the link has expired or was revoked, or
    there is nothing to translate any more.
    """

    purpose = "translate"

    def setup(self, request, token, **kwargs):
        super().setup(request, **kwargs)
        self.token, self.link = token, TranslationLink.objects.for_token(token)
        if self.link is None or self.language != request.LANGUAGE_CODE:
            raise Http404
        self.translation = self.link.translation

    @property
    def language(self):
        return self.link.translation.target_locale.language_code

    @cached_property
    def page(self):
        """The translated page, None where it was deleted or its translation stopped."""
        if not self.translation.enabled:
            return None
        try:
            page = self.translation.get_target_instance()
        except ObjectDoesNotExist:
            return None
        return None if page.source is page or page.alias_of_id else page

    @cached_property
    def steps(self):
        return steps_of(offered(self.translation, self.page))

    @property
    def items(self):
        return [item for step in self.steps for item in step.items]

    @cached_property
    def state(self):
        """What a volunteer is told: `open`, `handed in` through this link, or `live`: thank you."""
        record = self.translation.review_requests.filter(closed_at=None).first()
        if record and self.has_handed_in:
            newer = any(
                item.stored and item.stored.updated_at > record.submitted_at for item in self.items
            )
            is_open = any(not item.is_done for item in self.items)
            has_changed = is_open and self.translation.source.last_updated_at > record.submitted_at
            return "open" if newer or has_changed else "handed in"
        is_live = self.page.live and (self.has_handed_in or not self.steps)
        return "live" if is_live else "open"

    @cached_property
    def has_handed_in(self):
        return self.link.uses.filter(what=LinkUse.What.HANDED_IN).exists()

    @property
    def subject(self):
        return self.link.pk

    def is_open(self):
        return bool(self.page and self.link.is_valid)

    def closed(self):
        texts = saving.typed_in(self.request.POST).values()
        return self.answer(410, "translation/link_closed.html", texts=[t for t in texts if t])

    def address(self, step=None):
        name = "step" if step else "overview"
        return reverse(f"translate:{name}", args=[self.token, *([step.key] if step else [])])

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            page=self.page,
            language=self.language,
            in_one_language=True,
            **kwargs,
        )

    def refusal(self):
        """As of every secret page; also while somebody has locked the page."""
        refused = super().refusal()
        if refused is None and self.page.get_lock():
            return 409, _(
                "Somebody else is working on this page now. Nothing was saved. Please try again later."
            )
        return refused

    def note(self, what):
        LinkUse.objects.create(link=self.link, what=what)


class OverviewView(LinkView):
    """All steps, what is left to do, and at the end: hand in, thank you, the address of the page."""

    template_name = "translation/link_overview.html"

    def closed(self):
        """Who has handed in may come back to see whether it is live."""
        is_expired = self.page and not self.link.revoked_at and self.request.method != "POST"
        if is_expired and self.has_handed_in and self.state != "open":
            return self.overview(200)
        return super().closed()

    def get(self, request, *args, **kwargs):
        if request.method == "GET":
            self.note(LinkUse.What.OPENED)
        return self.overview(200)

    def post(self, request, *args, **kwargs):
        """Hand in."""
        if refused := self.refusal():
            status, notice = refused
            return self.overview(status, notice=notice)
        if self.state != "handed in":
            try:
                review.submit_for_review(self.translation, None)
            except review.NotReady:
                return self.overview(422, is_refused=True)
            self.note(LinkUse.What.HANDED_IN)
        return SeeOther(self.address())

    def overview(self, status, **more):
        open_steps = [step for step in self.steps if not step.is_done]
        return self.answer(
            status,
            token=self.token,
            steps=self.steps if self.link.is_valid else [],
            first=(open_steps or self.steps or [None])[0],
            left=len(open_steps),
            missing=[step for step in open_steps if step.is_core],
            is_begun=any(item.is_done for step in self.steps for item in step.items),
            state=self.state,
            has_handed_in=self.has_handed_in,
            live_address=(absolute(self.page.get_absolute_url()) if self.page.is_published else ""),
            **more,
        )


class StepView(LinkView):
    """A few boxes, each below its English; sent, they are saved, and the next step follows."""

    template_name = "translation/link_step.html"

    @cached_property
    def step(self):
        """The step that has the string of the address, or None if the English no longer has it."""
        key = self.kwargs["key"]
        return next(
            (step for step in self.steps if any(item.key == key for item in step.items)), None
        )

    def neighbor(self, distance):
        """The address of the step before (-1) or after (1) this one, or of the overview."""
        number = self.step.number + distance if self.step else 0
        return self.address(self.steps[number - 1] if 0 < number <= len(self.steps) else None)

    def get(self, request, *args, **kwargs):
        return self.boxes(200) if self.step else SeeOther(self.address())

    def post(self, request, *args, **kwargs):
        if refused := self.refusal():
            status, notice = refused
            typed = saving.typed_in(request.POST)
            return self.boxes(status, notice=notice, typed=typed, was=request.POST)
        outcome = saving.save(self.items, request.POST)
        spoken = pronunciations.save(self.items, request.POST, may_empty=False)
        if outcome.saved or spoken.saved:
            self.note(LinkUse.What.SAVED)
        if outcome.is_whole and spoken.is_whole:
            return SeeOther(self.neighbor(1))
        notice = _("Some of it was not saved. See below.")
        typed = outcome.typed | dict(enumerate([*outcome.homeless, *spoken.homeless]))
        errors = outcome.errors | spoken.errors
        return self.boxes(422, notice=notice, typed=typed, errors=errors)

    def boxes(self, status, *, notice="", typed=None, errors=None, was=None):
        """The step with what was `typed` in its boxes; what has no box there is shown to be copied.

        `errors` are by key; `was` has the fingerprints of what the boxes were first shown with.
        """
        typed, errors, was = dict(typed or {}), errors or {}, was or {}
        items = self.step.items if self.step else []
        for item in items:
            item.errors = errors.get(item.key, [])
            item.was = was.get(f"was-{item.key}", item.digest)
            item.misrendered = segments.misrendered(item, item.text)
            item.is_english = segments.is_english(item, item.text)
            item.value = typed.pop(item.key, item.text or remembered(item))
        pronunciations.show(items, self.request.POST, errors, was)
        return self.answer(
            status,
            notice=notice,
            step=self.step,
            total=len(self.steps),
            homeless=saving.homeless(typed, was),
            # Here, so that the template escapes the tags.
            tag_hint=_(
                "Keep the parts in pointed brackets, such as <b> and </b>, around the same words."
            ),
            overview=self.address(),
            back=self.neighbor(-1),
            skip=self.neighbor(1),
        )


def remembered(item):
    """What a volunteer has translated the English of `item` as elsewhere, if it fits here.

    Not what a machine made: sent, it would count as a volunteer's words.
    """
    texts = [one.text for one in item.memory if not one.is_machine_made]
    return next((text for text in texts if not segments.check(item, text)), "")
