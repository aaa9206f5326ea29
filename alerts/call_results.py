"""Possible results of a phone call."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Result(models.TextChoices):
    """Result of a call, as the caller reports it."""

    # Each label can follow “Called Mark Dayton:”.
    SPOKE = "spoke", pgettext_lazy("result of a call", "spoke to a person")
    MESSAGE = "message", pgettext_lazy("result of a call", "left a message")
    NO_ANSWER = "no_answer", pgettext_lazy("result of a call", "no answer")
    BUSY = "busy", pgettext_lazy("result of a call", "the line was busy")
    REFUSED = "refused", pgettext_lazy("result of a call", "they refused to talk")


# Results of calls that count as made. Unanswered calls and busy lines do not count.
DONE = (Result.SPOKE, Result.MESSAGE, Result.REFUSED)
