"""Declarations of the personal data in the models of the site and of packages."""

from django.apps import apps
from django.db import models

from home.kept_data import KeptData, about_readers, about_staff

_SAVED = "Changes can be followed and undone."
_ACCOUNT = "Until the account is deleted."

# Package models have no attribute of ours.
_OF_PACKAGES = {
    "account.EmailAddress": about_staff(
        "Email address of an account.", "Sign-in needs it.", _ACCOUNT
    ),
    "account.EmailConfirmation": about_staff(
        "Nothing: not used.", "It is allauth's.", "Always empty."
    ),
    "django_comments.Comment": about_readers(
        what="Text and name of a comment. The columns for network and email addresses stay empty.",
        why="It is the package's part of comments.PostComment.",
        until="As comments.PostComment.",
        fields=("ip_address", "user_email", "user_url"),
        days=0,
        paragraphs=("privacy.body.5",),
    ),
    "django_comments.CommentFlag": about_staff(
        "Nothing: not used.", "The package's.", "Always empty."
    ),
    "django_tasks_database.DBTaskResult": about_staff(
        "Tasks of the worker, with the ids of rows.",
        "A task that fails can be repeated.",
        "After its end:",
        7,
        "enqueued_at",
    ),
    "mfa.Authenticator": about_staff(
        "Secret of an app, public key of a passkey, recovery codes.",
        "The second factor at sign-in.",
        _ACCOUNT,
        since="created_at",
    ),
    "sessions.Session": about_staff(
        "A session, without address or browser.",
        "People stay signed in.",
        "Until it ends, deleted within:",
        8,
        "expire_date",
    ),
    "wagtail_localize.SegmentOverride": about_staff(
        "Who changed a value of a translated page.", _SAVED, "As long as the page.", None
    ),
    "wagtail_localize.StringTranslation": about_staff(
        "Who translated a string last.", _SAVED, "As long as the string.", since="created_at"
    ),
    "wagtailadmin.EditingSession": about_staff(
        "Who has a page open.", "Editors see each other.", "Until Wagtail deletes it an hour later."
    ),
    "wagtailadmin.FormState": about_staff(
        "Unsaved text of an editor.", "It can be continued.", "Until the form is saved."
    ),
    "wagtailcore.Comment": about_staff(
        "Note of an editor on a page.", "Editors work together.", "As long as the page."
    ),
    "wagtailcore.CommentReply": about_staff(
        "Answer to a note.", "Editors work together.", "As long as the page."
    ),
    "wagtailcore.ModelLogEntry": about_staff(
        "Who changed what and when, without texts of comments.",
        _SAVED,
        "As long as the site.",
        since="timestamp",
    ),
    "wagtailcore.Page": about_staff("Who made a page.", _SAVED, "As long as the page."),
    "wagtailcore.PageLogEntry": about_staff(
        "Who changed a page and when.", _SAVED, "As long as the site.", since="timestamp"
    ),
    "wagtailcore.PageSubscription": about_staff("Who follows a page.", "For emails.", _ACCOUNT),
    "wagtailcore.Revision": about_staff(
        "Earlier texts of pages, and who saved them.",
        _SAVED,
        "The newest 20, published and scheduled ones: as long as the page. Others:",
        365,
        "created_at",
    ),
    "wagtailcore.TaskState": about_staff("Nothing: not used.", "Wagtail's.", "Always empty."),
    "wagtailcore.UploadedFile": about_staff(
        "Unfinished upload.", "Several files at once.", "Until it is finished."
    ),
    "wagtailcore.WorkflowState": about_staff("Nothing: not used.", "Wagtail's.", "Always empty."),
    "wagtaildocs.Document": about_staff("Nothing: not used.", "Wagtail's.", "Always empty."),
    "wagtailimages.Image": about_staff("Nothing: not used.", "Wagtail's.", "Always empty."),
    "wagtailusers.UserProfile": about_staff(
        "Portrait and preferences of an account.", "The admin shows it.", _ACCOUNT
    ),
}


def declarations() -> dict[type[models.Model], KeptData]:
    """Return the declarations of personal data by model."""
    found: dict[type[models.Model], KeptData] = {}
    for model in apps.get_models():
        declared = getattr(model, "personal_data", None) or _OF_PACKAGES.get(model._meta.label)
        if declared:
            found[model] = declared
    return found
