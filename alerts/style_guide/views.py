"""Style guide: the parts of pages in every state, rendered from the site's own templates."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .examples import Example, Part, parts


@never_cache
@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """Show the style guide in the language that the query names, by default English."""
    if not settings.STYLE_GUIDE:
        raise Http404
    languages = dict(settings.LANGUAGES)
    language = request.GET.get("language", settings.LANGUAGE_CODE)
    if language not in languages:
        raise Http404
    shown = [
        (part, [(one.state, _render(part, one, language, request)) for one in part.examples])
        for part in parts()
    ]
    with override(language):
        context = {"parts": shown, "languages": languages, "language": language}
        return render(request, "style_guide/index.html", context)


def _render(part: Part, example: Example, language: str, request: HttpRequest) -> str:
    language = example.language or language
    with override(language):
        variables = {"LANGUAGE_CODE": language} | example.variables
        html = render_to_string(part.template, variables, request)
    return format_html('<div lang="{}">{}</div>', language, html)
