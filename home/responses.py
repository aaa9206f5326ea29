"""Answers that Django has no class for."""

from django.http import HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """What was sent is stored; its outcome stands elsewhere, to be fetched with GET (RFC 9110, 15.4.4)."""

    status_code = 303
