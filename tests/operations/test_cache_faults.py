"""Tests for the site while its cache fails."""

import logging
import shutil
import signal
import socket
import subprocess
import time

import django_cache_url
import pytest
from django.core.cache import cache
from django.db.models import Sum
from django.urls import reverse

from alerts.calls.models import CallCount
from alerts.comments.models import PostComment
from home.operations import cache as operations_cache
from home.operations.cache import PAUSE, SILENCE, tolerant
from home.operations.redis_cache import PATIENCE
from tests import factories as make
from tests.support import every_page
from tests.support.reader_form import form_address, form_fields, write
from tests.support.servers import free_port

pytestmark = pytest.mark.django_db


def use(settings, url):
    settings.CACHES = {"default": tolerant(django_cache_url.parse(url))}


@pytest.fixture
def folder(settings, tmp_path):
    use(settings, f"file://{tmp_path}/cache")
    return tmp_path / "cache"


@pytest.fixture
def redis(settings, tmp_path):
    """Run a Redis server, configure it as the site's cache, and yield its process."""
    if not shutil.which("redis-server"):
        pytest.skip("There is no redis-server.")
    port = free_port()
    process = subprocess.Popen(  # noqa: S603
        [shutil.which("redis-server"), "--port", str(port), "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    for _attempt in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.05)
    use(settings, f"redis://127.0.0.1:{port}/0")
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def hung(settings):
    """Configure a Redis cache whose server accepts connections but never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(128)
        use(settings, f"redis://127.0.0.1:{server.getsockname()[1]}/0")
        yield


@pytest.fixture
def wait(monkeypatch):
    """Return a function that advances the circuit breaker's clock by a number of seconds."""
    waited = [0]
    monkeypatch.setattr(operations_cache, "monotonic", lambda: time.monotonic() + sum(waited))
    return waited.append


def replace_by_a_file(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("no folder")


def fill_with_garbage(folder):
    for number, path in enumerate(sorted(folder.iterdir())):
        data = path.read_bytes()
        path.write_bytes([b"\x00garbage", data[: len(data) // 2], b"", b"\x80\x05N."][number % 4])


ADDRESSES = {kind: path for kind, (path, status) in every_page.ADDRESSES.items() if status == 200}


def calls():
    return CallCount.objects.aggregate(sum=Sum("number") + Sum("held"))["sum"]


def assert_everything_works(client, user):
    every_page.build()
    for path in ("", "es/", "so/", "hmn/"):
        client.get(f"/{path}")
    for kind in ADDRESSES:
        address, status = every_page.address(kind, "so")
        assert client.get(address).status_code == status, address
    for path in ("feed.atom", "feed.json", "calendar.ics", "alerts/call/action.ics"):
        assert client.get(f"/es/{path}").status_code == 200, path
    for path in ("/sitemap.xml", "/robots.txt", "/healthz"):
        assert client.get(path).status_code == 200, path
    alert = every_page.AlertPage.objects.get(slug="call", locale__language_code="en")
    address = form_address(alert)
    assert write(client, address, "Written without a cache.").status_code == 302
    assert PostComment.objects.filter(comment="Written without a cache.").count() == 1
    report = address.replace("/comment/", "/report/")
    before = calls()
    data = form_fields(client.get(report)) | {"call": f"{alert.offices[0].pk}-spoke"}
    assert client.post(report, data).status_code == 303
    assert calls() == before + 1
    client.force_login(user())
    for name, args in (
        ("wagtailadmin_home", ()),
        ("wagtailadmin_explore", (alert.get_parent().pk,)),
        ("wagtailadmin_pages:edit", (alert.pk,)),
        ("wagtailadmin_pages:view_draft", (alert.pk,)),
        ("moderation:index", ()),
    ):
        assert client.get(reverse(name, args=args)).status_code == 200, name


@pytest.fixture
def site_works(client, user):
    return lambda: assert_everything_works(client, user)


# Files


def test_with_a_file_in_place_of_the_cache_folder_every_page_answers(folder, site_works):
    replace_by_a_file(folder)
    site_works()


def test_a_cache_folder_that_becomes_unusable_while_the_site_runs_costs_no_page(
    folder, client, site_works
):
    client.get("/en/")
    assert list(folder.iterdir())
    replace_by_a_file(folder)
    site_works()


def test_garbage_in_every_file_of_the_cache_counts_as_missing_and_is_replaced(
    folder, client, site_works
):
    client.get("/en/")
    cache.set_many({f"entry-{number}": ["value"] for number in range(8)})
    fill_with_garbage(folder)
    assert [cache.get(f"entry-{number}", "none") for number in range(8)] == ["none"] * 8
    site_works()
    fill_with_garbage(folder)
    assert cache.get_many(["entry-1", "entry-2"]) == {}
    assert cache.add("entry-3", "new")
    assert cache.get("entry-3") == "new"
    assert not cache.touch("entry-4")
    assert cache.get_or_set("entry-5", "made") == "made"
    with pytest.raises(ValueError, match="not found"):
        cache.incr("entry-6")


@pytest.fixture
def disk(settings, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:  # noqa: S603
        pytest.skip("Only an administrator can make a small disk.")
    use(settings, f"file://{disk}/cache")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)  # noqa: S603, S607


def test_a_full_disk_costs_no_page(disk, client, site_works):
    client.get("/en/")
    with pytest.raises(OSError, match="No space"):
        (disk / "filler").write_bytes(bytes(100_000))
    site_works()


def test_a_disk_that_can_only_be_read_shows_nothing_that_should_be_deleted(disk, client, wait):
    client.get("/en/")
    cache.set("key", "old")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)  # noqa: S603, S607
    assert not cache.delete("key")
    for _pause in range(2):
        assert cache.get("key", "none") == "none"
        assert client.get("/en/").status_code == 200
        wait(PAUSE + 1)
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)  # noqa: S603, S607
    assert cache.get("key", "none") == "none"
    cache.set("key", "new")
    assert cache.get("key") == "new"


def test_errors_of_the_caller_are_still_raised(folder):
    with pytest.raises((AttributeError, TypeError, ValueError)):
        cache.set("key", lambda: None)
    with pytest.raises(ValueError, match="not found"):
        cache.incr("nothing")
    cache.set("key", 1)
    assert cache.incr("key") == 2
    assert cache.get("key") == 2


def test_the_file_cache_keeps_an_entry_after_300_others(folder):
    cache.set("first", 1)
    for number in range(400):
        cache.set(f"entry-{number}", number)
    assert cache.get("first") == 1


# Redis


def test_the_settings_let_redis_and_files_fail_and_leave_other_schemes_alone():
    for url, backend in (
        ("redis://localhost:6379/0", "home.operations.redis_cache.RedisCache"),
        ("rediss://:secret@localhost:6379/0", "home.operations.redis_cache.RedisCache"),
        ("file:///var/cache", "home.operations.cache.FileCache"),
        ("locmem://", "django.core.cache.backends.locmem.LocMemCache"),
        ("dummy://", "django.core.cache.backends.dummy.DummyCache"),
    ):
        assert tolerant(django_cache_url.parse(url))["BACKEND"] == backend


def test_without_the_redis_that_is_named_every_page_answers(settings, site_works):
    use(settings, f"redis://127.0.0.1:{free_port()}/0")
    site_works()


def test_a_redis_that_stops_while_the_site_runs_costs_no_page(redis, client, site_works):
    client.get("/en/")
    cache.set("key", "value")
    assert cache.get("key") == "value"
    redis.kill()
    redis.wait()
    site_works()


def test_a_redis_without_room_costs_no_page(redis, client, site_works):
    cache.set("key", "value")
    client_of_redis = cache._cache.get_client()
    client_of_redis.config_set("maxmemory", "1")
    site_works()
    client_of_redis.config_set("maxmemory", "0")


def test_a_foreign_redis_entry_counts_as_missing(redis):
    cache.set("key", "value")
    server = cache._cache.get_client()
    (name,) = server.keys("*")
    server.set(name, b"\x80\x05garbage")
    assert cache.get("key", "none") == "none"
    assert cache.get_or_set("key", "made") == "made"
    server.set(name, b"\x80\x05garbage")
    assert cache.get_many(["key"]) == {}


def seconds(action):
    start = time.monotonic()
    action()
    return time.monotonic() - start


def test_a_redis_that_hangs_is_waited_for_once_and_then_left_alone(hung, client, site_works):
    make.AlertPageFactory(slug="first")
    client.get("/en/alerts/")  # so that the templates are loaded, and the first timeout is over
    cache_waits = seconds(lambda: [cache.get(f"key-{number}") for number in range(50)])
    assert cache_waits < 0.1
    site_works()


def test_a_redis_that_is_stopped_in_its_tracks_is_waited_for_once(redis, client):
    make.AlertPageFactory()
    client.get("/en/alerts/")
    redis.send_signal(signal.SIGSTOP)
    waited = seconds(lambda: [client.get("/en/alerts/") for _page in range(5)])
    assert waited < 5 * PATIENCE
    redis.send_signal(signal.SIGCONT)


def test_entries_that_should_have_been_deleted_are_gone_when_the_cache_is_back(redis, wait):
    cache.set("key", "old")
    redis.send_signal(signal.SIGSTOP)
    assert not cache.delete("key")
    redis.send_signal(signal.SIGCONT)
    assert cache.get("key", "none") == "none"  # starts the pause
    wait(PAUSE + 1)
    assert cache.get("key", "none") == "none"
    cache.set("key", "new")
    assert cache.get("key") == "new"


def test_a_folder_that_is_mended_is_used_again(folder, wait):
    replace_by_a_file(folder)
    cache.set("key", "value")
    assert cache.get("key") is None
    folder.unlink()
    wait(PAUSE + 1)
    cache.set("key", "value")
    assert cache.get("key") == "value"


# Log


def test_the_log_says_once_in_a_while_that_the_cache_fails_and_no_key(folder, caplog, wait):
    replace_by_a_file(folder)
    for number in range(20):
        cache.set(f"secret-{number}", "secret")
        wait(PAUSE + 1)
    assert len([record for record in caplog.records if record.levelno == logging.WARNING]) == 1
    assert "Not a directory" in caplog.text or "File exists" in caplog.text
    for secret in ("secret", "djcache", str(folder)):
        assert secret not in caplog.text
    wait(SILENCE)
    cache.set("secret", "secret")
    assert len(caplog.records) == 2


def test_a_failed_cache_behaves_like_djangos_dummy_cache(settings):
    use(settings, f"redis://:password@127.0.0.1:{free_port()}/0")
    cache.set("key", "value")
    assert (cache.get("key"), cache.get("key", 5), "key" in cache) == (None, 5, False)
    assert (cache.add("key", 1), cache.touch("key"), cache.delete("key")) == (True, False, False)
    assert (cache.get_many(["key"]), cache.set_many({"key": 1})) == ({}, [])
    assert cache.delete_many(["key"]) is None
    assert cache.clear() is None
    with pytest.raises(ValueError, match="not found"):
        cache.incr("key")
