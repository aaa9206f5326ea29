"""Tests for the container files, without building an image."""

import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import yaml
from django.conf import settings

FOLDER = settings.BASE_DIR / "site" / "deploy" / "container"
STEPS = re.findall(r"^([A-Z]+) (.+)$", (FOLDER / "Dockerfile").read_text(), re.M)
COMPOSE = yaml.safe_load((FOLDER / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]


def stages():
    """Return a dict of the Dockerfile's stages to lists of (instruction, arguments)."""
    found = {}
    for word, rest in STEPS:
        if word == "FROM":
            found[rest.rpartition(" AS ")[2]] = current = []
        current.append((word, rest))
    return found


def test_everything_that_an_image_copies_exists_and_is_not_left_out():
    kept = (FOLDER / "Dockerfile.dockerignore").read_text().split("\n")
    assert "*" in kept
    for word, rest in STEPS:
        if word == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (settings.BASE_DIR / source).exists()
                assert f"!{source.split('/')[0]}" in kept


@pytest.mark.parametrize("stage", ["site", "proxy"])
def test_an_image_runs_as_a_user_without_rights(stage):
    users = [rest for word, rest in stages()[stage] if word == "USER"]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", users[-1])


def test_packages_are_installed_by_their_hashes_and_no_secret_is_in_an_image():
    installs = [rest for _word, rest in STEPS if "pip install" in rest]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    names = re.findall(
        r"([A-Z_]+)=", " ".join(rest for word, rest in STEPS if word in {"ENV", "ARG"})
    )
    assert not [name for name in names if re.search("KEY|SECRET|PASSWORD|URL", name)]


def test_only_the_proxy_has_ports_and_only_it_and_the_worker_reach_the_internet():
    assert [name for name, one in SERVICES.items() if "ports" in one] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    outside = [name for name, one in SERVICES.items() if "outside" in one["networks"]]
    assert outside == ["worker", "proxy"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_cannot_change_its_image_or_gain_rights(name):
    assert SERVICES[name]["read_only"] is True
    assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in SERVICES[name]
    # PostgreSQL begins as root, to own its folder.
    assert name == "db" or SERVICES[name]["cap_drop"] == ["ALL"]


def test_secrets_come_from_the_environment_and_settings_are_those_of_the_readme():
    readme = (settings.BASE_DIR / "README.md").read_text()
    for name, value in SERVICES["web"]["environment"].items():
        assert f"| `{name}` |" in readme
        if re.search("KEY|PASSWORD", name):
            assert value == f"${{{name}:?}}"
    assert "${POSTGRES_PASSWORD:?}" in SERVICES["web"]["environment"]["DATABASE_URL"]
    assert SERVICES["db"]["environment"]["POSTGRES_PASSWORD"] == "${POSTGRES_PASSWORD:?}"


def test_the_site_starts_after_its_tables_are_there():
    waits = {"setup": {"condition": "service_completed_successfully"}}
    assert SERVICES["web"]["depends_on"] == SERVICES["worker"]["depends_on"] == waits
    script = SERVICES["setup"]["command"][-1]
    for command in re.findall(r"manage\.py (\w+)", script):
        assert command in {"migrate", "setupsite", "collectstatic", "replayerasures", "readiness"}


@pytest.mark.skipif(shutil.which("caddy") is None, reason="needs Caddy")
def test_the_proxys_configuration_is_valid_after_the_changes_for_containers(tmp_path):
    (step,) = [rest for word, rest in stages()["proxy"] if rest.startswith("sed ")]
    path = tmp_path / "Caddyfile"
    shutil.copy(settings.BASE_DIR / "site" / "deploy" / "Caddyfile", path)
    script = step.replace("/etc/caddy/Caddyfile", str(path))
    subprocess.run(["/bin/bash", "-c", script], check=True)  # noqa: S603
    done = subprocess.run(  # noqa: S603
        ["caddy", "adapt", "--config", path],  # noqa: S607
        env={"PATH": "/usr/bin:/bin", "SITE_HOST": "site.example", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert '"site.example"' in done.stdout
    assert '"dial":"web:8000"' in done.stdout
    assert "127.0.0.1" not in done.stdout
    assert '":8443"' in done.stdout


@pytest.mark.parametrize("answer", [b"ok\n", b"<h1>Bad Request</h1>", b""])
def test_a_container_is_healthy_only_if_the_site_in_it_answers(answer):
    asked = []

    class Site(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers["Host"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *arguments):
            pass

    *_python, code = SERVICES["web"]["healthcheck"]["test"]
    with HTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", code.replace("8000", str(server.server_port))],
            env={"SITE_URL": "https://campaign.example"},
            check=False,
        )
        server.shutdown()
    assert asked == [("/healthz", "campaign.example")]
    assert (done.returncode == 0) == (answer == b"ok\n")
