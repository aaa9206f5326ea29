"""WSGI application of the bare Wagtail project. Its import creates the tables and the page."""

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from wagtail.models import Locale, Page, Site  # noqa: E402

from tests.bench.bare.models import BarePage  # noqa: E402

call_command("migrate", run_syncdb=True, verbosity=0)
if not Page.objects.exists():
    Locale.objects.create(language_code="en")
    root = Page.add_root(title="Root", slug="root")
    page = BarePage(title="A page", slug="page", body="<p>Hello <b>there</b>.</p>")
    root.add_child(instance=page)
    Site.objects.create(hostname="localhost", root_page=page, is_default_site=True)
