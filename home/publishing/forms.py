"""Form for copying pages."""

from django.core.exceptions import ValidationError
from wagtail.admin.forms.pages import CopyForm

from home.addresses import RESERVED_SLUGS
from home.text import clean_line

from . import rules, tree_rules


class BasePageCopyForm(CopyForm):
    """Form for copying pages with the site's rules for slugs, parents and publication."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)

    def clean(self):
        cleaned_data = super().clean()
        # The form has no such field any more. An outdated form must not make an ordinary copy.
        if self.data.get("alias"):
            self.add_error("new_title", tree_rules.NO_ALIAS)
        for name in ("title", "slug"):
            self._clean_for_page(name, f"new_{name}")
        slug = cleaned_data.get("new_slug")
        if slug in RESERVED_SLUGS:
            self.add_error(
                "new_slug", f"“{slug}” is part of the site's own addresses. Choose another."
            )
        parent = cleaned_data.get("new_parent_page")
        if parent and (reason := tree_rules.why_not_below(self.page, parent)):
            # Instead of Wagtail's own message, which says that a permission is missing.
            self.errors.pop("new_parent_page", None)
            self.add_error("new_parent_page", reason)
        if cleaned_data.get("publish_copies"):
            self._check_publication(cleaned_data)
        return cleaned_data

    def _clean_for_page(self, name, field):
        # The fields of Wagtail's form do not limit the length.
        if text := self.cleaned_data.get(field):
            model_field = self.page._meta.get_field(name)
            try:
                self.cleaned_data[field] = model_field.clean(clean_line(text), self.page)
            except ValidationError as error:
                self.add_error(field, error)

    def _check_publication(self, cleaned_data):
        pages = [self.page]
        if cleaned_data.get("copy_subpages"):
            pages += self.page.get_descendants().live()
        for page in pages:
            specific = page.specific
            try:
                rules.check(specific)
            except ValidationError as error:
                self.add_error(
                    "publish_copies",
                    f"“{specific}” is not complete. {rules.sentences(specific, error)}",
                )
