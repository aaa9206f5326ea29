"""Logger for gunicorn that hides readers' data in the error log and writes no access log."""

import os

from gunicorn import glogging

from home.logs import PrivateFormatter


class Logger(glogging.Logger):
    def setup(self, cfg):
        super().setup(cfg)
        # The arbiter, which runs this, handles no requests: its messages hold no readers' data.
        for handler in self.error_log.handlers:
            handler.setFormatter(PrivateFormatter(trusted_process=os.getpid()))

    def access(self, resp, req, environ, request_time):
        """Write nothing, whatever `accesslog` is set to."""
