"""Off-boarding: the end of a user's access in one step."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.dispatch import Signal
from wagtail.log_actions import log

from . import factor_codes, sessions
from .models import User

# Sent with `user` in the same transaction, so that other apps end links that the user has made.
access_ended = Signal()


def refusal(user: User, by: User) -> str:
    """Return the reason that `by` may not off-board `user`, or "" if it is allowed."""
    if user == by:
        return "You cannot end your own access. Ask another administrator."
    if user.is_superuser and not by.is_superuser:
        return "Only an administrator can end the access of an administrator."
    return ""


@transaction.atomic
def end_access(user: User, by: User) -> None:
    """Deactivate the account, and end its rights, password, second factor, sessions and links."""
    # Not deleted, because histories refer to the account.
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    Authenticator.objects.filter(user=user).delete()
    factor_codes.delete(user)
    sessions.end(user)
    access_ended.send(sender=User, user=user)
    log(user, "people.access_ended", user=by)
