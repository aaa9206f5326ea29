"""Logger for gunicorn that hides readers' data in the error log and writes no access log."""

import os

from gunicorn import glogging

from home.logs import PrivateFormatter


class Logger(glogging.Logger):
    """Logger that formats gunicorn's records as the application does.

    The arbiter process creates this object and handles no requests, so its messages are printed in
    full. Only messages from its workers can contain readers' data, such as IP addresses.
    """

    def setup(self, cfg):
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(PrivateFormatter(trusted_process=os.getpid()))

    def access(self, resp, req, environ, request_time):
        """Write nothing, whatever `accesslog` is set to."""
