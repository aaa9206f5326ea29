"""Form for copying pages."""

from django.core.exceptions import ValidationError
from wagtail.admin.forms.pages import CopyForm

from home.addresses import RESERVED_SLUGS

from . import rules


class BasePageCopyForm(CopyForm):
    """Wagtail's form for copying pages, with the site's rules for slugs and for publication."""

    def clean(self):
        cleaned_data = super().clean()
        slug = cleaned_data.get("new_slug")
        if slug in RESERVED_SLUGS:
            self.add_error(
                "new_slug", f"“{slug}” is part of the site's own addresses. Choose another."
            )
        if cleaned_data.get("publish_copies"):
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
        return cleaned_data
