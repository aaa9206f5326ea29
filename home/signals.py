"""Signal receivers that update addresses and redirects, and clean the text of plain `Page`s."""

from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.sites.models import Site as DjangoSite
from django.db.models import Q
from django.db.models.signals import post_init, post_migrate
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site
from wagtail.signals import page_slug_changed, post_page_move

from .addresses import page_address
from .clean_model import clean_loaded


def sync_site_address(**kwargs):
    """Copy the site's name and address from the settings to Wagtail's and Django's `Site` rows."""
    url = urlsplit(settings.SITE_URL)
    port = url.port or (443 if url.scheme == "https" else 80)
    Site.objects.filter(is_default_site=True).update(
        hostname=url.hostname, port=port, site_name=settings.WAGTAIL_SITE_NAME
    )
    Site.clear_site_root_paths_cache()
    DjangoSite.objects.update_or_create(
        pk=settings.SITE_ID,
        defaults={"domain": url.netloc, "name": settings.WAGTAIL_SITE_NAME[:50]},
    )
    DjangoSite.objects.clear_cache()


def clean_title(instance, **kwargs):
    # Wagtail's lists, reports and exports load plain pages.
    clean_loaded(instance)


def drop_redirects_to_themselves(instance, **kwargs):
    """Delete automatic redirects from the current addresses of a page and its descendants."""
    # An address that is changed and changed back leaves such a redirect.
    path = _own_path(instance)
    redirects = Redirect.objects.filter(automatically_created=True)
    redirects.filter(old_path=path).delete()
    below = redirects.filter(old_path__startswith=f"{path}/", redirect_page__isnull=False)
    for redirect in below.select_related("redirect_page__locale"):
        if redirect.old_path == _own_path(redirect.redirect_page):
            redirect.delete()


def drop_redirects_to_drafts(instance, instance_before=None, **kwargs):
    """Delete automatic redirects to a page or its descendants that were never published."""
    was_private = Q(redirect_page__first_published_at=None)
    # The slug can be changed together with the first publication.
    if instance_before and instance_before.first_published_at is None:
        was_private |= Q(redirect_page=instance.pk)
    Redirect.objects.filter(
        was_private, automatically_created=True, redirect_page__path__startswith=instance.path
    ).delete()


def _own_path(page):
    return Redirect.normalise_path(page_address(page, page.locale.language_code))


def register_signal_handlers():
    # The signal is sent once per app.
    post_migrate.connect(sync_site_address, sender=apps.get_app_config("home"))
    post_init.connect(clean_title, sender=Page)
    for signal in (page_slug_changed, post_page_move):
        signal.connect(drop_redirects_to_themselves)
        signal.connect(drop_redirects_to_drafts)
