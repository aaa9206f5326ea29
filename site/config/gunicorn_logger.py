"""gunicorn's error log without readers' data, and no access log."""

import os

from gunicorn import glogging

from home.logs import PrivateFormatter


class Logger(glogging.Logger):
    """Format what gunicorn logs as the application does.

    The arbiter, which makes this object, never reads a request: only what its workers
    log can hold an address or a query.
    """

    def setup(self, cfg):
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(PrivateFormatter(trusted_process=os.getpid()))

    def access(self, resp, req, environ, request_time):
        """Write nothing, whatever `accesslog` says."""
