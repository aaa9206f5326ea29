"""Servers that the benchmarks measure."""

import contextlib
import socket
import subprocess
import time


@contextlib.contextmanager
def serving(port, command, **options):
    """Run a server during the context. Yield `port` when the server accepts connections there.

    After about ten seconds, yield `port` in any case.
    """
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **options)  # noqa: S603
    try:
        for _ in range(100):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()
