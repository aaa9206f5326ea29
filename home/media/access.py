"""Permission to see pictures and documents, based on their collection and the pages using them."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as picture_policy
from wagtail.models import Collection, Page, PageQuerySet, ReferenceIndex
from wagtail.permissions import page_permission_policy

from home import site_settings
from home.lookup import is_restricted, open_to_everybody, published

from .models import CustomDocument, CustomImage

ANY_UPLOAD_PERMISSION = ("choose", "add", "change", "delete")
ANY_PAGE_PERMISSION = ("add", "change", "publish")

Upload = CustomDocument | CustomImage


def _pages_with(upload: Upload) -> PageQuerySet:
    # Content that exists only in revisions, such as later drafts, does not count.
    uses = ReferenceIndex.get_references_to(upload).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    ids = [int(pk) for pk in uses.values_list("object_id", flat=True).distinct()]
    return Page.objects.filter(pk__in=ids)


def _served(pages: PageQuerySet) -> PageQuerySet:
    return published(pages).filter(alias_of=None)


def is_public(upload: Upload) -> bool:
    """Return True if everybody may see `upload`."""
    if upload.collection.get_view_restrictions().exists():
        return False
    pages = _pages_with(upload)
    # A translation has the same restrictions as its English page.
    restricted = Page.objects.filter(is_restricted(), locale__language_code=settings.LANGUAGE_CODE)
    if (
        open_to_everybody(_served(pages))
        .exclude(translation_key__in=restricted.values("translation_key"))
        .exists()
    ):
        return True
    if isinstance(upload, CustomImage):
        return site_settings.shows(upload.pk)
    return _is_unlinked_document(upload, pages)


def _is_unlinked_document(upload: Upload, pages: PageQuerySet) -> bool:
    return not isinstance(upload, CustomImage) and not pages.exists()


def is_on_served_page(upload: Upload) -> bool:
    """Return True if any served page, even a restricted one, uses `upload`."""
    return _served(_pages_with(upload)).exists()


def may_see(request: HttpRequest, upload: Upload) -> bool:
    """Return True if the signed-in user may see `upload`, which is not public."""
    user = request.user
    if not user.is_authenticated:
        return False
    policy: Any = picture_policy if isinstance(upload, CustomImage) else document_policy
    if policy.user_has_any_permission_for_instance(user, ANY_UPLOAD_PERMISSION, upload):
        return True
    if not _accepts(upload.collection, request):
        return False
    if page_permission_policy.user_has_any_permission(user, ANY_PAGE_PERMISSION):
        return True
    pages = _pages_with(upload)
    if _is_unlinked_document(upload, pages):
        return True
    return any(_accepts(page, request) for page in _served(pages).specific())


def _accepts(restrictable: Page | Collection, request: HttpRequest) -> bool:
    return all(
        restriction.accept_request(request) for restriction in restrictable.get_view_restrictions()
    )
