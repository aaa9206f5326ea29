#!/usr/bin/env python
"""Django's command line. Settings are production's unless DJANGO_SETTINGS_MODULE says otherwise."""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    # `site/` is a plain folder, not a package: as a package it would shadow Python's own `site`.
    sys.path.insert(1, str(Path(__file__).resolve().parent / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

    from django.core.management import execute_from_command_line

    from home.logs import log_uncaught_errors

    if not sys.stderr.isatty():  # what goes to a terminal is not kept
        log_uncaught_errors()
    execute_from_command_line(sys.argv)
