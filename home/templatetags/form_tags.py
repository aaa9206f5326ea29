"""Template tag for the addresses to which readers' and volunteers' forms are sent."""

from urllib.parse import urlencode

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def own_entry(context, **query):
    """Return the address to which a form on this page is sent: the page's path with another query.

    If the connection fails, the browser's error page replaces the form in the history if both have
    the same address, and Back no longer leads to what was typed. Values of `query` that are not
    empty are added to the query.
    """
    request = context["request"]
    before = request.GET.get("send", "")
    number = int(before) + 1 if before.isdecimal() and len(before) < 6 else 1
    query = {name: value for name, value in query.items() if value}
    return f"{request.path}?{urlencode(query | {'send': number})}"
