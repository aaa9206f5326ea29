"""Test settings with Latin.

The environment variable CATALOG_FOLDER names the folder of the Latin catalog.
"""

import os

from django.conf.locale import LANG_INFO

from config.settings.test import *  # noqa: F403
from config.settings.test import LANGUAGES, LOCALE_PATHS

LANG_INFO["la"] = {"bidi": False, "code": "la", "name": "Latin", "name_local": "Latina"}
LANGUAGES = [*LANGUAGES, ("la", "Latin")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LOCALE_PATHS = [*LOCALE_PATHS, os.environ["CATALOG_FOLDER"]]
