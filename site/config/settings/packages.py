"""What Wagtail, wagtail-localize, django-csp and the comment packages are told; the same on every server."""

# Wagtail

WAGTAIL_SITE_NAME = "No More Deportations"
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English")]
WAGTAIL_I18N_ENABLED = True
# As people write them here; what they may type is in home.typed_dates.
WAGTAIL_DATE_FORMAT = "%m/%d/%Y"
WAGTAIL_TIME_FORMAT = "%I:%M %p"
WAGTAIL_DATETIME_FORMAT = "%m/%d/%Y %I:%M %p"
# All times are Minnesota's: nobody's profile may say otherwise.
WAGTAIL_USER_TIME_ZONES = ["America/Chicago"]
WAGTAILIMAGES_IMAGE_MODEL = "media.CustomImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.CustomDocument"
WAGTAILIMAGES_IMAGE_FORM_BASE = "home.media.forms.ImageForm"
WAGTAILIMAGES_RENDITION_STORAGE = "renditions"  # made from clean originals: not cleaned again
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000  # what phones make; opened, it takes 150 MB of memory
WAGTAILDOCS_DOCUMENT_FORM_BASE = "home.media.forms.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
# The admin must call no other host either.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# A shared password would set a cookie for readers; who may see a restricted page signs in.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_FRONTEND_LOGIN_URL = "/admin/login/"
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "home.people.password_reset.PasswordResetForm"  # noqa: S105
# A page whose autosave is under way when "Publish" is pressed would be made twice, the second with
# an error of the server; and a translation could take the first half-written draft for its source.
WAGTAIL_AUTOSAVE_INTERVAL = 0
# Editors publish by themselves, translators hand in on their desk: nobody would look at what waits.
WAGTAIL_WORKFLOW_ENABLED = False
# Submitting a page must not publish its English as a translation …
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# … and deleting a page must not delete its translators' words.
WAGTAILLOCALIZE_DISABLE_ON_DELETE = True

# django-csp: nothing from elsewhere, and no inline script or style

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
# The Wagtail admin and its previews need inline script and style.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": ["'self'"],
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "base-uri": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'self'"],
}

# Comments

COMMENTS_APP = "django_comments_xtd"
COMMENTS_XTD_MODEL = "alerts.comments.models.PostComment"
COMMENTS_XTD_CONFIRM_EMAIL = (
    False  # its links carry address and text; ours are built on the form's form_token
)
COMMENTS_XTD_MAX_THREAD_LEVEL = 2
COMMENT_MAX_LENGTH = 3000
