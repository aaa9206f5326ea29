"""Settings for languages, the time zone and telephone numbers, shared by all environments."""

from datetime import date

from django.conf.locale import LANG_INFO

# Django and Wagtail lack Somali and Hmong.
LANG_INFO.update(
    {
        "so": {"bidi": False, "code": "so", "name": "Somali", "name_local": "Soomaali"},
        "hmn": {"bidi": False, "code": "hmn", "name": "Hmong", "name_local": "Hmoob"},
        # For browsers that request White or Green Hmong.
        "mww": {"fallback": ["hmn"]},
        "hnj": {"fallback": ["hmn"]},
    }
)
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Spanish"), ("so", "Somali"), ("hmn", "Hmong")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
FORMAT_MODULE_PATH = ["home.formats"]
# The day on which a fluent reader reviewed the interface in a language, as {"es": date(…)}. In any
# other language the footer calls the interface a machine draft.
INTERFACE_REVIEWED_ON: dict[str, date] = {}
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Chicago"
PHONENUMBER_DEFAULT_REGION = "US"
PHONENUMBER_DEFAULT_FORMAT = "NATIONAL"
PHONENUMBER_DB_FORMAT = "RFC3966"  # E.164 would drop extensions
