"""Scheduled deletion. Each app registers its steps in `AppConfig.ready`."""

import logging

logger = logging.getLogger(__name__)

_steps = {}


def register(what, function):
    """Make `function` a step of `manage.py housekeeping`; `what` names what it deletes.

    The function takes `dry_run` (then it changes nothing) and returns how many it
    deleted, or would. It can be run again at any time, and twice at once.
    """
    _steps[what] = function


def run(*, dry_run=False):
    """Run all steps, in the order of their registration; yields (what, number).

    A step that fails is logged, gives the number None, and does not stop the others.
    """
    for what, step in _steps.items():
        try:
            number = step(dry_run=dry_run)
        except Exception as error:
            logger.error("Housekeeping failed: %s", what, exc_info=error)
            number = None
        yield what, number
