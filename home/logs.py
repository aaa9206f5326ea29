"""Log output without readers' data.

Request data can reach a log as an argument, within a message, or in the text of an exception.
`PrivateFormatter` prints none of these: it prints the type of error, the place in the code,
numbers, and texts from our own code.
"""

import logging
import os
import sys
import threading
import traceback

from django.core.exceptions import ImproperlyConfigured
from environs import EnvError

logger = logging.getLogger(__name__)

# Loggers whose messages hold only ids and names from the code. Their exceptions are still hidden.
TRUSTED_LOGGERS = {"home", "alerts", "config", "django_tasks", "django_tasks_db"}
# Exceptions about the installation, whose text tells the operator what to fix.
INSTALLATION_ERRORS = (ImproperlyConfigured, EnvError, ImportError)
# Attributes in which database drivers and smtplib keep an error code.
ERROR_CODES = ("sqlite_errorname", "sqlstate", "smtp_code")
HIDDEN_ARGUMENT = "…"
HIDDEN_MESSAGE = "message hidden because it may quote a request"


class PrivateFormatter(logging.Formatter):
    """Log formatter that omits everything that may come from a request.

    Messages of the process `trusted_process`, which handles no requests, are printed whole.
    """

    def __init__(self, trusted_process=None):
        super().__init__("%(asctime)s %(levelname)s %(name)s[%(process)d]: ")
        self.trusted_process = trusted_process

    def format(self, record):
        record.asctime = self.formatTime(record)
        text = self.formatMessage(record)
        text += record.getMessage() if self._is_trusted(record) else _fixed_text(record)
        if record.exc_info and record.exc_info[1]:
            text += "\n" + private_traceback(record.exc_info[1])
        return text

    def _is_trusted(self, record):
        logger_name = record.name.partition(".")[0]
        return logger_name in TRUSTED_LOGGERS or record.process == self.trusted_process


def _fixed_text(record):
    """Return the part of a message that is written in the code, and its place there."""
    if record.args and isinstance(record.msg, str):
        try:
            text = record.msg % _numbers_only(record.args)
        except (TypeError, ValueError):
            text = record.msg
    else:
        text = HIDDEN_MESSAGE  # formatted before it was logged
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    place = f"view {match.view_name}" if match else f"{record.filename}:{record.lineno}"
    status = getattr(record, "status_code", None)
    return f"{text} ({status}, {place})" if status else f"{text} ({place})"


def private_traceback(error):
    """Return the places in the code and the types of `error` and its causes, without values."""
    return "\n".join(
        "".join(traceback.format_tb(cause.__traceback__)) + _describe(cause)
        for cause in _chain(error)
    )


def _numbers_only(args):
    """Return the arguments of a message with all but numbers replaced."""
    if isinstance(args, dict):
        return {name: _number(value) for name, value in args.items()}
    return tuple(_number(value) for value in args)


def _number(value):
    return value if isinstance(value, (int, float)) else HIDDEN_ARGUMENT


def _chain(error):
    """Return the exceptions that led to `error`, the first one first, and `error`."""
    errors = {}
    while error is not None and id(error) not in errors:
        errors[id(error)] = error
        context = None if error.__suppress_context__ else error.__context__
        error = error.__cause__ or context
    return reversed(errors.values())


def _describe(error):
    """Return the type of an exception, its codes, and its text only if that is safe."""
    kind = type(error)
    name = f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, INSTALLATION_ERRORS):
        return f"{name}: {error}"
    codes = [getattr(error, attribute, None) for attribute in ERROR_CODES]
    if isinstance(getattr(error, "errno", None), int):
        codes.append(os.strerror(error.errno))
    return " ".join([name, *(f"[{code}]" for code in codes if isinstance(code, (int, str)))])


def log_uncaught_errors():
    """Send uncaught errors and warnings of Python through the log.

    Python's own tracebacks and warnings end with values, and the standard error of a service is
    kept.
    """

    def uncaught(kind, error, trace):
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            logger.critical("Uncaught exception", exc_info=(kind, error, trace))

    sys.excepthook = uncaught
    threading.excepthook = lambda args: args.exc_type is SystemExit or uncaught(*args[:3])
    sys.unraisablehook = lambda args: uncaught(*args[:3])
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # otherwise a handler that fails prints the record's arguments
