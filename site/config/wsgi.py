"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
application = get_wsgi_application()

# A database that was restored by hand may hold what was erased or withdrawn since its back-up: that
# goes before anything is served.
from home.operations import ledger  # noqa: E402  needs the apps

ledger.replay()
