"""Gunicorn settings for a small server."""

import gc
import os

pythonpath = "site"
wsgi_app = "config.wsgi"
bind = "127.0.0.1:8000"
workers = 2
threads = 4
worker_class = "gthread"
# The workers share the memory of what is loaded before they are forked.
preload_app = True
logger_class = "config.gunicorn_logger.Logger"
# The application decides which proxy headers it trusts (TRUSTED_PROXIES). A proxy passes on a
# reader's SCRIPT_NAME or X-Forwarded-Ssl, for which gunicorn would refuse the request.
forwarder_headers = ""
secure_scheme_headers = {}
max_requests = 2000
max_requests_jitter = 200
control_socket_disable = True


def on_starting(server):
    """Discard the stored pages: new code may render them differently, or the cache may be off."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
    from home.operations.page_cache import storage  # noqa: PLC0415 (needs the paths that gunicorn adds)

    storage.discard_current()


on_reload = on_starting


def when_ready(server):
    """Load what each worker would load at its first requests, before the workers are forked."""
    from config.wsgi import load_all  # noqa: PLC0415 (needs the paths that gunicorn adds)

    load_all()
    # The collector would write to the shared memory, which then would be copied.
    gc.collect()
    gc.freeze()


def post_worker_init(worker):
    """Start the background thread of a worker, because threads do not survive a fork."""
    worker.wsgi.start_threads()
