"""The call card: its sentences in the reader's language where a fluent reader signed them off."""

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import get_language, override

from alerts import phrasebook
from home.translation.placeholders import placeholders_of

register = template.Library()


class ReviewedNode(template.Node):
    """`{% reviewed %}…{% endreviewed %}`: sentences on which somebody acts.

    Where nobody has reviewed the interface in the reader's language they stand in
    English, under a notice, and the machine's draft is folded away below. So does a phrase that
    nobody has reviewed, even where the rest of the sentences is.

    Inside, `reader` is the code of the reader's language, and `is_draft` is true while the draft
    is rendered: ids and buttons are left out of it.
    """

    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        reader = get_language()
        if reader == settings.LANGUAGE_CODE:
            return self._inside(context, reader)
        notes = Notes()
        if reader in settings.INTERFACE_REVIEWED_ON:
            shown = self._inside(context, reader, notes)
            if not notes.drafts:
                return shown
        else:
            with override(settings.LANGUAGE_CODE):
                shown = self._inside(context, reader)
            shown = format_html('<div lang="{}">{}</div>', settings.LANGUAGE_CODE, shown)
            notes.whole_draft = self._inside(context, reader, is_draft=True)
        frame = context.template.engine.get_template("alerts/call/reviewed.html")
        with context.push(shown=shown, notes=notes):
            return frame.render(context)

    def _inside(self, context, reader, notes=None, *, is_draft=False):
        with context.push(reader=reader, notes=notes, is_draft=is_draft):
            return self.nodelist.render(context)


class Notes:
    """What is left to be told below: the phrases that stand in English, and their drafts."""

    def __init__(self):
        self.drafts = {}  # from the English to the draft, "" if there is none
        self.whole_draft = ""

    @property
    def written(self):
        return [draft for draft in self.drafts.values() if draft]


@register.tag
def reviewed(parser, token):
    nodelist = parser.parse(("endreviewed",))
    parser.delete_first_token()
    return ReviewedNode(nodelist)


def _phrase(context, phrase, office=None, about=""):
    """A phrase inside of `reviewed`, its placeholders filled: (safe HTML, code of its language).

    None in place of the HTML where there is nothing for a placeholder.
    """
    language = get_language()
    english = phrasebook.sentence(phrase.text, phrase.text, office, about)
    translation = phrase.translation_in(language)
    if english is None or language == settings.LANGUAGE_CODE:
        return english, settings.LANGUAGE_CODE
    # What a translator could break before it was checked for placeholders is not put in.
    fits = translation and placeholders_of(translation.text) == placeholders_of(phrase.text)
    own = phrasebook.sentence(translation.text, phrase.text, office, about) if fits else ""
    if own and (context["is_draft"] or translation.reviewed_on):
        return own, language
    if context["notes"] is not None:
        context["notes"].drafts[english] = own
    return english, settings.LANGUAGE_CODE


@register.simple_tag(takes_context=True)
def card_phrase(context, phrase, office=None, about=""):
    """A phrase inside of `reviewed`, marked where it stands in English; nothing if it cannot be filled."""
    text, language = _phrase(context, phrase, office, about)
    if text is None:
        return ""
    if language == get_language():
        return text
    return format_html('<span lang="{}">{}</span>', language, text)


@register.simple_tag(takes_context=True)
def say(context, sentence):
    """A fixed sentence of the phrasebook, by its name there, as a `Line`."""
    return phrasebook.said(getattr(phrasebook, sentence), context["reader"])


@register.simple_tag(takes_context=True)
def pleas(context, page):
    """What a caller asks for, as a list of `Line`; one for each office where it names the office."""
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
    """Whether the reader finds what they mean below some of `lines`, or of the phrasebook's."""
    is_reviewed = get_language() in settings.INTERFACE_REVIEWED_ON
    return (with_phrasebook and is_reviewed) or any(line.meaning for line in lines)


@register.simple_tag
def hours(office):
    return phrasebook.hours(office)


@register.simple_tag(takes_context=True)
def interpreter(context, office):
    return phrasebook.interpreter(office, context["reader"])
