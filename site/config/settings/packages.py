"""Settings for Wagtail and other third-party packages, shared by all environments."""

# Wagtail

WAGTAIL_SITE_NAME = "No More Deportations"
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English")]
WAGTAIL_I18N_ENABLED = True
# American notation; home.typed_dates defines what users may type.
WAGTAIL_DATE_FORMAT = "%m/%d/%Y"
WAGTAIL_TIME_FORMAT = "%I:%M %p"
WAGTAIL_DATETIME_FORMAT = "%m/%d/%Y %I:%M %p"
# All times are in Minnesota's time zone, so user profiles offer no other.
WAGTAIL_USER_TIME_ZONES = ["America/Chicago"]
WAGTAILIMAGES_IMAGE_MODEL = "media.CustomImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.CustomDocument"
WAGTAILIMAGES_IMAGE_FORM_BASE = "home.media.forms.ImageForm"
WAGTAILIMAGES_RENDITION_STORAGE = "renditions"  # made from clean originals: not cleaned again
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000  # enough for phones; takes 150 MB of memory
WAGTAILDOCS_DOCUMENT_FORM_BASE = "home.media.forms.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
# Browsers of the admin must not contact other hosts either.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# A shared password would set a cookie for readers; instead they sign in to see restricted pages.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_FRONTEND_LOGIN_URL = "/admin/login/"
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "home.people.password_reset.PasswordResetForm"  # noqa: S105
# Milliseconds after which the editor saves a changed draft. Wagtail's default of 500 would send a request
# for every few letters.
WAGTAIL_AUTOSAVE_INTERVAL = 5_000
# Off: editors publish by themselves and translators submit for review in the translation admin, so
# nobody would read the workflow's queue.
WAGTAIL_WORKFLOW_ENABLED = False
# Submitting a page for translation must not publish its English as a translation.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# Deleting a page must not delete its translators' texts.
WAGTAILLOCALIZE_DISABLE_ON_DELETE = True

# Django REST framework, which wagtail-localize's editor uses: its pages need templates of an app that
# is not installed
REST_FRAMEWORK = {"DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"]}

# django-csp: no external content, and no inline script or style

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "media-src": ["'self'"],  # recordings
        "connect-src": ["'self'"],  # a script opens the comment form in place
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
# The Wagtail admin needs inline style.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "base-uri": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'self'"],
}

# The admin's editors and previews need inline scripts as well; `home.admin.policy` lists the views.
EDITOR_CONTENT_SECURITY_POLICY = ADMIN_CONTENT_SECURITY_POLICY | {
    "script-src": ["'self'", "'unsafe-inline'"],
}

# django-allauth, for the second factor only: Wagtail has the accounts, and the people app the limits

LOGIN_URL = "/admin/login/"
LOGIN_REDIRECT_URL = "/admin/"
ACCOUNT_ADAPTER = "home.people.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_RATE_LIMITS = False  # They would put addresses into the cache.
MFA_ADAPTER = "home.people.adapters.MFAAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RATE_LIMITS = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # Clocks of phones are up to half a minute off.
MFA_FORMS = {
    "authenticate": "home.people.second_factor_forms.AuthenticateForm",
    "reauthenticate": "home.people.second_factor_forms.ReauthenticateForm",
}

# Comments

COMMENTS_APP = "django_comments_xtd"
COMMENTS_XTD_MODEL = "alerts.comments.models.PostComment"
COMMENTS_XTD_CONFIRM_EMAIL = (
    False  # its links carry address and text; ours use the key of the form token
)
COMMENTS_XTD_MAX_THREAD_LEVEL = 2
COMMENT_MAX_LENGTH = 3000
