"""Mark of sample alerts in texts that leave the site."""

from django.utils.translation import gettext as _

from alerts.models import AlertPage
from home.models.samples import is_sample


def sample_mark(alert: AlertPage) -> str:
    """Return the sentence that marks a sample alert, in the active language, or "" for others."""
    return _("Sample page. Please do not call.") if is_sample(alert) else ""
