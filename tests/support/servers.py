"""The application and the proxy as separate processes whose logs tests can read."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from tests.support.ports import free_port
from tests.support.reader_form import form_fields

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "site" / "deploy"
# Identifying data in a request, which must not appear in any log.
CANARIES = {
    "address": "203.0.113.77",
    "agent": "Canary-Agent",
    "cookie": "canarycookie",
    "email": "canarymail@reader.example",
    "origin": "canaryorigin.example",
    "query": "canaryquery",
    "token": "canarytoken",
    "words": "Canarywords",
}
HEADERS = {
    "User-Agent": CANARIES["agent"],
    "X-Forwarded-For": CANARIES["address"],
    "Referer": f"https://{CANARIES['origin']}/{CANARIES['token']}",
    "Cookie": f"sessionid={CANARIES['cookie']}",
}
FORM = "/en/alerts/stand-firm-against-secure-communities/comment/"
FORM_TYPE = "application/x-www-form-urlencoded"
QUERY = f"?q={CANARIES['query']}"
TOKEN = CANARIES["token"]


def canaries_in(text):
    return [name for name, canary in CANARIES.items() if canary.casefold() in text.casefold()]


def wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened in time"
        time.sleep(0.05)


class Process:
    def __init__(self, log):
        self.log_path = log
        self.running = None

    def start(self, *command, **environment):
        with self.log_path.open("ab") as log:
            self.running = subprocess.Popen(  # noqa: S603
                [str(part) for part in command],
                cwd=ROOT,
                env={"PATH": os.environ["PATH"]} | environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def log(self):
        return self.log_path.read_text(errors="replace")

    def end(self, number=signal.SIGTERM):
        if self.running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.running.pid, number)
            self.running.wait(timeout=40)
            self.running = None


class HTTPServer(Process):
    def __init__(self, log, port=None):
        super().__init__(log)
        self.port = port or free_port()

    def end(self, number=signal.SIGTERM):
        super().end(number)
        # A killed worker may keep the socket for a moment longer than its master.
        wait_until(lambda: not self.is_listening())

    def is_listening(self):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def ask(self, target, method="GET", body=None, **headers):
        """Return the response to a request with headers that identify a reader, and its text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, target, body, HEADERS | names)
            response = connection.getresponse()
            return response, response.read().decode()

    def ask_for(self, path, method="GET", **headers):
        """Request `path` with `headers` and `Host` only. Return the status, headers and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.closing(connection):
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            response = connection.getresponse()
            return response.status, response.headers, response.read()

    def send(self, data):
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(data)
            answer = b""
            with contextlib.suppress(ConnectionResetError):
                while part := connection.recv(65536):
                    answer += part
            return answer


class Application(HTTPServer):
    """Gunicorn with the project's configuration and a copy of `database`."""

    def __init__(self, folder, database):
        super().__init__(folder / "application.log")
        self.data = folder / "data"
        self.data.mkdir()
        self.database = self.data / "db.sqlite3"
        shutil.copyfile(database, self.database)
        self.address = f"http://127.0.0.1:{self.port}"

    def environment(self, **more):
        return {
            "DATA_DIR": str(self.data),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "SITE_URL": self.address,
            "TRUSTED_PROXIES": "1",
        } | more

    def serve(self, **environment):
        self.start(
            Path(sys.executable).parent / "gunicorn",
            *("--config", DEPLOY / "gunicorn.conf.py", "--workers", "1"),
            *("--bind", f"127.0.0.1:{self.port}"),
            **self.environment(**environment),
        )
        wait_until(self.is_listening)
        self.ask("/robots.txt")
        return self

    def workers(self):
        pid = self.running.pid
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]

    def filled_form(self):
        response, text = self.ask(FORM)
        assert response.status == 200, self.log()
        return form_fields(SimpleNamespace(content=text)) | {
            "comment": CANARIES["words"],
            "name": CANARIES["words"],
            "follow_up": CANARIES["email"],
        }

    def write(self, form=None):
        body = urlencode(form or self.filled_form())
        return self.ask(FORM + QUERY, "POST", body, Content_Type=FORM_TYPE)[0]

    def manage(self, *arguments, **environment):
        command = Process(self.log_path)
        command.start(sys.executable, "manage.py", *arguments, **self.environment(**environment))
        return command.running.wait(timeout=600)


class Proxy(HTTPServer):
    """Caddy with the project's Caddyfile, changed to run on this machine without TLS."""

    def __init__(self, folder, application_port):
        super().__init__(folder / "proxy.log")
        self.folder, self.application_port = folder, application_port
        self.configuration = (
            (DEPLOY / "Caddyfile")
            .read_text()
            .replace("{\n\tlog default", "{\n\tadmin off\n\tlog default", 1)
            .replace("\ncampaign.example {", f"\nhttp://127.0.0.1:{self.port} {{")
            .replace("127.0.0.1:8000", f"127.0.0.1:{application_port}")
            .replace("/srv/campaign/site/deploy", str(DEPLOY))
        )

    def serve(self):
        path = self.folder / "Caddyfile"
        path.write_text(self.configuration)
        self.start(
            caddy(),
            *("run", "--config", path, "--adapter", "caddyfile"),
            XDG_CONFIG_HOME=str(self.folder / "caddy"),
            XDG_DATA_HOME=str(self.folder / "caddy"),
            HOME=str(self.folder),
        )
        wait_until(lambda: self.is_listening() or self.running.poll() is not None)
        return self


def caddy():
    """Return the path of Caddy. Without Caddy, skip the test, or fail it in CI."""
    path = shutil.which("caddy")
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Caddy is not installed")
    return path
