"""What must follow when an address changes."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sites.models import Site as DjangoSite
from django.dispatch import receiver
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site
from wagtail.signals import page_slug_changed, post_page_move

from .addresses import page_address


def sync_site_address(**kwargs):
    """After each migrate: SITE_URL is the address in Wagtail's Site and in contrib.sites."""
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


@receiver([page_slug_changed, post_page_move])
def drop_redirect_from_own_address(instance, **kwargs):
    """A slug that is changed there and back must not leave a redirect to itself: an endless 301."""
    address = page_address(instance, instance.locale.language_code)
    Redirect.objects.filter(
        old_path=Redirect.normalise_path(address), automatically_created=True
    ).delete()
