"""Forms for writing or changing a comment, and for entering an email address."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.validators import EmailValidator, RegexValidator
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django_comments_xtd.forms import XtdCommentForm

from home.text import visible

from ..models import REDACTED, PostComment
from ..personal_data import LABELS, kinds_in
from ..tokens import hash_of, make_token


class _LimitMixin:
    """Mixin for a text field that groups the digits of numbers in its “too long” message."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "max_length": _(
            "This is too long: it has %(show_value)s characters, spaces included, and only"
            " %(limit_value)s fit."
        )
    }

    def run_validators(self, value):
        try:
            super().run_validators(value)
        except forms.ValidationError as errors:
            for error in errors.error_list:
                if error.code == "max_length":
                    for name in ("show_value", "limit_value"):
                        error.params[name] = number_format(error.params[name], force_grouping=True)
            raise


class _TextField(_LimitMixin, forms.CharField):
    """Text field that counts a line break as one character, as the browser's `maxlength` does."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class AddressField(_LimitMixin, forms.EmailField):
    """Field for an email address, with an explanation for readers."""

    widget = forms.EmailInput(attrs={"autocomplete": "off"})
    # Unlike Django's, they reject `root@localhost`, `x@[127.0.0.1]` and names in quotation marks.
    default_validators = [
        EmailValidator(_("Please check the email address."), allowlist=[]),
        RegexValidator(r'\A[^\s"\[\]]+\Z', _("Please check the email address.")),
    ]

    def __init__(self, **kwargs):
        help_text = _(
            "Only for these emails. First we send you one and ask you to say yes. If you do not, we"
            " delete your email address after 2 days. Otherwise we delete it when you stop the"
            " emails, when you delete the comment, or when the conversation is closed. Anyone who"
            " can read your email can see that you wrote here."
        )
        super().__init__(max_length=254, help_text=help_text, **kwargs)


class AddressForm(forms.Form):
    """Form in which the writer of a stored comment asks for emails."""

    # Browsers and robots fill in fields named "email".
    follow_up = AddressField(
        label=_("Email"), error_messages={"required": _("Please check the email address.")}
    )


class CommentForm(XtdCommentForm):
    """Form for a comment, with an optional name and an optional email address."""

    name = _TextField(
        label=_("Name (you can leave it empty, or write any name)"),
        required=False,
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    comment = _TextField(
        label=_("Your comment"),
        max_length=settings.COMMENT_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Please write something.")},
    )
    follow_up = AddressField(
        label=_(
            "Email, if you want to hear when it is published or answered (you can leave it empty)"
        ),
        required=False,
    )
    honeypot = forms.CharField(label=_("Leave this field empty"), required=False)

    # None removes a field of the package's form.
    content_type = object_pk = timestamp = security_hash = None  # type: ignore[assignment]
    # The values of these would be stored with the comment.
    email = url = followup = reply_to = None  # type: ignore[assignment]
    field_order = ("comment", "name", "follow_up", "honeypot")

    # The comment that the reader answers, if any.
    answered = None
    # Kinds of personal data to ask about, with their labels from `personal_data.LABELS`.
    personal = ()
    # Kinds of personal data not to ask about, because the earlier version of the comment has them.
    accepted = ()

    def __init__(self, source, *, language, key=None, data=None):
        self.target_object, self.language, self.key = source, language, key
        forms.Form.__init__(self, data, label_suffix="")

    def clean_comment(self):
        # Readers cannot send the placeholder for removed words.
        comment = visible(self.cleaned_data["comment"].replace(REDACTED, ""))
        if not comment:
            raise forms.ValidationError(_("Please write something."))
        return comment

    def clean_name(self):
        return " ".join(visible(self.cleaned_data["name"].replace(REDACTED, "")).split())

    def clean(self):
        data = super().clean()
        offices = getattr(self.target_object, "offices", ())
        numbers = [phone.number for office in offices for phone in office.phones.all()]
        # Other errors come first.
        text = "" if self.errors else f"{data['comment']}\n{data.get('name', '')}"
        kinds = kinds_in(text, numbers)
        # `as_it_is` has the kinds that the writer has chosen to publish.
        if set(kinds) - {*self.accepted, *self.data.get("as_it_is", "").split()}:
            self.personal = {kind: LABELS[kind] for kind in kinds}
            raise forms.ValidationError(
                _("Everyone will see this. Do you want to leave it out?"), code="personal"
            )
        return data

    def get_comment_model(self):
        return PostComment

    def get_comment_create_data(self, site_id=None):
        now = timezone.now()
        return {
            "content_type": ContentType.objects.get_for_model(self.target_object),
            "object_pk": str(self.target_object.pk),
            "site_id": settings.SITE_ID,
            "user_name": self.cleaned_data.get("name", ""),
            "comment": self.cleaned_data["comment"],
            "submit_date": now,
            "is_public": False,
            "post_id": self.target_object.pk,
            "language": self.language,
            "reply_to": self.answered and self.answered.parent_of_reply,
            "submitted": now,
            "idempotency_key": self.key,
            "token_hash": hash_of(make_token(self.key)),
        }

    def get_comment_object(self, site_id=None):
        comment = super().get_comment_object(site_id)
        comment.content_object = self.target_object
        return comment

    @property
    def follow_up_email(self):
        """Address for emails about the comment, or "" if the reader wants none."""
        return self.cleaned_data.get("follow_up", "")

    def check_for_duplicate_comment(self, new):
        # The form token detects repeated submissions. Two readers may write the same text.
        return new


class EditForm(CommentForm):
    """Form in which the writer of a stored comment changes it."""

    follow_up = None  # type: ignore[assignment]  # None removes the field
