"""Preview of the page that a volunteer translates, as readers would see it."""

from django.template.response import TemplateResponse

from ..merge import merge_if_pending
from .views import LinkView


class PreviewView(LinkView):
    """Preview of the page with the strings saved so far."""

    http_method_names = ["get", "head"]

    def get(self, request, *args, **kwargs):
        filled = self.translation.source.get_ephemeral_translated_instance(
            self.translation.target_locale, fallback=True
        )
        merge_if_pending(filled)
        filled.heed_urgent_fix()
        context = filled.get_context(request) | {
            "in_one_language": True,
            "preview_of": self.address(),
        }
        return TemplateResponse(request, filled.get_template(request), context)
