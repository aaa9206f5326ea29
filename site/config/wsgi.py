"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
application = get_wsgi_application()

# A restored database may hold what was erased since its back-up: it goes before anything is served.
from alerts.comments.forgetting import replay  # noqa: E402  needs the apps

replay()
