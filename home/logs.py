"""What our own logs must not keep."""

import logging
import re
import traceback

# The token in the address of a volunteer's link, of a comment's private page, or in a mail about a
# comment: it is the key to it.
TOKEN = re.compile(r"(/(?:translate|comment)/(?:(?:confirm|stop)/)?)[\w.-]+")


class WithoutTokens(logging.Filter):
    """Takes the tokens out of the addresses in a record; lets every record pass."""

    def filter(self, record):
        record.msg, record.args = TOKEN.sub(r"\1…", record.getMessage()), ()
        return True


def log_failure(logger, what, error):
    """Log `error` by its class and where it was raised: its message may quote what a reader sent."""
    place = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s: %s\n%s", what, type(error).__qualname__, place)
