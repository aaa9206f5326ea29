"""QR codes for the URLs of alerts."""

from io import BytesIO

import segno
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from alerts.lookup import get_alert_or_404
from alerts.models import AlertPage
from home.addresses import absolute, page_address, relative_path
from home.headers import CORP, CROSS_ORIGIN
from home.revalidation import revalidated


def qr_of(address: str) -> segno.QRCode:
    """Return the QR code for the absolute URL `address`."""
    # With error correction level M, about 15% of the code may be unreadable.
    return segno.make(address, error="m", micro=False)


def svg_of(address: str) -> str:
    """Return the QR code for the absolute URL `address`, as an SVG file without inline styles."""
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


def qr_address(alert: AlertPage) -> str:
    """Return the path of the QR code for `alert` in the active language."""
    return reverse("sharing:qr", args=(relative_path(alert),))


@revalidated
@require_safe
def qr(request: HttpRequest, path: str) -> HttpResponse:
    """Return the QR code for the URL of the alert at `path`, in the active language."""
    alert = get_alert_or_404(request, path)
    return HttpResponse(
        svg_of(absolute(page_address(alert))),
        content_type="image/svg+xml; charset=utf-8",
        headers={CORP: CROSS_ORIGIN},
    )
