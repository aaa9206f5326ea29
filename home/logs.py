"""Log output without readers' data.

A message, its arguments, or the text of an exception can contain request data. `PrivateFormatter`
hides all three, unless they are known to be safe.
"""

import logging
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import EnvError

logger = logging.getLogger(__name__)

# Loggers whose messages hold only IDs and names from the code. Their exceptions are still hidden.
TRUSTED_LOGGERS = {"home", "alerts", "config", "django_tasks", "django_tasks_db"}
# Exceptions about the installation, whose text tells the operator what to fix.
INSTALLATION_ERRORS = (ImproperlyConfigured, EnvError, ImportError)
# Attributes in which database drivers and smtplib keep an error code.
ERROR_CODES = ("sqlite_errorname", "sqlstate", "smtp_code")
HIDDEN_ARGUMENT = "…"
HIDDEN_MESSAGE = "message hidden because it may quote a request"


class PrivateFormatter(logging.Formatter):
    """Log formatter that omits texts that may come from a request.

    Messages of `TRUSTED_LOGGERS`, and of the process with the ID `trusted_process`, are printed in
    full.
    """

    def __init__(self, trusted_process: int | None = None) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s[%(process)d]: ")
        self.trusted_process = trusted_process

    def format(self, record: logging.LogRecord) -> str:
        record.asctime = self.formatTime(record)
        text = self.formatMessage(record)
        text += record.getMessage() if self._is_trusted(record) else _fixed_text(record)
        if record.exc_info and record.exc_info[1]:
            text += "\n" + private_traceback(record.exc_info[1])
        return text

    def _is_trusted(self, record: logging.LogRecord) -> bool:
        logger_name = record.name.partition(".")[0]
        return logger_name in TRUSTED_LOGGERS or record.process == self.trusted_process


def _fixed_text(record: logging.LogRecord) -> str:
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


def private_traceback(error: BaseException) -> str:
    """Return a traceback of `error` and its causes, with texts of `INSTALLATION_ERRORS` only."""
    return "\n".join(
        "".join(traceback.format_tb(cause.__traceback__)) + _describe(cause)
        for cause in _chain(error)
    )


def _numbers_only(args: Any) -> Any:  # a tuple or a dict, as in `LogRecord.args`
    if isinstance(args, dict):
        return {name: _number(value) for name, value in args.items()}
    return tuple(_number(value) for value in args)


def _number(value: object) -> object:
    return value if isinstance(value, (int, float)) else HIDDEN_ARGUMENT


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    errors: dict[int, BaseException] = {}
    while error is not None and id(error) not in errors:
        errors[id(error)] = error
        context = None if error.__suppress_context__ else error.__context__
        error = error.__cause__ or context
    return reversed(errors.values())


def _describe(error: BaseException) -> str:
    kind = type(error)
    name = f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, INSTALLATION_ERRORS):
        return f"{name}: {error}"
    codes = [getattr(error, attribute, None) for attribute in ERROR_CODES]
    if isinstance(number := getattr(error, "errno", None), int):
        codes.append(os.strerror(number))
    return " ".join([name, *(f"[{code}]" for code in codes if isinstance(code, (int, str)))])


def log_uncaught_errors() -> None:
    """Send uncaught exceptions and Python's warnings to the log.

    By default, Python prints their messages, which can have readers' data, to standard error.
    """

    def uncaught(kind, error, trace):
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            logger.critical("Uncaught exception", exc_info=(kind, error, trace))

    sys.excepthook = uncaught
    threading.excepthook = lambda args: args.exc_type is SystemExit or uncaught(*args[:3])
    sys.unraisablehook = lambda args: uncaught(args.exc_type, args.exc_value, args.exc_traceback)
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # otherwise a handler that fails prints the record's arguments
