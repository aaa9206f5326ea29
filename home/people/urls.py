"""URLs of the second factor, below /admin/second-factor/.

The patterns have the names by which allauth reverses them.
"""

from allauth.account.views import reauthenticate
from allauth.mfa import urls as mfa_urls
from django.urls import include, path

from . import second_factor_views as views

urlpatterns = [
    # These replace allauth's views, which check less.
    path("", views.start, name="mfa_index"),
    path("totp/activate/", views.activate_totp, name="mfa_activate_totp"),
    path("totp/deactivate/", views.deactivate_totp, name="mfa_deactivate_totp"),
    path("webauthn/add/", views.add_passkey, name="mfa_add_webauthn"),
    path("webauthn/keys/<int:pk>/remove/", views.remove_passkey, name="mfa_remove_webauthn"),
    path("", include(mfa_urls)),
    path("password/", reauthenticate, name="account_reauthenticate"),
    path("code/", views.FirstFactorView.as_view(), name="type_factor_code"),
    path("code/<str:code>/", views.FirstFactorView.as_view(), name="first_factor"),
    path("continue/", views.go_on, name="second_factor_continue"),
]
