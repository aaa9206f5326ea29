"""Template tag for the addresses to which readers' and volunteers' forms are sent."""

from urllib.parse import urlencode

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def own_entry(context, **query):
    """Return an address for submitting a form on this page: the page's path with a new query.

    Without it, a browser's page about a failed connection would replace the form in the history.
    """
    request = context["request"]
    before = request.GET.get("send", "")
    number = int(before) + 1 if before.isdecimal() and len(before) < 6 else 1
    query = {name: value for name, value in query.items() if value}
    return f"{request.path}?{urlencode(query | {'send': number})}"
