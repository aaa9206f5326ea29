"""URLs of the second factor, below /admin/second-factor/, under the names that allauth expects."""

from allauth.account.views import reauthenticate
from allauth.mfa import urls as mfa_urls
from django.urls import include, path

from .second_factor_views import go_on

urlpatterns = [
    path("", include(mfa_urls)),
    path("password/", reauthenticate, name="account_reauthenticate"),
    path("continue/", go_on, name="second_factor_continue"),
]
