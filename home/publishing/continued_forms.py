"""Coordination of the requests that save the same form of the page editor.

Wagtail saves drafts in the background. While such a save is in progress, an editor can press a
button, and the response to the save can be lost:

- “Publish” in the form for a new page must continue with the draft that the first save creates.
- A form must not conflict with its own saves, and must not add its rows a second time.
- A save that arrives after a button was pressed must not replace the newer text.
"""

import json
import re
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse
from modelcluster.models import get_all_child_relations
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import COMMENTS_RELATION_NAME, Page

from .editor_forms import IN_BACKGROUND, Save, lock, save_of
from .models import EditorForm

# Name that the panel for conflicts adds to the form.
UNDECIDED = "undecided_conflict"
NOT_SAVED = "What you type is not saved in the background. Press “Save draft” to save it."


def _save_of_request(request: HttpRequest) -> Save | None:
    if request.method != "POST" or save_of(request.POST) is None:
        return None
    data = request.POST.copy()
    # The editor's script does not accept HTML.
    data[IN_BACKGROUND] = "" if request.accepts("text/html") else "yes"
    request.POST = data  # type: ignore[assignment]  # immutable in Django's stubs
    return save_of(data)


def _refuse() -> JsonResponse:
    # After this error, the editor's script stops saving in the background.
    error = {"success": False, "error_code": "invalid_revision", "error_message": NOT_SAVED}
    return JsonResponse(error, status=400)


def continue_new_page(
    request: HttpRequest, parent_page: Page, page_class: type[Page]
) -> HttpResponse | None:
    """Save the form for a new page to the page that an earlier save of the form has created.

    Return None if there is no such page.
    """
    save = _save_of_request(request)
    if save is None:
        return None
    # A request with the same key waits here until the other one is done.
    EditorForm.objects.get_or_create(key=save.key)
    form = EditorForm.objects.select_for_update().get(key=save.key)
    if form.page_id is None:
        return None
    if save.in_background and form.is_finished:
        return _refuse()
    lock(form.page_id)
    # The form was opened without a revision, and knows at most the one that it has saved. If it was
    # already saved by a button, the editor has to decide what to do with the page.
    data: Any = request.POST
    # 0 stands for a revision that was deleted: with "", Wagtail would assume that nothing is newer.
    data["loaded_revision_id"] = "" if form.is_finished else str(form.revision_id or 0)
    data["loaded_revision_created_at"] = ""
    response = cast(HttpResponse, EditView.as_view()(request, page_id=form.page_id))
    return _with_address(response, form.page_id) if save.in_background else response


def _with_address(response: HttpResponse, page_id: int) -> HttpResponse:
    # Adds the address of the edit view, as Wagtail does after creating a page.
    content = json.loads(response.content) if isinstance(response, JsonResponse) else {}
    if not content.get("success"):
        return response
    url = reverse("wagtailadmin_pages:edit", args=[page_id])
    del content["html"]  # the second address has all of it, and more
    return JsonResponse(content | {"url": url, "hydrate_url": f"{url}?_w_hydrate_create_view=1"})


def continue_form(request: HttpRequest, page: Any) -> JsonResponse | None:
    """Prevent a conflict with the newest revision of `page` if the submitted form has saved it.

    Return an error only for a background save while a conflict is undecided.
    """
    save = _save_of_request(request)
    if save is None:
        return None
    if save.in_background and UNDECIDED in request.POST:
        return _refuse()
    newest = page.latest_revision
    form = EditorForm.objects.filter(key=save.key, page=page.pk, is_finished=False).first()
    if form and newest and (form.revision_id, form.saved_at) == (newest.pk, newest.created_at):
        data: Any = request.POST
        data["loaded_revision_id"] = str(newest.pk)
        data["loaded_revision_created_at"] = newest.created_at.isoformat()
        data.pop("overwrite_revision_id", None)
        if save.in_background and newest.user_id == request.user.pk:
            data["overwrite_revision_id"] = str(newest.pk)
        _match_rows(page, data)
    return None


def _match_rows(page: Any, data: QueryDict) -> None:
    # Until the browser has the response to a save, it sends new rows without their IDs.
    for relation in get_all_child_relations(page):
        name = relation.get_accessor_name()
        prefix = "comments" if name == COMMENTS_RELATION_NAME else name
        if f"{prefix}-TOTAL_FORMS" not in data:
            continue
        keys = [key for key in data if re.fullmatch(rf"{prefix}-\d+-id", key)]
        sent = {key: str(data[key]) for key in keys}
        stored = {str(row.pk): row for row in getattr(page, name).all() if row.pk}
        for key, pk in sent.items():
            if pk not in stored:
                data[key] = ""
        getattr(page, name).set([row for pk, row in stored.items() if pk in sent.values()])
