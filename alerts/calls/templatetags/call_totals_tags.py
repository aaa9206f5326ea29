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
    """Return the comments about calls in `found`, a result of `find_threads`, newest first."""
    comments = found["threads"].also if found else ()
    # Some may have been withdrawn or erased since the totals were stored.
    answers = [comment for comment in comments if comment.call_result and not comment.is_gone]
    return sorted(answers, key=lambda comment: (comment.submitted, comment.pk), reverse=True)


@register.simple_tag
def supporters(totals):
    """Return a paragraph with the count of supporters, or "" if no count is shown."""
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
    return make_form_token(SUPPORT, alert.source.pk)
