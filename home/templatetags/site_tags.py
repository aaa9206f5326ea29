"""Template tags for dates, languages, addresses and page layout."""

from datetime import datetime
from functools import partial

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from home import dates
from home.addresses import page_address
from home.clock import changes_at
from home.frame import Frame
from home.languages import own_name
from home.models import BasePage, Meeting
from home.rich_text import as_html
from home.site_settings import site_name
from home.translation import notes

register = template.Library()

# Pages below this depth are posts and nested standard pages.
POST_DEPTH = 3

# Attributes of links
_CURRENT, _HERE = SafeString(' aria-current="true"'), SafeString(' aria-current="page"')
_ELSEWHERE = SafeString(' rel="external"')


@register.filter
def day(value):
    """Format a date in the active language, for example “June 4, 2011”."""
    return dates.long_date(value)


@register.filter
def day_inline(value):
    """Format a date in the active language for use within a sentence."""
    return dates.long_date(value, inline=True)


@register.filter
def weekday(value):
    """Format a date and its weekday in the active language: “Saturday, June 4, 2011”."""
    return dates.long_date(value, weekday=True)


@register.filter
def clock(value):
    """Format a time of day in the active language, for example “1:00 p.m.”."""
    return dates.clock(value)


@register.filter
def machine_time(value):
    """Format a date or a datetime for the attribute `datetime`, without fractions of a second."""
    if not isinstance(value, datetime):
        return value.isoformat()
    return timezone.localtime(value).isoformat(timespec="seconds")


@register.filter
def grouped(number):
    """Return `number` with grouped digits in the active language, for example “1,234”."""
    return number_format(number, force_grouping=True)


@register.simple_tag
def central_time():
    """Return the name of the time zone in the active language, as safe HTML."""
    return dates.mark_time_zone(gettext("Central Time"))


@register.filter
def lang_attr(code):
    """Return the attribute ` lang="…"` for a language code, or "" for the reader's language."""
    return "" if code == get_language() else format_html(' lang="{}"', code)


@register.filter
def lang_of(page, block):
    """Return the attribute ` lang="…"` for a block of `page`, or "" for the reader's language."""
    return lang_attr(page.block_language(block))


@register.filter
def blocks_of(page, name):
    """Return a list of (block, name of the block) pairs for the page's StreamField `name`."""
    return [(block, f"{name}.{block.id}") for block in getattr(page, name)]


@register.filter
def in_parts(body):
    """Return (heading, name of its block, list of the pairs below) for each part of `body`.

    `body` has (block, name) pairs, as in `blocks_of`. A part without a heading has "" instead.
    """
    parts = []
    for block, name in body:
        if block.block_type == "heading":
            parts.append((block.value, name, []))
        else:
            if not parts:
                parts.append(("", "", []))
            parts[-1][2].append((block, name))
    return parts


@register.simple_tag
def old_text(page, *blocks):
    """Return a paragraph saying that one of `blocks` of `page` is older than the English, or ""."""
    return _old_text(notes.old_text_note(page.shown(block) for block in blocks))


@register.simple_tag
def list_note(page, *blocks):
    """Return a paragraph saying that one of `blocks` of `page` is old or a machine draft, or ""."""
    old = notes.old_text_note(page.shown(block) for block in notes.without_headline(blocks))
    draft = notes.draft_note(page.shown(block) for block in blocks)
    found = filter(None, [old, draft])
    return _old_text(format_html_join(" ", "{}", ((note,) for note in found)))


@register.simple_tag
def made_note(page):
    """Return a note about how the translation `page` was made, or "" if that is not recorded."""
    return notes.made_note(page.provenance, is_reviewed=bool(page.reviewed_on))


@register.simple_tag
def checked_note(page):
    """Return a note with the day on which a fluent speaker checked `page`, or "" if none has."""
    return notes.checked_note(page.reviewed_on) if page.reviewed_on else ""


def _old_text(note):
    return format_html('<p class="old-text">{}</p>', note) if note else ""


@register.filter
def headline(page):
    """Return the title of `page`, which begins with “Old text:” if it is outdated."""
    return notes.headline(page.shown("title"))


@register.filter
def by_length(title):
    """Return a CSS class, such as " long", for the length of a headline, or ""."""
    # Smaller letters keep the number to call on the first screen of a phone.
    return " very-long" if len(title) > 90 else " long" if len(title) > 60 else ""


@register.simple_tag
def headline_link(page, level):
    """Return the title of `page` as a heading of `level`, 1 to 6, with a link to the page."""
    title = page.shown("title")
    return format_html(
        '<h{0} class="headline{1}"{2}><a href="{3}">{4}</a></h{0}>',
        level,
        by_length(page.title),
        lang_attr(title.language),
        page_address(page),
        notes.headline(title),
    )


@register.simple_tag
def short_notice(page):
    """Return a short sentence about the translation of `page`, or "" if none is needed."""
    if page.language != get_language():
        return gettext("This page is not in your language yet. You see the English text.")
    if page.english_changed_at:
        return gettext("Parts of this translation may be out of date.")
    if page.is_partly_english or page.is_partly_held:
        return gettext("Parts of this page are in English.")
    if page.is_unreviewed_draft:
        return gettext("Machine translation, not checked yet.")
    return "" if page.reviewed_on else notes.made_note(page.provenance, is_reviewed=False)


@register.filter
def is_outdated(page, block):
    return page.shown(block).is_outdated


@register.filter
def rich_text(stored):
    """Return stored rich text as sanitized HTML."""
    return as_html(stored)[0]


@register.filter
def in_english(text):
    """Return `text` in HTML that marks it as English."""
    return format_html('<span lang="en">{}</span>', text)


@register.filter
def address(page):
    """Return the path of `page` in the reader's language."""
    return page_address(page)


@register.simple_tag
def phrase(value):
    """Return a phrase in the reader's language or, without a translation, in English."""
    text, language = value.in_language()
    return (
        text
        if language == get_language()
        else format_html('<span lang="{}">{}</span>', language, text)
    )


@register.simple_tag(takes_context=True)
def language_items(context):
    """Return the list items of the language switcher as safe HTML."""
    request = context.get("request")
    path = request.get_full_path() if request else ""
    current = get_language()
    prefix = f"/{current}/"
    rest = (
        path[len(prefix) :]
        if path.startswith(prefix) and not context.get("in_one_language")
        else ""
    )
    elsewhere = context.get("path_elsewhere", rest)
    return format_html_join(
        "\n",
        '<li><a href="/{}/{}" lang="{}" hreflang="{}"{}>{}</a></li>',
        (
            (code, rest, code, code, _CURRENT, own_name(code))
            if code == current
            else (code, elsewhere, code, code, "", own_name(code))
            for code, _name in settings.LANGUAGES
        ),
    )


@register.simple_tag(takes_context=True)
def menu_link(context, item):
    """Return the link for a `MenuItem` as safe HTML."""
    request = context.get("request")
    is_here = request is not None and item.address == request.path
    return format_html(
        '<a href="{}"{}{}{}>{}</a>',
        item.address,
        lang_attr(item.language),
        _ELSEWHERE if item.is_elsewhere else "",
        _HERE if is_here else "",
        item.text,
    )


@register.simple_tag
def site_frame():
    """Return the `Frame` in the reader's language, loaded on first use."""
    return SimpleLazyObject(partial(Frame, get_language()))


@register.simple_tag(takes_context=True)
def is_sample(context):
    """Return True if a post or nested page is a sample or, on others, if the site has samples."""
    pages = (context.get(name) for name in ("page", "post", "alert"))
    about = next((page for page in pages if isinstance(page, BasePage)), None)
    if about and about.depth > POST_DEPTH and about.is_sample is not None:
        return about.is_sample
    return context["frame"].has_sample_pages


@register.simple_tag
def next_meeting():
    """Return the next meeting that is neither over nor cancelled, or None."""
    meeting = Meeting.objects.next()
    if meeting:
        changes_at(meeting.over_at)
    return meeting


@register.simple_tag
def interface_is_draft():
    """Return True if nobody has reviewed the interface translation in the reader's language."""
    language = get_language()
    return language != settings.LANGUAGE_CODE and language not in settings.INTERFACE_REVIEWED_ON


@register.simple_tag(takes_context=True)
def campaign_name(context):
    """Return the name of the site, without a query if the context has a frame."""
    frame = context.get("frame")
    return frame.site_name if frame else site_name()


@register.filter
def own_address(page):
    """Return the path of `page` in its own language."""
    return page_address(page, page.language)


@register.filter
def english_address(page):
    """Return the path of `page` with the English language prefix."""
    return page_address(page, settings.LANGUAGE_CODE)


@register.simple_tag(takes_context=True)
def querystring_for(context, name, value):
    """Return the current query string with the parameter `name` set to `value`."""
    query = context["request"].GET.copy()
    query[name] = value
    return "?" + query.urlencode()
