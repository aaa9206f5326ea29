"""Template tags for the counts of an alert's calls and supporters."""

from django import template
from django.utils.formats import number_format
from django.utils.safestring import mark_safe
from django.utils.translation import ngettext

from home.form_tokens import make_form_token

from ..views import SUPPORT

register = template.Library()


@register.filter
def newest_answers(found):
    """Return the comments about calls that the alert's `totals.answers` lists, newest first.

    `found` is the result of `find_threads` with `also=page.totals.answers`, or is empty. Leave out
    comments withdrawn or erased since the totals were stored.
    """
    comments = found["threads"].also if found else ()
    answers = [comment for comment in comments if comment.call_result and not comment.is_gone]
    return sorted(answers, key=lambda comment: (comment.submitted, comment.pk), reverse=True)


@register.simple_tag
def supporters(totals):
    """Return a paragraph with the count of supporters in `totals`, as safe HTML.

    Return "" if `totals` is None, or if the count is too small to be shown.
    """
    if not totals or not totals.support:
        return ""
    sentence = ngettext(
        "<b>%(number)s</b> person supports this alert",
        "<b>%(number)s</b> people support this alert",
        totals.support,
    )
    number = number_format(totals.support, force_grouping=True)
    return mark_safe(f'<p class="totals">{sentence % {"number": number}}</p>')  # noqa: S308  a message and a number


@register.simple_tag
def support_token(alert):
    """Return a form token for the “I support this alert” form."""
    return make_form_token(SUPPORT, alert.source.pk)
