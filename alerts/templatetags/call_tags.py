"""Template tags for the call card, the part of an alert that says whom to call and what to say.

The card shows a translation in place of the English only if a fluent reader has reviewed it.
"""

import re

from django import template
from django.conf import settings
from django.utils.html import escape, format_html, strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override

from alerts import phrasebook
from home.translation.placeholders import placeholders_of

register = template.Library()


class ReviewedNode(template.Node):
    """Node for `{% reviewed %}…{% endreviewed %}`, which encloses sentences that readers act on.

    If the reader's language is in `INTERFACE_REVIEWED_ON`, only phrases without a reviewed
    translation are in English. In other languages, all of the content is in English, and a machine
    draft of it follows. For readers of English, the content is rendered as it is.

    The content can use two variables: `reader` is the code of the reader's language, and `is_draft`
    is True while the machine draft is rendered.
    """

    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        reader = get_language()
        if reader == settings.LANGUAGE_CODE:
            return self._render_inside(context, reader)
        notes = Notes()
        with override(settings.LANGUAGE_CODE):
            english = self._render_inside(context, reader)
        if reader in settings.INTERFACE_REVIEWED_ON:
            shown = _mark_glosses(self._render_inside(context, reader, notes), english)
            if not notes.drafts:
                return shown
        else:
            shown = format_html('<div lang="{}">{}</div>', settings.LANGUAGE_CODE, english)
            draft = self._render_inside(context, reader, is_draft=True)
            notes.whole_draft = _mark_glosses(draft, english)
        frame = context.template.engine.get_template("alerts/call/reviewed.html")
        with context.push(shown=shown, notes=notes):
            return frame.render(context)

    def _render_inside(self, context, reader, notes=None, *, is_draft=False):
        with context.push(reader=reader, notes=notes, is_draft=is_draft):
            return self.nodelist.render(context)


def _mark_glosses(html, english):
    """Return `html` with `lang="en"` for words in brackets that `english`, the same text, has too.

    For example, “ib lub hoob kas (office)”. Both texts are safe HTML.
    """
    words = strip_tags(english)

    def marked(found):
        return f'(<span lang="en">{found[1]}</span>)' if found[1] in words else found[0]

    # Brackets with at least one letter and without tags.
    return mark_safe(re.sub(r"\(([^()<>]*[^\W\d_][^()<>]*)\)", marked, html))  # noqa: S308


class Notes:
    """Machine drafts to show below a `reviewed` node that is wholly or partly in English."""

    def __init__(self):
        self.drafts = {}  # machine drafts by English phrase; "" for a phrase without a draft
        self.whole_draft = ""  # the whole content of the node, if all of it is in English

    @property
    def written(self):
        """List of the machine drafts of single phrases."""
        return [draft for draft in self.drafts.values() if draft]


@register.tag
def reviewed(parser, token):
    nodelist = parser.parse(("endreviewed",))
    parser.delete_first_token()
    return ReviewedNode(nodelist)


def _phrase(context, phrase, office=None, about=""):
    """Return `phrase` as safe HTML with its placeholders filled, and the language code of the HTML.

    The language is the active one if the translation may be shown, otherwise English. The HTML is
    None if a placeholder has no value. Use this only inside `reviewed`.
    """
    language = get_language()
    english = phrasebook.sentence(phrase.text, phrase.text, office, about)
    translation = phrase.translation_in(language)
    if english is None or language == settings.LANGUAGE_CODE:
        return english, settings.LANGUAGE_CODE
    # Translations stored before placeholders were checked may lack some.
    fits = translation and placeholders_of(translation.text) == placeholders_of(phrase.text)
    own = phrasebook.sentence(translation.text, phrase.text, office, about) if fits else ""
    if own and (context["is_draft"] or translation.reviewed_on):
        return own, language
    if context["notes"] is not None:
        context["notes"].drafts[english] = own
    return english, settings.LANGUAGE_CODE


@register.simple_tag(takes_context=True)
def card_phrase(context, phrase, office=None, about=""):
    """Return `phrase` as HTML, marked with `lang` if it is not in the active language.

    Return "" if a placeholder in the phrase has no value. Use this only inside `reviewed`.
    """
    text, language = _phrase(context, phrase, office, about)
    if text is None:
        return ""
    if language == get_language():
        return text
    return format_html('<span lang="{}">{}</span>', language, text)


@register.simple_tag(takes_context=True)
def say(context, sentence):
    """Return the constant named `sentence` in `alerts.phrasebook` as a `Line`."""
    return phrasebook.fixed_line(getattr(phrasebook, sentence), context["reader"])


@register.simple_tag(takes_context=True)
def pleas(context, page):
    """Return the sentences in which callers ask the offices to act, as a list of `Line`.

    The list has one sentence for each office if the sentence names the office, otherwise a single
    one. Sentences with a placeholder that has no value are left out.
    """
    action, about = page.source.action, page.source.about
    if not (action and page.offices):
        return []
    offices = page.offices if placeholders_of(action.plea.text)["office"] else page.offices[:1]
    lines = []
    for office in offices:
        with override(settings.LANGUAGE_CODE):
            english, _language = _phrase(context, action.plea, office, about)
        meaning, language = _phrase(context, action.plea, office, about)
        if english is not None:
            is_translated = language != settings.LANGUAGE_CODE
            lines.append(phrasebook.Line(english, meaning if is_translated else None))
    return lines


@register.simple_tag
def has_meanings(lines, with_phrasebook):
    """Return True if the page shows the meaning of any English line in the reader's language.

    `lines` are the lines of the alert. `with_phrasebook` is True if the page also shows lines from
    the phrasebook.
    """
    is_reviewed = get_language() in settings.INTERFACE_REVIEWED_ON
    return (with_phrasebook and is_reviewed) or any(line.meaning for line in lines)


@register.filter
def kind_label(kind):
    """Return the label of a kind of phone number as safe HTML. An English word has a `lang`."""
    with override(settings.LANGUAGE_CODE):
        english = escape(str(kind.label))
    return _mark_glosses(escape(str(kind.label)), english)


@register.simple_tag
def hours(office):
    return phrasebook.hours(office)


@register.simple_tag(takes_context=True)
def interpreter(context, office):
    return phrasebook.interpreter(office, context["reader"])
