"""Models that help several people to translate a page together."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import String, Translation, TranslationContext

from home.clean_model import CleanModel
from home.kept_data import about_staff
from home.people.languages import LanguageAccess
from home.people.mail_preferences import MailChoice, MailPreferences
from home.people.models import User

from ..models import Provenance


class StringVersion(CleanModel):
    """Version of the translation of one string, stored when it changes or is deleted."""

    personal_data = about_staff(
        what="Who saved a version of a translation.",
        why="An earlier version can be restored.",
        until="The newest version of each string: as long as the string. Others:",
        days=180,
        since="saved_at",
    )

    string = models.ForeignKey(String, on_delete=models.CASCADE, related_name="+")
    context = models.ForeignKey(TranslationContext, on_delete=models.CASCADE, related_name="+")
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    data = models.TextField(help_text="The translation, or nothing if it was deleted.")
    kind = models.CharField(max_length=20, choices=Provenance)
    saved_at = models.DateTimeField(default=timezone.now)
    # None if no user is known, for example for a volunteer with a link.
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["context", "locale", "string"], name="versions_of_a_string")
        ]

    def __str__(self) -> str:
        return f"{self.string_id}, {self.saved_at}"


class WorkNote(models.Model):
    """Note that a user is working on a translation. The note expires, and stops nobody else."""

    personal_data = about_staff(
        what="Who is working on a translation.",
        why="Two people do not translate the same.",
        until="For two hours, deleted within:",
        days=1,
    )

    VALID_FOR = timedelta(hours=2)

    translation = models.ForeignKey(
        Translation, on_delete=models.CASCADE, related_name="work_notes"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["translation", "user"], name="one_work_note_a_user")
        ]

    def __str__(self) -> str:
        return f"{self.translation_id}, until {self.expires_at}"


class StringQuestion(CleanModel):
    """Question of a translator about a string, with an editor's answer."""

    personal_data = about_staff(
        what="Who asked and who answered a question about a string.",
        why="Translators and editors see the answer.",
        until="As long as the English has the string.",
        since="asked_at",
    )

    MAX_LENGTH = 1000

    string = models.ForeignKey(String, on_delete=models.CASCADE, related_name="+")
    context = models.ForeignKey(TranslationContext, on_delete=models.CASCADE, related_name="+")
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(max_length=MAX_LENGTH)
    asked_at = models.DateTimeField(default=timezone.now)
    # None for a volunteer with a link, or if the account was deleted.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.TextField(blank=True, max_length=MAX_LENGTH)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.string_id}, {self.asked_at}"


class TextConfirmation(CleanModel):
    """Confirmation of a text in doubt on a page that is written by hand."""

    personal_data = about_staff(
        what="Who confirmed a text that was in doubt.",
        why="The same question is not asked twice.",
        until="As long as the page.",
        since="confirmed_at",
    )

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    # The `TextInDoubt.hash`, which changes with the text, its English and its path.
    hash = models.CharField(max_length=32)
    confirmed_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "hash"], name="one_confirmation_of_a_text")
        ]

    def __str__(self) -> str:
        return f"{self.page_id}, {self.confirmed_at}"


class EnglishNews(models.Model):
    """Time at which an English page appeared, or was last published with new text."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    strings = models.JSONField(help_text="Hashes of the strings of the published page.")

    def __str__(self) -> str:
        return f"{self.page_id}, {self.at}"


class TranslatorPreferences(MailPreferences):
    """One translator's preferences for emails about new and changed alerts."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="translator_preferences"
    )

    def __str__(self) -> str:
        return f"Preferences of translator {self.user_id}"

    @classmethod
    def default_choice(cls, user: User) -> MailChoice:
        # Editors of English pages publish these alerts themselves.
        return MailChoice.NONE if LanguageAccess(user).edits_english else MailChoice.DAILY


class EditorPreferences(MailPreferences):
    """One editor's preferences for emails about translators' questions."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="editor_preferences"
    )

    def __str__(self) -> str:
        return f"Preferences of editor {self.user_id}"
