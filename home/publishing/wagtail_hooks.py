"""Wagtail hooks that coordinate saves, refuse to publish incomplete pages, and report failures."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page

from . import continued_forms, rules
from .models import PublishingFailure
from .panels import NotPublishedPanel

# Names of more pages would fill the screen with one message.
MOST_NAMED = 10

# Before all other hooks, because these change the submitted data.
hooks.register("before_create_page", continued_forms.continue_new_page, order=-20)
hooks.register("before_edit_page", continued_forms.continue_form, order=-20)


@hooks.register("before_publish_page")
def publish_complete_pages_only(request, page):
    try:
        rules.check(page)
    except ValidationError as error:
        messages.error(request, f"Not published. {rules.sentences(page, error)}")
        return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def publish_complete_selections_only(request, action_type, objects, action):
    if action_type != "publish" or action.model is not Page:
        return None
    refused, warnings = [], []
    for page in _pages_to_publish(request, objects):
        revision = page.get_latest_revision()
        draft = revision.as_object() if revision else page.specific
        try:
            rules.check(draft)
        except ValidationError as error:
            refused.append(f"“{draft}” is not complete. {rules.sentences(draft, error)}")
        if text := draft.held_back_message():
            warnings.append((page.pk, f"“{draft}”: {text}"))
    for text in refused[:MOST_NAMED]:
        messages.error(request, text)
    if len(refused) > MOST_NAMED:
        messages.error(request, f"… and {len(refused) - MOST_NAMED} more.")
    if refused:
        messages.error(request, "Nothing was published. Complete these pages, then try again.")
        return redirect(
            get_valid_next_url_from_request(request)
            or reverse("wagtailadmin_explore", args=[objects[0].pk])
        )
    for pk, text in warnings[:MOST_NAMED] if request.method == "POST" else ():
        address = reverse("wagtailadmin_pages:edit", args=[pk])
        messages.warning(request, text, buttons=[messages.button(address, "Look at them")])


def _pages_to_publish(request, objects):
    for page in objects:
        yield page
        if "include_descendants" in request.POST:
            for draft in page.get_descendants().not_live():
                if draft.permissions_for_user(request.user).can_publish():
                    yield draft


@hooks.register("before_edit_page", order=-10)
def report_failure(request, page):
    if request.method != "GET":
        return
    if failure := PublishingFailure.objects.filter(page=page.pk).first():
        due_at = timezone.localtime(failure.due_at)
        messages.warning(request, f"{due_at:%B %-d, %Y, %-I:%M %p}: {failure.reason}")


@hooks.register("construct_homepage_panels")
def add_failures_panel(request, panels):
    panels.append(NotPublishedPanel(request.user))
