"""A reader who comments and asks for follow-up emails, and a moderator who decides."""

import re

from alerts.comments.models import FollowUp, PostComment, Status
from alerts.comments.services import Decision, set_status
from tests.support.reader_form import form_address, form_fields, write
from tests.support.soup import parse

ADDRESS = "xamdi@elsewhere.example"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def main(response):
    return parse(response).main.get_text(" ", strip=True)


def confirm_path(mail):
    return re.search(r"/\w+/comment/confirm/[^/\s]+/", mail.body)[0]


def stop_path(mail):
    return mail.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")


def press(client, path, headers=None, **fields):
    return client.post(path, form_fields(client.get(path)) | fields, headers=headers)


class Writer:
    """Reader who comments on `post`. `work` runs the worker until no task is due."""

    def __init__(self, client, post, moderator, work, outbox):
        self.client, self.post, self.moderator = client, post, moderator
        self.work, self.outbox = work, outbox

    def leave(self, email=ADDRESS, language="en", **fields):
        """Write a comment, and ask for follow-up emails to `email`."""
        address = form_address(self.post, language)
        answer = write(self.client, address, follow_up=email, **fields)
        assert answer.status_code == 302
        self.work()
        return PostComment.objects.latest("pk")

    def confirm(self, *args, **fields):
        """Write a comment, confirm the email address, and empty the outbox."""
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
