"""Two hosts of one site behind Caddy, with a PostgreSQL and a Redis server, as processes."""

import re
import shutil
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from types import SimpleNamespace
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.support.postgresql_server import PostgreSQL, tools
from tests.support.servers import ROOT, Application, HTTPServer, Proxy, wait_until
from tests.support.soup import parse

PASSWORD = "a-password-for-all-roles"
GUIDE = ROOT / "site" / "docs" / "operators.md"


@contextmanager
def several_hosts(folder, template):
    """Yield running `Hosts`, whose other files are in `folder`."""
    if tools() is None or not shutil.which("redis-server"):
        pytest.skip("PostgreSQL or Redis is not installed")
    with ExitStack() as stack:
        hosts = Hosts(folder, template, stack)
        hosts.set_up()
        yield hosts


class Hosts:
    """Two applications, `first` and `second`, that share uploads and all servers."""

    def __init__(self, folder, template, stack):
        self.stack = stack
        self.postgresql = PostgreSQL()
        self.redis = HTTPServer(folder / "redis.log")
        self.first, self.second = (self._host(folder / name, template) for name in "ab")
        self.proxy = Proxy(folder, self.first.port)
        self.name = f"127.0.0.1:{self.proxy.port}"
        self._configure_proxy(folder)

    @staticmethod
    def _host(folder, template):
        folder.mkdir()
        host = Application(folder, template)
        host.database.unlink()
        shared = folder.parent / "private"
        shared.mkdir(exist_ok=True)
        (host.data / "private").symlink_to(shared)
        return host

    def _configure_proxy(self, folder):
        """Use the file of the guide for operators as `campaign-host`s, with our addresses."""
        guide = re.search(r"```caddyfile\n(.*?)```", GUIDE.read_text(), re.DOTALL)[1]
        for known, ours in {
            "10.0.0.2:8000": f"127.0.0.1:{self.second.port}",
            "campaign.example": self.name,
        }.items():
            assert known in guide
            guide = guide.replace(known, ours)
        (folder / "campaign-hosts").write_text(guide)
        self.proxy.configuration = self.proxy.configuration.replace(
            "/etc/caddy/", f"{folder}/"
        ).replace("/srv/campaign-data", str(self.first.data))

    def set_up(self):
        self.stack.callback(self.postgresql.remove)
        self.postgresql.create()
        self.postgresql.start()
        self.environment = {
            "CACHE_URL": f"redis://127.0.0.1:{self.redis.port}/0",
            "DATABASE_URL": self.postgresql.url,
            "PAGE_CACHE": "on",
            "PROXY_SENDS_FILES": "on",
            "SEVERAL_HOSTS": "on",
            "SITE_URL": f"http://{self.name}",
            "SECRET_KEY": "the-same-on-both-hosts",
            "DEMO_PASSWORD": PASSWORD,
        }
        self.start_redis()
        for command in ("migrate", "samplecontent --first-alert", "demoaccounts"):
            status = self.first.manage(*command.split(), **self.environment)
            assert status == 0, self.first.log()
        for host in (self.first, self.second):
            self.start(host)
        self.stack.callback(self.proxy.end)
        self.proxy.serve()

    def ask(self, host, path):
        """Request `path` from `host`. Return the status, headers and body."""
        connection = HTTPConnection("127.0.0.1", host.port, timeout=30)
        with closing(connection):
            connection.request("GET", path, headers={"Host": self.name})
            response = connection.getresponse()
            return response.status, response.headers, response.read()

    def start_redis(self):
        self.stack.callback(self.redis.end)
        self.redis.start(
            *("redis-server", "--port", str(self.redis.port), "--save", ""),
            *("--dir", str(self.redis.log_path.parent)),
        )
        wait_until(self.redis.is_listening)

    def start(self, host):
        self.stack.callback(host.end)
        host.serve(**self.environment)


class Editor:
    """Signed-in editor, who can use any host."""

    def __init__(self, host):
        self.opener = build_opener(HTTPCookieProcessor())
        self.send(host, "/admin/login/", username="editor", password=PASSWORD)

    def ask(self, host, path):
        return self.opener.open(f"http://127.0.0.1:{host.port}{path}")

    def open(self, host, path):
        """Return the text of the page at `path` on `host`."""
        with self.ask(host, path) as response:
            return response.read().decode()

    def send(self, host, path, **fields):
        """Fill in the form at `path` on `host`, and send it. Fail if it is shown again."""
        address = f"http://127.0.0.1:{host.port}{path}"
        page = parse(SimpleNamespace(content=self.open(host, path)))
        form = page.find("form", method=re.compile("post", re.IGNORECASE))
        given = {one["name"]: one.get("value", "") for one in form.select("input[name]")}
        body = encode_multipart(BOUNDARY, given | fields)
        request = Request(address, body, {"Content-Type": MULTIPART_CONTENT})
        with self.opener.open(request) as response:
            assert response.url != address, response.read().decode()
