"""The alert that an address below it is about."""

from django.http import Http404

from alerts.comments.reader.views import find_open
from alerts.models import AlertPage


def find_alert(request, path):
    """The live alert at `path`, as the reader has it, that everybody may read.

    Raises:
        Http404: there is none.
    """
    page = find_open(request, path)
    if not isinstance(page, AlertPage):
        raise Http404
    return page
