"""Template tag for the addresses to which readers' and volunteers' forms are sent."""

from urllib.parse import urlencode

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def own_entry(context, **query):
    """Return an address for submitting a form on this page: the page's path with a new query.

    The query has a counter, and the values of `query` that are not empty. The address must differ
    from the page's own. Otherwise, after a failed connection, the browser's error page would
    replace the form in the history, and Back would not lead to the typed text.
    """
    request = context["request"]
    before = request.GET.get("send", "")
    number = int(before) + 1 if before.isdecimal() and len(before) < 6 else 1
    query = {name: value for name, value in query.items() if value}
    return f"{request.path}?{urlencode(query | {'send': number})}"
