"""Template tags for the call card, the part of an alert that says whom to call and what to say.

Until a fluent speaker has reviewed the translation of a sentence, the card shows the English
sentence with the translation below it. Afterwards, it shows the translation alone. Lines to say
aloud always keep the English.
"""

import re

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, escape, format_html, strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from alerts import phrasebook
from alerts.models import State
from home.languages import mark_english
from home.translation.placeholders import placeholders_of

from .alert_tags import deadline

register = template.Library()


class BothLanguagesNode(template.Node):
    """Node for `{% both %}…{% endboth %}`, which encloses one sentence of the interface."""

    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        # The content can use `reader`, the code of the reader's language.
        with context.push(reader=get_language()):
            return _sentence_in_both(lambda: self._sentence(context))

    def _sentence(self, context):
        return mark_safe(self.nodelist.render(context).strip())  # noqa: S308  a template's output


@register.tag
def both(parser, token):
    nodelist = parser.parse(("endboth",))
    parser.delete_first_token()
    return BothLanguagesNode(nodelist)


def _sentence_in_both(sentence):
    """Return what the function `sentence` returns, in English, the active language, or both."""
    reader, own = get_language(), sentence()
    if reader == settings.LANGUAGE_CODE:
        return own
    with override(settings.LANGUAGE_CODE):
        english = sentence()
    return _in_both(english, own, is_reviewed=reader in settings.INTERFACE_REVIEWED_ON)


def _in_both(english, own, *, is_reviewed):
    """Return a sentence as HTML: `english`, its translation `own`, or both."""
    # “hauv zos (local)” contains the English already.
    in_brackets = f"({english})", f'(<span lang="{settings.LANGUAGE_CODE}">{english}</span>)'
    if (own and is_reviewed) or any(gloss in own for gloss in in_brackets):
        return _mark_glosses(own, english)
    if not own or own == english:
        return format_html('<span lang="{}">{}</span>', settings.LANGUAGE_CODE, english)
    return format_html(
        '<span lang="{}">{}</span> <span class="meaning">{}</span>',
        settings.LANGUAGE_CODE,
        english,
        _mark_glosses(own, english),
    )


def _mark_glosses(html, english):
    """Return `html` with `lang="en"` for words in brackets that occur in `english`."""
    words = strip_tags(english)

    def marked(found):
        return f'(<span lang="en">{found[1]}</span>)' if found[1] in words else found[0]

    # Brackets with at least one letter and without tags.
    return mark_safe(re.sub(r"\(([^()<>]*[^\W\d_][^()<>]*)\)", marked, html))  # noqa: S308


@register.filter
def glosses(meaning, english):
    """Return the `meaning` of a line as HTML that marks its English explanations and names."""
    return mark_english(_mark_glosses(conditional_escape(meaning), english), "Minnesota")


def _phrase(phrase, office, about):
    """Return `phrase` as a line to say, or None if a placeholder has no value."""
    english = phrasebook.sentence(phrase.text, phrase.text, office, about)
    if english is None:
        return None
    translation = phrase.translation_in(get_language())
    # Translations stored before placeholders were checked may lack some.
    if not translation or placeholders_of(translation.text) != placeholders_of(phrase.text):
        return phrasebook.Line(english, None)
    own = phrasebook.sentence(translation.text, phrase.text, office, about)
    return phrasebook.Line(english, own, is_reviewed=bool(translation.reviewed_on))


@register.simple_tag
def card_phrase(phrase, office=None, about=""):
    """Return `phrase` as HTML as in `{% both %}`, or "" if a placeholder has no value."""
    line = _phrase(phrase, office, about)
    if line is None:
        return ""
    if get_language() == settings.LANGUAGE_CODE:
        return line.english
    return _in_both(line.english, line.meaning or "", is_reviewed=line.is_reviewed)


@register.simple_tag
def card_deadline(page):
    """Return what `{% deadline %}` returns, in both languages as in `{% both %}`."""
    sentence = deadline(page)
    if not sentence or get_language() == settings.LANGUAGE_CODE:
        return sentence
    return _sentence_in_both(lambda: deadline(page))


@register.simple_tag
def card_notice(page):
    """Return the notice about unreviewed translations on the card of `page`, or "" if none."""
    language = get_language()
    if language == settings.LANGUAGE_CODE:
        return ""
    if language not in settings.INTERFACE_REVIEWED_ON:
        return _(
            "A machine translated this card, and no fluent speaker has checked it yet. Above each"
            " translation is the English."
        )
    phrases = [office.role for office in page.offices]
    for action in page.actions:
        phrases += [action.sentence, action.plea]
    translations = [phrase.translation_in(language) for phrase in phrases]
    if any(translation and not translation.reviewed_on for translation in translations):
        return _(
            "No fluent speaker has checked some of the translations on this card yet. Above each"
            " of them is the English."
        )
    return ""


@register.simple_tag
def say(sentence):
    """Return the constant of `alerts.phrasebook` named `sentence`, as a `Line`."""
    return phrasebook.fixed_line(getattr(phrasebook, sentence), get_language())


@register.simple_tag
def pleas(page):
    """Return the requests to say to the offices of the alert `page`, as a list of `Line`."""
    about, differ = page.source.about, len({action for _office, action in page.asks}) > 1
    lines, said = [], set()
    for office, action in page.asks:
        if not action:
            continue
        # Otherwise, one line is for all offices with the action type.
        names_office = differ or placeholders_of(action.plea.text)["office"]
        line = _phrase(action.plea, office, about)
        if line and (names_office or action not in said):
            said.add(action)
            lines.append(line._replace(office=office.name if differ else ""))
    return lines


@register.simple_tag
def ask_of(page, office):
    """Return the action type that `office` is asked for by the alert `page`, or None."""
    return next((action for one, action in page.asks if one == office), None)


@register.simple_tag
def has_meanings(lines, with_phrasebook):
    """Return True if the page shows the meaning of any English line in the reader's language."""
    return with_phrasebook or any(line.meaning for line in lines)


@register.filter
def kind_label(kind):
    """Return the label of a kind of phone number as HTML."""
    with override(settings.LANGUAGE_CODE):
        english = escape(str(kind.label))
    return _mark_glosses(escape(str(kind.label)), english)


@register.simple_tag
def number_to_call(phone, state):
    """Return the number and kind of `phone` as HTML, in a link to dial if `state` is active."""
    number = format_html('<span class="phone">{}</span>', phone.number)
    if kind := phone.kind:
        label = _sentence_in_both(lambda: kind_label(kind))
        number = format_html('{} <span class="phone-label">{}</span>', number, label)
    if state != State.ACTIVE:
        return number
    return format_html('<a class="call-button" href="{}">{}</a>', phone.number.dial, number)


@register.simple_tag
def hours(office):
    return phrasebook.hours(office)


@register.simple_tag(takes_context=True)
def interpreter(context, office):
    return phrasebook.interpreter(office, context["reader"])
