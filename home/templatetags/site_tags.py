"""Template tags of the whole site: dates, languages, addresses, the frame around a page."""

from functools import partial

from django import template
from django.conf import settings
from django.db.models import Q
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.translation import get_language
from wagtail.models import Page

from home import dates
from home.addresses import page_address
from home.clock import changes_at
from home.lookup import open_to_everybody, published
from home.models import Meeting
from home.rich_text import as_html

register = template.Library()


@register.filter
def day(value):
    """`value` as a day: “June 4, 2011”."""
    return dates.long_date(value)


@register.filter
def day_inline(value):
    """`value` as a day within a sentence."""
    return dates.long_date(value, inline=True)


@register.filter
def weekday(value):
    """`value` as a day with its weekday: “Saturday, June 4, 2011”."""
    return dates.long_date(value, weekday=True)


@register.filter
def clock(value):
    """The time of day of `value`: “1:00 p.m.”."""
    return dates.clock(value)


@register.filter
def lang_attr(code):
    """` lang="…"` for a region in the language with this code, nothing if that is the page's own."""
    return "" if code == get_language() else format_html(' lang="{}"', code)


@register.filter
def lang_of(page, block):
    """Return ` lang="…"` for a block of `page` that is not in the reader's language.

    See home.translation.status for what a block is.
    """
    return lang_attr(page.block_language(block))


@register.filter
def blocks_of(page, name):
    """Return the blocks of the stream field `name` of `page` as pairs (block, code of its language)."""
    return [(block, page.block_language(f"{name}.{block.id}")) for block in getattr(page, name)]


@register.filter
def rich_text(stored):
    """Stored rich text as HTML, without what could run in a browser."""
    return as_html(stored)[0]


@register.filter
def in_english(text):
    """`text` marked as English, within a sentence in the reader's language."""
    return format_html('<span lang="en">{}</span>', text)


@register.filter
def address(page):
    """The path of `page` for the reader."""
    return page_address(page)


@register.simple_tag
def phrase(value):
    """The text of a Phrase in the reader's language, marked where it is still in English."""
    text, language = value.in_language()
    return (
        text
        if language == get_language()
        else format_html('<span lang="{}">{}</span>', language, text)
    )


@register.simple_tag(takes_context=True)
def language_links(context):
    """The four languages, each with the address of this page in it, as (code, address, current).

    Made from the address alone: a page has the same one in every language but for
    the prefix. From what exists `in_one_language` only they lead to the home pages.
    """
    request = context.get("request")
    path = request.get_full_path() if request else ""
    current = get_language()
    prefix = f"/{current}/"
    rest = (
        path[len(prefix) :]
        if path.startswith(prefix) and not context.get("in_one_language")
        else ""
    )
    return [(code, f"/{code}/{rest}", code == current) for code, _name in settings.LANGUAGES]


class Frame:
    """Contact of the campaign and menus, as shown around every page. One query."""

    def __init__(self, language):
        english = Q(locale__language_code=settings.LANGUAGE_CODE)
        pages = (
            open_to_everybody(published(Page.objects))
            .filter(
                english & Q(depth=2)
                | english & Q(depth=3, show_in_menus=True)
                | Q(locale__language_code=language, depth=3),
                alias_of=None,
            )
            .select_related("locale", "content_type", "homepage")
            .order_by("path")
        )
        sources, translations, self.home = [], {}, None
        for page in pages:
            if page.depth == 2:
                self.home = page.homepage
            elif page.locale.language_code == settings.LANGUAGE_CODE and page.show_in_menus:
                sources.append(page)
            if page.locale.language_code == language:
                translations[page.translation_key] = page
        menu = [translations.get(source.translation_key, source) for source in sources]
        # Index pages are what people come for; plain pages belong to the foot.
        self.main_menu = [page for page in menu if page.content_type.model != "standardpage"]
        self.foot_menu = [page for page in menu if page.content_type.model == "standardpage"]


@register.simple_tag
def site_frame():
    """Return the `Frame` in the reader's language, read at its first use.

    The page for a failed server has none of it: the database may be what failed.
    """
    return SimpleLazyObject(partial(Frame, get_language()))


@register.simple_tag
def next_meeting():
    """The next meeting that is not over, or None."""
    meeting = Meeting.objects.upcoming().first()
    if meeting:
        changes_at(meeting.over_at)
    return meeting


@register.simple_tag
def interface_is_draft():
    """Whether the interface in the reader's language is a machine draft that nobody reviewed."""
    language = get_language()
    return language != settings.LANGUAGE_CODE and language not in settings.INTERFACE_REVIEWED_ON


@register.simple_tag
def campaign_name():
    return settings.WAGTAIL_SITE_NAME


@register.filter
def own_address(page):
    """The path of `page` in the language it is written in."""
    return page_address(page, page.language)


@register.filter
def english_address(page):
    """The path of `page` in English."""
    return page_address(page, settings.LANGUAGE_CODE)


@register.simple_tag(takes_context=True)
def querystring_for(context, name, value):
    """Return this page's query string with the parameter `name` set to `value`.

    Django's own tag takes no name from a variable.
    """
    query = context["request"].GET.copy()
    query[name] = value
    return "?" + query.urlencode()
