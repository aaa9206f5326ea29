"""Test settings with Oromo.

The environment variable OROMO_LOCALE names the folder of the Oromo catalog.
"""

import os

from django.conf.locale import LANG_INFO

from config.settings.test import *  # noqa: F403
from config.settings.test import LANGUAGES, LOCALE_PATHS

LANG_INFO["om"] = {"bidi": False, "code": "om", "name": "Oromo", "name_local": "Oromoo"}
LANGUAGES = [*LANGUAGES, ("om", "Oromo")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LOCALE_PATHS = [*LOCALE_PATHS, os.environ["OROMO_LOCALE"]]
