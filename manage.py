#!/usr/bin/env python
"""Django's command-line utility. It uses production settings by default."""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    # `site/` is a plain folder, because a package would shadow Python's `site` module.
    sys.path.insert(1, str(Path(__file__).resolve().parent / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

    from django.core.management import execute_from_command_line

    from home.logs import log_uncaught_errors

    if not sys.stderr.isatty():  # output to a terminal is not kept
        log_uncaught_errors()
    execute_from_command_line(sys.argv)
