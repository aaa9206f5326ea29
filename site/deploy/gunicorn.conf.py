"""gunicorn on a small server: two workers, threads for slow phones, no reader's data in a log."""

pythonpath = "site"
wsgi_app = "config.wsgi"
bind = "127.0.0.1:8000"
workers = 2
threads = 4
worker_class = "gthread"
logger_class = "config.gunicorn_logger.Logger"
# The application decides which headers of a proxy it believes (TRUSTED_PROXIES); a proxy passes on
# a reader's SCRIPT_NAME or X-Forwarded-Ssl, with which gunicorn would refuse the request.
forwarder_headers = ""
secure_scheme_headers = {}
max_requests = 2000
max_requests_jitter = 200
control_socket_disable = True
