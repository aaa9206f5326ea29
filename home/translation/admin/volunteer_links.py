"""Creation, listing and revocation of links for volunteers in the translate view."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from home import dates
from home.addresses import absolute
from home.ids import read_id
from home.operations import ledger
from home.people.models import User

from ..models import TranslationLink
from ..pages import TranslatablePage

REVOKED = "link.revoked"


def revoke_again(lines: Iterable[ledger.LedgerLine], *, dry_run: bool) -> int:
    """Revoke links that the restore of a backup has made valid again, and return their count.

    With `dry_run`, only count them.
    """
    links = TranslationLink.objects.filter(
        token_hash__in=[line.key for line in lines], revoked_at=None
    )
    return links.count() if dry_run else links.update(revoked_at=timezone.now())


def revoke_all_of(user: User, **kwargs: Any) -> None:
    """Revoke the links that `user` made, as a receiver of the signal `access_ended`."""
    links = TranslationLink.objects.filter(created_by=user, revoked_at=None)
    for link in links.filter(expires_at__gt=timezone.now()):
        ledger.record_on_commit(REVOKED, link.token_hash)
    links.update(revoked_at=timezone.now())


def can_give_links(page: TranslatablePage, user: User) -> bool:
    """Return True if `user` may publish `page` or edit its English page."""
    return (
        page.permissions_for_user(user).can_publish()
        or page.source.permissions_for_user(user).can_edit()
    )


def invitation(link: TranslationLink, token: str) -> tuple[str, str]:
    """Return the URL of `link`, and a message with it in the language of the translation."""
    with override(link.translation.target_locale.language_code):
        address = absolute(reverse("translate:overview", args=[token]))
        text = _(
            "Please help us translate a page. It works on a phone, without an account, until"
            " %(day)s, %(time)s, Central Time: %(address)s"
        ) % {
            "day": dates.long_date(link.expires_at, inline=True),
            "time": dates.clock(link.expires_at),
            "address": address,
        }
    return address, strip_tags(text).replace(dates.NO_BREAK, " ")


class LinksMixin:
    """Mixin that lets the translate view list, make and revoke links for volunteers."""

    def get_context_data(self, **kwargs):
        may_give = can_give_links(self.page, self.request.user)
        links = (
            self.translation.links.select_related("created_by")
            .annotate(use_count=Count("uses"), last_use=Max("uses__at"))
            .order_by("-created_at")
        )
        return super().get_context_data(
            can_give_links=may_give, links=links if may_give else [], **kwargs
        )

    def make_link(self, request):
        if not can_give_links(self.page, request.user):
            messages.error(request, "You may not give links to volunteers.")
            return self.again()
        link, token = TranslationLink.issue(self.translation, request.user)
        log(instance=self.page, action="translation.make_link", user=request.user)
        address, message = invitation(link, token)
        return self.render_to_response(
            self.get_context_data(
                new_address=address,
                new_message=message,
                share_address="https://wa.me/?" + urlencode({"text": message}),
            )
        )

    def revoke_link(self, request, pk):
        links = self.translation.links.filter(pk=read_id(pk), revoked_at=None)
        link = links.first()
        if not can_give_links(self.page, request.user):
            messages.error(request, "You may not revoke links of volunteers.")
        elif link and links.update(revoked_at=timezone.now()):
            ledger.record_on_commit(REVOKED, link.token_hash)
            log(instance=self.page, action="translation.revoke_link", user=request.user)
            messages.success(request, "Revoked. Nobody can use that link any more.")
        else:
            messages.error(request, "There is no such link, or it was revoked already.")
