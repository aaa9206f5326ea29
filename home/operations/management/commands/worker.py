"""Command that runs the task queue and the scheduled jobs."""

import logging
import threading

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.crypto import get_random_string

from ... import readiness, schedule, workers
from ...page_cache.renewal import keep_current

logger = logging.getLogger(__name__)

# Seconds between two checks whether a job is due.
LOOK = 2


class Command(BaseCommand):
    help = (
        "Run the tasks of the durable queue, scheduled publication and expiry, and the daily jobs."
        " Two workers can run at the same time."
    )

    # They would load all views, which take 35 MB and which a worker rarely needs. `readiness` and
    # the installer check the site.
    requires_system_checks = []

    def handle(self, **options):
        for result in readiness.results(before_start=True):
            if not result.is_ok:
                raise CommandError(f"The worker does not start. {result.problem}")
        # A restored database must repeat erasures before anything is published or emailed.
        call_command("replayerasures", stdout=self.stdout)
        worker_id = get_random_string(32)
        stopping = threading.Event()
        # One thread per job, so that none waits for another job or for a long task.
        threads = [
            threading.Thread(target=_repeat, args=(action, argument, pause, stopping), daemon=True)
            for action, argument, pause in (
                (workers.beat, worker_id, workers.BEAT.total_seconds()),
                *((schedule.run_if_due, name, LOOK) for name in schedule.jobs),
            )
        ]
        for thread in threads:
            thread.start()
        keep_current()
        try:
            call_command(
                "db_worker",
                "--backend=durable",
                "--queue-name=*",
                f"--worker-id={worker_id}",
                "--no-reload",
                verbosity=options["verbosity"],
            )
        finally:
            stopping.set()
            # A signal may have interrupted a statement and left a transaction open.
            connections.close_all()
            for thread in threads:
                thread.join(timeout=10)
            workers.leave(worker_id)


def _repeat(action, argument, pause, stopping):
    while not stopping.is_set():
        try:
            action(argument)
        except Exception as error:
            logger.error("The worker could not run %s", action.__name__, exc_info=error)
        finally:
            connections.close_all()
        stopping.wait(pause)
