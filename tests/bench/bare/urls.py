"""URLs of the bare Wagtail project."""

from django.urls import include, path
from wagtail import urls

urlpatterns = [path("", include(urls))]
