"""Tests for restarts of the site while systemd's `campaign.socket` keeps its port open."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings

from tests.support.servers import DEPLOY, FORM, FORM_TYPE, wait_until

# A service that gets its port from systemd finds it as its file 3.
PASS_ON = 'exec 3<&"$0"; export LISTEN_FDS=1 LISTEN_PID=$$; exec "$@"'


def test_the_port_of_the_socket_is_that_of_gunicorn_and_of_the_proxy():
    (port,) = re.findall("^ListenStream=(.*)$", (DEPLOY / "campaign.socket").read_text(), re.M)
    assert f'bind = "{port}"' in (DEPLOY / "gunicorn.conf.py").read_text()
    assert (DEPLOY / "Caddyfile").read_text().count(f"reverse_proxy {port} {{") == 1
    unit = (DEPLOY / "campaign.service").read_text()
    assert "\nRequires=campaign.socket\n" in unit
    # No request starts the site while an upgrade holds the lock.
    lock = re.search(r"^ExecStartPre=/usr/bin/flock --shared (\S+) true$", unit, re.M)[1]
    assert lock == "/srv/campaign-data/upgrade.lock"
    assert '"$DATA/upgrade.lock"' in (DEPLOY / "upgrade").read_text()


@pytest.mark.audit
def test_no_request_fails_while_the_site_restarts(application):
    statuses, is_over = [], threading.Event()

    def start():
        with application.log_path.open("ab") as log:
            return subprocess.Popen(  # noqa: S603
                [
                    *("bash", "-c", PASS_ON, str(listener.fileno())),
                    Path(sys.executable).parent / "gunicorn",
                    *("--config", DEPLOY / "gunicorn.conf.py"),
                ],
                cwd=settings.BASE_DIR,
                env={"PATH": os.environ["PATH"]} | application.environment(),
                pass_fds=[listener.fileno()],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def ask_again_and_again():
        while not is_over.is_set():
            for target, method in (("/robots.txt", "GET"), (FORM, "GET"), (FORM, "POST")):
                body = "comment=x" if method == "POST" else None
                try:
                    answer, _text = application.ask(target, method, body, Content_Type=FORM_TYPE)
                except OSError as error:
                    statuses.append(error)
                else:
                    statuses.append(answer.status)
            time.sleep(0.05)

    def twenty_more():
        enough = len(statuses) + 20
        wait_until(lambda: len(statuses) > enough)

    with socket.create_server(("127.0.0.1", application.port), backlog=2048) as listener:
        running = start()
        assert application.ask("/robots.txt")[0].status == 200
        asking = [threading.Thread(target=ask_again_and_again) for _number in range(3)]
        for thread in asking:
            thread.start()
        try:
            for _time in range(2):
                twenty_more()
                running.send_signal(signal.SIGTERM)
                running.wait(timeout=40)
                time.sleep(1)
                running = start()
            twenty_more()
        finally:
            is_over.set()
            for thread in asking:
                thread.join(60)
            os.killpg(running.pid, signal.SIGTERM)
            running.wait(timeout=40)
    # A form without a token is shown again, with 422.
    assert set(statuses) == {200, 422}, application.log()
