"""Tests for generated files, such as flyers and share pictures."""

import os
import stat
import threading
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from alerts.models import AlertPage, OfficePhone
from alerts.sharing import generated_files, pruning
from home.operations import housekeeping
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_folder")]

DAY = 24 * 60 * 60


@pytest.fixture
def alert():
    alert = make.AlertPageFactory(slug="call", title="Call the governor")
    make.call(alert, make.office())
    return alert


def queued():
    tasks = DBTaskResult.objects.filter(task_path__endswith="make_pictures").order_by("enqueued_at")
    return [task.args_kwargs["args"] for task in tasks]


def age(path, seconds):
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_a_generated_file_is_readable_by_the_proxys_group_alone():
    path = generated_files.keep("flyers/one.pdf", b"content")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [one.name for one in path.parent.iterdir()] == ["one.pdf"]  # no half of a file is left


def test_a_file_is_made_once_and_a_failure_does_not_hold_up_the_next_request():
    def fail():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        generated_files.find_or_make("flyers/one.pdf", fail)
    started = time.monotonic()
    generated_files.find_or_make("flyers/one.pdf", lambda: b"first")
    assert time.monotonic() - started < generated_files.PATIENCE / 2
    path = generated_files.find_or_make("flyers/one.pdf", lambda: b"second")
    assert path.read_bytes() == b"first"
    assert cache.get("making:flyers/one.pdf") is None


def test_the_second_of_two_requests_waits_for_the_file_of_the_first():
    cache.set("making:flyers/one.pdf", True)  # as the first request does
    first = threading.Timer(0.2, generated_files.keep, ("flyers/one.pdf", b"of the first"))
    first.start()
    made = []
    path = generated_files.find_or_make("flyers/one.pdf", lambda: made.append(1) or b"second")
    first.join()
    assert path.read_bytes() == b"of the first"
    assert made == []


def test_a_request_does_not_wait_for_ever(monkeypatch):
    monkeypatch.setattr(generated_files, "PATIENCE", 0.1)
    cache.set("making:flyers/one.pdf", True)
    started = time.monotonic()
    path = generated_files.find_or_make("flyers/one.pdf", lambda: b"of the second")
    assert path.read_bytes() == b"of the second"
    assert time.monotonic() - started < 1


def test_a_picture_is_queued_once_however_often_it_is_requested(client, alert):
    for _request in range(2):
        assert client.get("/so/alerts/call/picture.png").status_code == 302
    assert queued() == [[alert.pk, ["so"]]]


def test_publishing_english_makes_all_pictures_and_a_translation_its_own(
    alert, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        alert.save_revision().publish()
    assert queued() == [[alert.pk, list(make.LANGUAGES)]]
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, "so")
    assert queued()[1:] == [[alert.pk, ["so"]]]


def test_a_new_number_makes_the_pictures_of_alerts_that_ask_to_call_it_and_are_not_over(
    alert, django_capture_on_commit_callbacks
):
    office = alert.offices[0]
    over = make.AlertPageFactory(
        starts_at=timezone.now() - timedelta(days=2), ends_at=timezone.now() - timedelta(days=1)
    )
    soon = make.AlertPageFactory(
        starts_at=timezone.now() + timedelta(days=1), ends_at=timezone.now() + timedelta(days=2)
    )
    for other in (over, soon):
        make.call(other, office)
    make.call(make.AlertPageFactory(), make.office("Another"))
    make.call(make.AlertPageFactory(live=False), office)
    with django_capture_on_commit_callbacks(execute=True):
        OfficePhone.objects.create(office=office, number="+16125550000")
    assert sorted(queued()) == sorted([[pk, list(make.LANGUAGES)] for pk in (alert.pk, soon.pk)])


def test_an_alert_that_names_the_office_twice_gets_its_pictures_once(
    alert, django_capture_on_commit_callbacks
):
    make.call(alert, alert.offices[0])
    with django_capture_on_commit_callbacks(execute=True):
        OfficePhone.objects.create(office=alert.offices[0], number="+16125550000")
    assert queued() == [[alert.pk, list(make.LANGUAGES)]]


def test_a_deleted_number_makes_the_pictures_again(alert, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        OfficePhone.objects.get().delete()
    assert queued() == [[alert.pk, list(make.LANGUAGES)]]


def test_flyers_are_kept_for_a_week(settings, tmp_path):
    old, new = (generated_files.keep(f"flyers/{name}.pdf", b"x") for name in ("old", "new"))
    age(old, 7 * DAY + 60)
    age(new, 7 * DAY - 60)
    assert dict(housekeeping.run(dry_run=True))["old flyers"] == 1
    assert old.exists()
    assert dict(housekeeping.run())["old flyers"] == 1
    assert [path.name for path in generated_files.every("flyers")] == ["new.pdf"]


def test_an_outdated_picture_is_kept_for_a_day_and_a_current_one_for_good(
    client, alert, run_worker
):
    client.get("/en/alerts/call/picture.png")
    run_worker()
    (current,) = generated_files.every("pictures")
    old, new = (generated_files.keep(f"pictures/{name}.png", b"x") for name in ("old", "new"))
    age(current, 9 * DAY)
    age(old, DAY + 60)
    age(new, DAY - 60)
    assert pruning.delete_old_pictures(dry_run=True) == 1
    call_command("housekeeping", stdout=StringIO())
    left = {path.name for path in generated_files.every("pictures")}
    assert left == {current.name, "new.png"}


def test_the_folder_of_files_that_nobody_has_made_is_empty():
    assert generated_files.every("flyers") == []
    generated_files.keep("flyers/below/one.pdf", b"x")
    assert generated_files.every("flyers") == []


def test_the_picture_is_a_file_with_a_name_in_the_readers_language(client, alert, run_worker):
    client.get("/so/alerts/call/picture.png")
    run_worker()
    answer = client.get("/so/alerts/call/picture.png")
    assert "call-so.png" in answer["Content-Disposition"]
    assert client.post("/so/alerts/call/picture.png").status_code == 405
    AlertPage.objects.update(ends_at=timezone.now())
    assert client.get("/so/alerts/call/picture.png").status_code == 302
