"""Servers that the benchmarks measure."""

import contextlib
import socket
import subprocess
import time


@contextlib.contextmanager
def serving(port, command, **options):
    """Run a server, and yield its process when it accepts connections or after a minute."""
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **options)  # noqa: S603
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait()
