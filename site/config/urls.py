"""URL configuration of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView
from wagtail.admin import urls as admin_urls
from wagtail.urls import serve_pattern
from wagtail.utils.urlpatterns import decorate_urlpatterns

from alerts.calls import urls as call_urls
from alerts.comments.reader import urls as comment_urls
from alerts.sharing import urls as sharing_urls
from alerts.style_guide.views import style_guide
from home import views
from home.admin.object_access import guard
from home.admin.policy import with_admin_policy
from home.media import urls as media_urls
from home.media import views as media_views
from home.people import urls as people_urls
from home.people.second_factor_views import NewPasswordView
from home.people.sign_in import SignInView
from home.sitemaps import sitemap
from home.translation.volunteers import urls as translation_urls

handler400 = "home.views.bad_request"
handler403 = "home.views.permission_denied"
handler404 = "home.views.not_found"
handler500 = "home.views.server_error"

# For signed-in users.
private = [
    path(
        "admin/login/",
        never_cache(with_admin_policy(SignInView.as_view())),
        name="account_login",
    ),
    path(
        "admin/password_reset/confirm/<uidb64>/<token>/",
        with_admin_policy(NewPasswordView.as_view()),
        name="wagtailadmin_password_reset_confirm",
    ),
    path(
        "admin/second-factor/",
        include(decorate_urlpatterns(people_urls.urlpatterns, never_cache)),
    ),
    path(
        "admin/",
        include(
            decorate_urlpatterns(
                decorate_urlpatterns(list(admin_urls.urlpatterns), guard), with_admin_policy
            )
        ),
    ),
    # Wagtail reverses this name for a restricted page even if WAGTAIL_FRONTEND_LOGIN_URL is set.
    path(
        "_util/login/",
        RedirectView.as_view(pattern_name="wagtailadmin_login", query_string=True),
        name="wagtailcore_login",
    ),
]

# Without a language prefix.
public = [
    path("", views.front_door),
    path("robots.txt", views.robots),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemap, name="sitemap_section"),
    path("healthz", views.health),
    path("readyz", views.ready),
    path("styleguide/", style_guide),
    re_path(r"^documents/(\d+)/(.*)$", media_views.document, name="wagtaildocs_serve"),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        media_views.no_shared_password,
        name="wagtaildocs_authenticate_with_password",
    ),
    re_path(r"^media/([a-z_]+/[0-9a-f]{32}\.[a-z0-9]+)$", media_views.upload),
]

# In the language of the prefix.
localised = i18n_patterns(
    path("", include(comment_urls)),
    path("", include(call_urls)),
    path("", include(sharing_urls)),
    path("", include(media_urls)),
    path("translate/", include(translation_urls)),
    re_path(serve_pattern, views.serve_page, name="wagtail_serve"),
)

urlpatterns = private + public + localised
