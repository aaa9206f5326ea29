"""A reader who writes comments and wants mails about them, and the moderator who decides."""

import re

from django.apps import apps

from alerts.comments.models import FollowUp, PostComment, Status
from alerts.comments.services import Decision, set_status
from tests.support.reader_form import form_address, form_fields, parse, write

ADDRESS = "xamdi@elsewhere.example"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def main(response):
    return parse(response).main.get_text(" ", strip=True)


def confirm_path(mail):
    """Where the link in the mail that asks leads."""
    return re.search(r"/\w+/comment/confirm/[^/\s]+/", mail.body)[0]


def stop_path(mail):
    """Where the mail program sends its one click."""
    return mail.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")


def press(client, path, headers=None, **fields):
    """Open the page at `path` and press its button."""
    return client.post(path, form_fields(client.get(path)) | fields, headers=headers)


def everything_stored(*but):
    """All that the tables hold, but those of these models, as one text."""
    return "\n".join(
        repr(row)
        for model in apps.get_models()
        if model not in but
        for row in model._base_manager.values_list()
    )


class Writer:
    """What happens to the address of one who comments on `post`, with a worker that is quick."""

    def __init__(self, client, post, moderator, work, outbox):
        self.client, self.post, self.moderator = client, post, moderator
        self.work, self.outbox = work, outbox

    def leave(self, email=ADDRESS, language="en", **fields):
        """Write a comment and leave this address; returns the comment."""
        address = form_address(self.post, language)
        answer = write(self.client, address, follow_up=email, **fields)
        assert answer.status_code == 302
        self.work()
        return PostComment.objects.latest("pk")

    def confirm(self, *args, **fields):
        """As `leave`, and confirm the address; no mail is left in the outbox."""
        comment = self.leave(*args, **fields)
        press(self.client, confirm_path(self.outbox[-1]))
        assert FollowUp.objects.get(comment=comment).confirmed_at
        self.outbox.clear()
        return comment

    def decide(self, comment, status=Status.PUBLISHED):
        set_status(comment.pk, Decision(status, by=self.moderator))
        self.work()

    @property
    def subjects(self):
        return [mail.subject for mail in self.outbox]
