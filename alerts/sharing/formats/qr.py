"""QR codes of addresses, for phones to read from paper or from another screen."""

from io import BytesIO

import segno
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from alerts.lookup import get_alert_or_404
from home.addresses import absolute, page_address, relative_path
from home.revalidation import revalidated


def qr_of(address):
    """Return the segno QR code of an absolute `address`.

    Level M tolerates a fold or a stain on a flyer: up to 15% of the code may be unreadable.
    """
    return segno.make(address, error="m", micro=False)


def svg_of(address):
    """Return the QR code of an absolute `address` as the text of an SVG: black on white, no inline style."""
    drawn = BytesIO()
    qr_of(address).save(
        drawn,
        kind="svg",
        xmldecl=False,
        border=4,
        dark="#000",
        light="#fff",
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    return drawn.getvalue().decode()


def qr_address(alert):
    """Return the path of the QR code of an alert in the active language."""
    return reverse("sharing:qr", args=(relative_path(alert),))


@revalidated
@require_safe
def qr(request, path):
    """Return the QR code that leads to the alert at `path`, in the language of the prefix."""
    alert = get_alert_or_404(request, path)
    return HttpResponse(
        svg_of(absolute(page_address(alert))), content_type="image/svg+xml; charset=utf-8"
    )
