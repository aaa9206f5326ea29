"""Site-wide settings for comments, such as how many readers' flags hide a comment."""

from django.db import models
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from home.clean_model import CleanModel
from home.kept_data import about_staff


@register_setting(icon="comment", order=100)
class CommentSettings(BaseGenericSetting, CleanModel):
    personal_data = about_staff(
        "Contact for threats.", "For emails about evidence.", "Until changed."
    )

    is_paused = models.BooleanField(
        "Pause all comments",
        default=False,
        help_text="No post takes comments while this is on. Published comments stay.",
    )
    contact = models.EmailField(
        "Contact for threats",
        blank=True,
        help_text="The contact gets an email, without the comment's text, when a comment is kept as evidence.",
    )
    flags_needed = models.PositiveSmallIntegerField(
        "Flags that hide a comment",
        default=3,
        help_text="When so many readers have flagged a published comment, it is hidden and waits"
        " for a moderator again. With 0 it is never hidden; moderators only see the count.",
    )

    class Meta:
        verbose_name = "comment settings"
