"""Command that visits a running site, and fails if the site breaks rules about privacy."""

import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from home.migrated_command import MigratedCommand

from ...privacy import browser, rules, traces, visits

UNITS = ("campaign", "campaign-worker", "campaign-backup", "caddy")


class Command(MigratedCommand):
    help = (
        "Visit every type of page of the running site at URL in all languages, as a stranger and, if"
        " it is installed, in Chromium, and fail if it sets a cookie, leads to another host, lacks a"
        " security header, or leaves something in the browser. For the site of SITE_URL, also search"
        " the database, the files, the cache and the logs for the visit."
    )
    # Only the search of the database needs its tables.
    requires_migrations_checks = False
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("url", help="Address of the site, such as https://campaign.example.")
        parser.add_argument(
            "--here",
            action="store_true",
            help="Search here for traces of the visit, even if URL is not SITE_URL.",
        )
        parser.add_argument(
            "--log",
            action="append",
            type=Path,
            default=[],
            help="A log to search, such as that of another proxy. Can be repeated.",
        )
        parser.add_argument(
            "--per-type",
            type=int,
            default=2,
            help="Addresses to visit of each type of page and language (2).",
        )
        parser.add_argument(
            "--language",
            action="append",
            choices=[code for code, _name in settings.LANGUAGES],
            help="Visit only this language; by default all. Can be repeated.",
        )
        parser.add_argument("--no-browser", action="store_true", help="Do not use Chromium.")

    def handle(self, *, url, log, **options):
        site = self._site(url, log, options["per_type"])
        is_here = options["here"] or site == settings.SITE_URL
        if is_here:
            self.check_migrations()
        canaries, started = traces.Traces.new(), timezone.now()
        starts = {path: path.stat().st_size for path in log}
        languages = options["language"] or [code for code, _name in settings.LANGUAGES]
        visitor = visits.Visitor(site, canaries, options["per_type"], languages)
        found = self._visit(visitor)
        if reason := "--no-browser" if options["no_browser"] else browser.reason_without():
            self._leave_out("Chromium", reason)
        else:
            for place, sentence in browser.problems(visitor.pages.values(), visitor.own, canaries):
                found.setdefault(sentence, []).append(place)
        for path, start in starts.items():
            lines = _lines_since(path, start)
            found |= {sentence: [] for sentence in traces.in_lines(canaries, lines, str(path))}
        if is_here:
            found |= {sentence: [] for sentence in self._traces(canaries, started)}
            found |= {sentence: [] for sentence in self._journal(canaries, started)}
        else:
            self._leave_out("Database, files, cache, journal", f"{site} is not SITE_URL: --here")
        kinds = sum(visitor.kinds.values())
        self.stdout.write(f"Visited: {kinds} addresses of {len(visitor.kinds)} types.")
        if found:
            lines = [_line(sentence, places) for sentence, places in found.items()]
            raise CommandError("\n".join([f"Broken promises: {len(lines)}", *lines]))
        self.stdout.write("No cookie, no other host, no missing header and no trace was found.")

    @staticmethod
    def _site(url, logs, per_type):
        address = urlsplit(url)
        if address.scheme not in {"http", "https"} or not address.netloc:
            raise CommandError(f"“{url}” is not an address that begins with http.")
        if per_type < 1:
            raise CommandError("At least one address of each type must be visited.")
        for path in logs:
            if not path.is_file():
                raise CommandError(f"There is no log {path}.")
        return f"{address.scheme}://{address.netloc}"

    def _visit(self, visitor):
        found = {}
        try:
            for answer in visitor.answers():
                for sentence in rules.problems(answer, visitor.own):
                    found.setdefault(sentence, []).append(answer.asked)
        except requests.RequestException as error:
            raise CommandError(
                f"{visitor.site} does not answer ({type(error).__name__})."
            ) from error
        return found

    def _traces(self, canaries, since):
        yield from traces.in_database(canaries)
        yield from traces.in_files(canaries, since)
        yield from traces.in_cache(canaries)

    def _journal(self, canaries, since):
        if not Path("/run/systemd/system").is_dir() or not shutil.which("journalctl"):
            self._leave_out("The journal", "systemd does not run here; name logs with --log")
            return
        units = [argument for unit in UNITS for argument in ("-u", unit)]
        done = subprocess.run(  # noqa: S603
            ["journalctl", *units, "--since", f"@{int(since.timestamp())}", "-o", "cat", "-q"],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or "not seeing messages" in done.stderr:
            self._leave_out("The journal", "this user may not read it; run journalctl as root")
        yield from traces.in_lines(canaries, done.stdout.splitlines(), "the journal")

    def _leave_out(self, what, reason):
        self.stdout.write(f"Left out: {what} ({reason}).")


def _lines_since(path, start):
    with path.open("rb") as file:
        # A log that has become shorter was begun anew.
        file.seek(start if path.stat().st_size >= start else 0)
        return file.read().decode(errors="replace").splitlines()


def _line(sentence, places):
    if not places:
        return f"- {sentence}"
    more = f", and {len(places) - 1} more" if len(places) > 1 else ""
    return f"- {sentence}: {places[0]}{more}"
