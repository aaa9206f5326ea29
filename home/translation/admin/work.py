"""Admin view in which users note that they are working on a translation."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page

from ..lookup import translation_of
from ..teamwork.work_notes import begin_work, end_work


@require_POST
def note_work(request, page_id):
    """Note that the user is working on a translated page or, with `stop`, delete that note."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    translation = translation_of(page)
    if translation is None:
        raise Http404
    if "stop" in request.POST:
        end_work(translation, request.user)
        messages.success(request, "Others no longer see that you are working on this.")
    else:
        begin_work(translation, request.user)
        messages.success(
            request,
            "Others see for two hours that you are working on this. They can still edit it.",
        )
    return HttpResponseRedirect(
        get_valid_next_url_from_request(request) or reverse("translation_dashboard")
    )
