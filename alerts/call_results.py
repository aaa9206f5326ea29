"""What can come of a call."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Result(models.TextChoices):
    """What a caller tells of a call; each reads on after “Called Mark Dayton:”."""

    SPOKE = "spoke", pgettext_lazy("result of a call", "spoke to a person")
    MESSAGE = "message", pgettext_lazy("result of a call", "left a message")
    NO_ANSWER = "no_answer", pgettext_lazy("result of a call", "no answer")
    BUSY = "busy", pgettext_lazy("result of a call", "the line was busy")
    REFUSED = "refused", pgettext_lazy("result of a call", "they refused to talk")


# A call that nobody answered is still to be made: it does not count as done.
DONE = (Result.SPOKE, Result.MESSAGE, Result.REFUSED)
