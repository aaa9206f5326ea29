"""Scheduled deletion of expired data. Each app registers its steps in `AppConfig.ready`."""

import logging
from collections.abc import Iterator
from typing import Protocol

from .write_ahead_log import LogIsBusy, empty_log_patiently

logger = logging.getLogger(__name__)


class Step(Protocol):
    """Function that deletes expired rows or files and returns their count.

    With `dry_run`, the function only counts them.
    """

    def __call__(self, *, dry_run: bool) -> int: ...


_steps: dict[str, Step] = {}


def register(what: str, function: Step) -> None:
    """Register `function` as a step of housekeeping. `what` names the deleted data.

    The function must be safe to run at any time, even twice at once.
    """
    _steps[what] = function


def run(*, dry_run: bool = False) -> Iterator[tuple[str, int | None]]:
    """Run all steps in the order of registration. Yield the name and the count of each step.

    If a step fails, log the error, yield None as its count, and continue with the next step. With
    `dry_run`, the steps only count. Otherwise, empty the database's log at the end, so that no
    file holds deleted data. If the log cannot be emptied, yield a name for the log and None.
    """
    for what, step in _steps.items():
        number: int | None
        try:
            number = step(dry_run=dry_run)
        except Exception as error:
            logger.error("Housekeeping failed: %s", what, exc_info=error)
            number = None
        yield what, number
    if not dry_run:
        try:
            empty_log_patiently()
        except LogIsBusy as error:
            logger.error("Deleted data may still be in the database's log", exc_info=error)
            yield "the database's log", None
