"""Test that the steps of the Dockerfile make a site that runs on a read-only file system."""

import json
import shlex

from tests.operations import test_fresh_root
from tests.operations.test_container import SERVICES, STEPS
from tests.operations.test_fresh_root import Root, empty  # noqa: F401 (a fixture)

pytestmark = test_fresh_root.pytestmark
# As a container is started: the root is read-only, and the volume and /tmp are not.
LOCKED_DOWN = """
mount --bind / /mnt
mount -o remount,bind,ro /mnt
mount --bind /srv/campaign-data /mnt/srv/campaign-data
mount -t tmpfs tmpfs /mnt/tmp
mount --bind /dev /mnt/dev
mount -t proc proc /mnt/proc
exec chroot /mnt setpriv --reuid 10001 --regid 10001 --clear-groups --no-new-privs --bounding-set=-all bash -c "cd /srv/campaign
$1"
"""


def script_of_stage(stage):
    """Return the `RUN` and `COPY` steps of a stage as a script that copies from /srv/context."""
    lines, current = ["set -e", "umask 022", "cd /srv/campaign"], ""
    for word, rest in STEPS:
        if word == "FROM":
            current = rest.rpartition(" AS ")[2]
        elif current != stage:
            continue
        elif word == "RUN":
            lines.append(rest)
        elif word == "COPY" and not rest.startswith("--from"):
            *sources, target = rest.split()
            # The files belong to root then, and keep their modes.
            paths = " ".join(f"/srv/context/{one}" for one in sources)
            lines.append(f"cp -r --preserve=mode {paths} {target}")
    return "\n".join(lines)


def values(word):
    return [rest for found, rest in STEPS if found == word]


def test_the_steps_make_a_site_that_runs_without_rights_on_a_read_only_file_system(
    empty,  # noqa: F811
    tmp_path,
):
    root = Root(tmp_path / "root", empty)
    python = (
        "apt-get update -qq && apt-get install -y -qq --no-install-recommends python3 python3-venv"
    )
    root.run(
        f"set -e; mv /srv/campaign /srv/context; mkdir -m 755 /srv/campaign; {python}", online=True
    )
    for stage in ("packages", "site"):
        root.run(script_of_stage(stage), online=True)
    variables = "export SECRET_KEY=0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    variables += f" SITE_URL=https://campaign.example TRUSTED_PROXIES=1 {values('ENV')[0]}"
    start = json.loads(values("ENTRYPOINT")[0])
    web = shlex.join([*start, *json.loads(values("CMD")[0])])
    worker = shlex.join([*start, *SERVICES["worker"]["command"]])
    setup = shlex.join([*start, *SERVICES["setup"]["command"]])
    check = shlex.join(SERVICES["web"]["healthcheck"]["test"][1:])
    script = f"""set -e
{variables}
{setup}
{web} >/tmp/web.log 2>&1 &
{worker} >/tmp/worker.log 2>&1 &
{" ".join(start)} .venv/bin/python manage.py readiness --wait 300 || {{ cat /tmp/*.log; exit 1; }}
{check}
! touch /srv/campaign/x 2>/dev/null
! touch site/static/x 2>/dev/null
"""
    output = root.run(f"set -- {shlex.quote(script)}{LOCKED_DOWN}")
    assert "worker: ok" in output
    owners = set(
        root.run("find /srv/campaign-data -not -type l -printf '%U %#m\\n'").split("\n")
    ) - {""}
    assert {line.split()[0] for line in owners} == {"10001"}
    assert not [line for line in owners if line.endswith(("6", "7"))], "others may write"
