"""Sample content: the alert of 2011, and a made-up campaign that is under way."""

from django.conf import settings
from django.db import transaction
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from alerts.content import starting
from alerts.models import AlertPage, Post
from home.models import HomePage, SampleRecord

from . import campaign, first_alert, readers
from .removal import Plan, make_plan, remove

__all__ = ["Plan", "create", "create_first_alert", "make_plan", "remove"]


def create() -> AlertPage | None:
    """Create the starting and the sample content, and return the English alert that is running.

    If the site has other pages, create only the starting content, and return None.
    """
    # Each page is saved several times. It is indexed once, at the end.
    with transaction.atomic(), disable_reference_index_auto_update():
        starting.create()
        if _is_in_use():
            return None
        first_alert.create()
        alert = campaign.create()
        _add_readers()
        _index()
    return alert


@transaction.atomic
def create_first_alert() -> AlertPage | None:
    """Create the starting content and the content of 2011, and return the English alert.

    If the site has other pages, create only the starting content, and return None.
    """
    starting.create()
    return None if _is_in_use() else first_alert.create()


def _is_in_use() -> bool:
    home = HomePage.objects.get(locale__language_code=settings.LANGUAGE_CODE)
    return home.get_descendants().exclude(slug__in=starting.SLUGS).exists()


def _add_readers() -> None:
    english = Page.objects.filter(locale__language_code=settings.LANGUAGE_CODE).specific()
    posts = {page.slug: page for page in english if isinstance(page, Post)}
    readers.add_comments(posts)
    for post in posts.values():
        if isinstance(post, AlertPage) and post.slug in readers.CALLS:
            readers.add_calls(post)


def _index() -> None:
    objects = [record.sample for record in SampleRecord.objects.exclude(object_id=None)]
    for instance in [*Page.objects.specific(), *objects]:
        if type(instance) in ReferenceIndex.tracked_models:
            ReferenceIndex.create_or_update_for_object(instance)
