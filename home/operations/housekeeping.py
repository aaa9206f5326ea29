"""Scheduled deletion of expired data. Each app registers its steps in `AppConfig.ready`."""

import logging
from collections.abc import Iterator
from typing import Protocol

from .write_ahead_log import LogIsBusy, empty_log_patiently

logger = logging.getLogger(__name__)


class Step(Protocol):
    """Function that deletes expired rows or files unless `dry_run`, and returns their count."""

    def __call__(self, *, dry_run: bool) -> int: ...


_steps: dict[str, Step] = {}


def register(what: str, function: Step) -> None:
    """Register a step that deletes the data called `what`. It must be safe to run twice at once."""
    _steps[what] = function


def run(*, dry_run: bool = False) -> Iterator[tuple[str, int | None]]:
    """Run all steps. Yield the name and the count of each, with None for one that failed."""
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
