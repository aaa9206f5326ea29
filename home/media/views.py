"""Views that send uploads: documents, renditions of pictures, and avatars of users."""

from pathlib import PurePosixPath

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents.models import document_served
from wagtail.users.models import UserProfile

from .access import is_on_served_page, is_public, may_see
from .models import CustomDocument, Rendition
from .sending import send


@require_safe
def document(request, document_id, name):
    """Send a document that the reader may see, in place of Wagtail's own view."""
    found = get_object_or_404(CustomDocument.objects.select_related("collection"), pk=document_id)
    if found.filename != name:
        raise Http404
    for check in hooks.get_hooks("before_serve_document"):  # Wagtail's view restrictions
        answer = check(found, request)
        if isinstance(answer, HttpResponse):
            add_never_cache_headers(answer)
            return answer
    public = is_public(found)
    if not public and not may_see(request, found):
        if request.user.is_authenticated or not is_on_served_page(found):
            raise Http404
        answer = redirect_to_login(request.get_full_path(), settings.WAGTAIL_FRONTEND_LOGIN_URL)
        add_never_cache_headers(answer)
        return answer
    document_served.send(sender=CustomDocument, instance=found, request=request)
    title = slugify(found.title, allow_unicode=True)[:80] or "document"
    return send(
        request,
        found.file.name,
        filename=f"{title}.pdf",
        attachment=True,
        public=public,
    )


@require_safe
def upload(request, name):
    """Send a rendition of a picture or, to users of the admin, an avatar."""
    rendition = Rendition.objects.filter(file=name).select_related("image__collection").first()
    public = rendition is not None and is_public(rendition.image)
    if not public and not (
        may_see(request, rendition.image) if rendition else _may_see_avatar(request.user, name)
    ):
        raise Http404
    return send(request, name, filename=PurePosixPath(name).name, public=public)


def _may_see_avatar(user, name):
    return (
        user.has_perm("wagtailadmin.access_admin")
        and UserProfile.objects.filter(avatar=name).exists()
    )


def no_shared_password(request, restriction_id):
    """Refuse Wagtail's form for a shared password, which would set a cookie."""
    raise Http404
