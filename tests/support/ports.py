"""Free ports for the servers that tests start."""

import secrets
import socket
from contextlib import suppress

# Linux takes the ports of outgoing connections from 32768 on. Below, none of them has the port of a
# server while it restarts.
FIRST, LAST = 20_000, 32_000


def free_port():
    while True:
        port = FIRST + secrets.randbelow(LAST - FIRST)
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
