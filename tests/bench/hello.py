"""Reference site for benchmarks: one Django view, with its settings and URLs in the same file."""

import os
import sys

from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

SECRET_KEY = "only-for-the-bench"
ALLOWED_HOSTS = ["127.0.0.1"]
MIDDLEWARE = []
ROOT_URLCONF = __name__


def hello(request):
    return HttpResponse("hello")


urlpatterns = [path("", hello)]

if os.environ.get("DJANGO_SETTINGS_MODULE") == __name__ and "gunicorn" in sys.argv[0]:
    application = get_wsgi_application()
