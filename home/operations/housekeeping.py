"""Scheduled deletion. Each app registers its steps in `AppConfig.ready`."""

import logging

logger = logging.getLogger(__name__)

_steps = {}


def register(what, function):
    """Register `function` as a step of `manage.py housekeeping`; `what` names what it deletes.

    The function takes `dry_run` (change nothing) and returns the count of deleted rows or files. It
    must be safe to run at any time, also twice at once.
    """
    _steps[what] = function


def run(*, dry_run=False):
    """Run all steps in the order of registration; yield (what, count).

    A step that fails is logged, yields the count None, and does not stop the others.
    """
    for what, step in _steps.items():
        try:
            number = step(dry_run=dry_run)
        except Exception as error:
            logger.error("Housekeeping failed: %s", what, exc_info=error)
            number = None
        yield what, number
