"""Queues the question to whoever left an address with a comment."""

from home import mail

from .emails import confirm_email


def ask_whoever_left_an_address(comment, **kwargs):
    """The reader's form has stored a comment."""
    if hasattr(comment, "follow_up"):
        mail.queue(confirm_email, comment.follow_up.pk)
