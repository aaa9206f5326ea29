"""Guides in the admin's Help menu, rendered from the Markdown files in site/docs."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.views.generic import TemplateView
from markdown_it import MarkdownIt
from markdown_it.token import Token
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

DOCUMENTS = settings.BASE_DIR / "site" / "docs"
IMAGES = DOCUMENTS / "images"
# The guides of the Help menu, in order.
GUIDES = {
    "editors": "Guide for editors",
    "translators": "Guide for translators",
    "moderators": "Guide for moderators",
    "operators": "Guide for operators",
}
# CommonMark with tables. Raw HTML is off and appears as text.
MARKDOWN = MarkdownIt("js-default")


@dataclass(frozen=True)
class Guide:
    """Title of a document, and the rest of the document as HTML."""

    title: str
    html: SafeString


def render_guide(text: str) -> Guide:
    """Render the Markdown of a document whose links and images are relative to site/docs."""
    tokens = MARKDOWN.parse(text)
    title = ""
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = tokens[position + 1].content
            token.attrSet("id", slugify(heading))
            if token.tag == "h1":
                title = heading
        elif token.type == "inline":
            token.children = _link_within_admin(token.children or [])
    if title:
        tokens = tokens[3:]  # the tokens of the first heading
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    return Guide(title, mark_safe(html))  # noqa: S308 (the renderer escapes, and raw HTML is off)


def _link_within_admin(tokens: list[Token]) -> list[Token]:
    kept, is_dropped = [], False
    for token in tokens:
        if token.type == "image":
            token.attrSet("src", reverse("guide_image", args=[Path(str(token.attrs["src"])).name]))
        elif token.type == "link_open":
            address = _address_within_admin(str(token.attrs["href"]))
            is_dropped = address is None
            token.attrSet("href", address or "")
        if token.type not in ("link_open", "link_close") or not is_dropped:
            kept.append(token)
    return kept


def _address_within_admin(href: str) -> str | None:
    parts = urlsplit(href)
    if parts.scheme or not parts.path:
        return href
    name = parts.path.removesuffix(".md")
    if name not in document_names():
        return None
    return reverse("guide", args=[name]) + (f"#{parts.fragment}" if parts.fragment else "")


def document_names() -> set[str]:
    return {path.stem for path in DOCUMENTS.glob("*.md")}


class GuideView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "guides/admin/guide.html"
    header_icon = "help"
    breadcrumbs_items = []

    def get_context_data(self, **kwargs):
        if kwargs["name"] not in document_names():
            raise Http404
        self.guide = render_guide((DOCUMENTS / f"{kwargs['name']}.md").read_text("utf-8"))
        return super().get_context_data(guide=self.guide, **kwargs)

    def get_page_title(self):
        return self.guide.title


def guide_image(request, name):
    if name not in {path.name for path in IMAGES.glob("*.png")}:
        raise Http404
    return FileResponse((IMAGES / name).open("rb"), content_type="image/png")
