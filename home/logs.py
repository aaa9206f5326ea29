"""What our own logs must not keep."""

import logging
import re

# The token in the address of a volunteer's link, of a comment's private page, or in a mail about a
# comment: it is the key to it.
TOKEN = re.compile(r"(/(?:translate|comment)/(?:(?:confirm|stop)/)?)[\w.-]+")


class WithoutTokens(logging.Filter):
    """Takes the tokens out of the addresses in a record; lets every record pass."""

    def filter(self, record):
        record.msg, record.args = TOKEN.sub(r"\1…", record.getMessage()), ()
        return True
