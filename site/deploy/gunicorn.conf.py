"""gunicorn on a small server: two workers, threads for slow phones, no access log of readers."""

pythonpath = "site"
wsgi_app = "config.wsgi"
bind = "127.0.0.1:8000"
workers = 2
threads = 4
worker_class = "gthread"
accesslog = None  # an access log would keep readers' addresses
max_requests = 2000
max_requests_jitter = 200
control_socket_disable = True
