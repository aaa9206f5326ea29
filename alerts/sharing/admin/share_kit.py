"""Share kit for an alert: texts, QR codes and addresses in all languages on one admin page."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404
from django.utils.safestring import mark_safe
from django.utils.translation import override
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from alerts.lookup import translations_of
from alerts.models import AlertPage, State
from alerts.models.offices import first_number
from home.addresses import absolute, page_address

from ..formats.qr import qr_of
from ..share_links import message
from ..sms import length_of, letters_outside


class ShareKitView(WagtailAdminTemplateMixin, TemplateView):
    """View of an alert's text to share, SMS length, QR code and address in each language."""

    template_name = "sharing/admin/share_kit.html"
    page_title = "Share kit"
    header_icon = "mail"

    def setup(self, request, page_id):
        super().setup(request)
        alerts = AlertPage.objects.select_related(*AlertPage.shown_with)
        self.alert = get_object_or_404(alerts, pk=page_id).source

    def dispatch(self, request, *args, **kwargs):
        if not self.alert.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        sublabel = self.alert.get_admin_display_title()
        return [
            *super().get_breadcrumbs_items(),
            {"url": "", "label": self.page_title, "sublabel": sublabel},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            alert=self.alert,
            is_restricted=self.alert.get_view_restrictions().exists(),
            has_ended=self.alert.state == State.ENDED,
            sheets=list(self.sheets()),
            **kwargs,
        )

    def sheets(self) -> Iterator[dict[str, Any]]:
        """Yield the text to share, the QR code and the address for each language."""
        alert = self.alert
        sentences = [action.sentence for action in alert.actions]
        prefetch_related_objects(sentences, "translations")
        pages = translations_of(alert)
        for code, name in settings.LANGUAGES:
            page = pages.get(code, alert)
            ready = message(page, first_number(alert.offices), code)
            with override(code):
                address = absolute(page_address(alert))
            yield {
                "code": code,
                "name": name,
                "is_translated": ready.language == code,
                "message": ready,
                "length": length_of(ready.whole),
                "outside": letters_outside(ready.whole),
                "qr": mark_safe(_svg(address)),  # noqa: S308  drawn by segno
                "address": address,
            }


def _svg(address: str) -> str:
    return qr_of(address).svg_inline(
        scale=4, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
