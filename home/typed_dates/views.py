"""View that interprets a date or time while it is typed."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from .describing import describe
from .reading import READERS

KINDS = {kind.__name__: reader for kind, reader in READERS.items()}


@require_safe
def typed_date(request, kind):
    """Return the typed date or time in words or, with status 422, the reason for refusing it."""
    if kind not in KINDS:
        raise Http404
    try:
        says, status = describe(KINDS[kind](request.GET.get("text", "").strip())), 200
    except ValidationError as refusal:
        says, status = refusal.message, 422
    return HttpResponse(says, status=status, content_type="text/plain; charset=utf-8")
