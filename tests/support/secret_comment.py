"""A comment with texts that tests can recognize wherever they are copied."""

from alerts.comments.models import Status
from tests import factories as make

SECRETS = ["Secretwords", "Secretname", "Secretbefore", "Secretdetail", "Secretearlier"]


def secret_comment(post, status=Status.PUBLISHED, **fields):
    """Create a comment with a secret text in each column for text from a reader."""
    return make.own_comment(
        post,
        "token",
        status=status,
        text="Secretwords",
        user_name="Secretname",
        redaction={"original": "Secretbefore", "original_name": "Secretearlier"},
        screening={"reasons": [["link", 2, "Secretdetail"]], "score": 2, "cluster": 7},
        **fields,
    )
