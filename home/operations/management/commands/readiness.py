"""Command that runs the readiness checks."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from ... import readiness, rendering


class Command(BaseCommand):
    help = "Run the checks of /readyz, such as database, worker and backup, and print the reasons."
    # The checks of Django come later than ours, which say more.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--before-start",
            action="store_true",
            help="Check only what a service needs to start, and stop at the first problem.",
        )
        parser.add_argument(
            "--render",
            action="store_true",
            help="If all is well, also render the home pages and the admin's sign-in page.",
        )
        parser.add_argument(
            "--wait", type=int, default=0, metavar="SECONDS", help="Try again until all is well."
        )

    def handle(self, *, before_start, render, wait, **options):
        end = time.monotonic() + wait
        while True:
            results = list(readiness.results(before_start=before_start))
            if render and all(result.is_ok for result in results):
                results += rendering.results()
            problems = [result for result in results if not result.is_ok]
            if not problems or time.monotonic() >= end:
                break
            connections.close_all()
            time.sleep(1)
        for result in results:
            self.stdout.write(f"{result.name}: {result.problem or 'ok'}")
        if problems:
            names = "; ".join(f"{result.name}: {result.problem}" for result in problems)
            raise CommandError(f"The site is not ready. {names}")
