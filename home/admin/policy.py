"""Content security policies of the admin's views."""

from functools import wraps

from csp.decorators import csp
from django.conf import settings

# Wagtail's editors, and its lists with a filter for dates, have inline scripts. Others have none:
# above all, those that show what readers sent.
WITH_INLINE_SCRIPTS = (
    "wagtail_bulk_action",
    # wagtail-localize's guarded URLs have no namespace.
    *("submit_page_translation", "translations_report", "update_translations"),
    "wagtailadmin_explore",
    "wagtailadmin_pages:",
    "wagtailadmin_reports:",
    "wagtailadmin_workflows:",
    "wagtailredirects:",
    "wagtailsettings:",
    "wagtailsites:",
    "wagtailsnippets_",
    "wagtailusers_",
)


def with_admin_policy(view):
    """Decorate an admin view with the strict policy, or a lenient one if it has inline scripts."""
    strict = csp(settings.ADMIN_CONTENT_SECURITY_POLICY)(view)
    lenient = csp(settings.EDITOR_CONTENT_SECURITY_POLICY)(view)

    @wraps(view)
    def chosen(request, *args, **kwargs):
        name = request.resolver_match.view_name or ""
        return (lenient if name.startswith(WITH_INLINE_SCRIPTS) else strict)(
            request, *args, **kwargs
        )

    return chosen
