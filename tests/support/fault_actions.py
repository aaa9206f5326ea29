"""Actions that `tests.support.faults` runs in processes of the site, and checks of the data."""

import json
import os
import secrets
import traceback
from contextlib import redirect_stdout
from datetime import timedelta
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.utils import timezone
from django_comments.models import Comment
from django_tasks_db.models import DBTaskResult
from wagtail.models import Revision
from wagtail_localize.models import StringTranslation, TranslationSource

from alerts.comments.models import PostComment, SpamScreening
from alerts.models import AlertPage
from home.operations import archives, backups, housekeeping, task_queue, workers
from home.operations.models import Worker
from home.operations.transfer import exporting
from home.people.models import User
from home.translation.strings.lookup import translatable_strings
from home.translation.strings.services import save_translation
from tests import factories as make
from tests.support import translating
from tests.support.exchange import begin
from tests.support.reader_form import form_address, form_fields

SLUG = "call-the-governor"
LONG_AGO = timedelta(days=1)


def close_connections():
    connections.close_all()


def set_up():
    user = make.user(username="ann")
    alert = begin(language="so", title="Title 0", slug=SLUG).source.get_source_instance()
    revision = alert.save_revision(user=user)
    revision.publish()
    backups.make_folder()


def client():
    host = urlsplit(settings.SITE_URL).netloc
    return Client(headers={"host": host, "origin": settings.SITE_URL})


def post():
    return AlertPage.objects.get(slug=SLUG, locale__language_code="en")


# Actions. Each takes a new word and returns what is acknowledged.


def comment(word):
    address = form_address(post())
    reader = client()
    data = form_fields(reader.get(address)) | {"comment": f"My words {word} about it."}
    response = reader.post(address, data)
    assert response.status_code in {302, 303}, response.status_code


def publish(word):
    editor = client()
    editor.force_login(User.objects.get(username="ann"))
    form = translating.alert_form(title=f"Title {word}", slug=SLUG)
    response = translating.edit(editor, post(), form, publish=True)
    assert response.status_code == 302, response.content.decode()[:2000]


def translate(word):
    translation = TranslationSource.objects.get_for_instance(post()).translations.get()
    title = next(one for one in translatable_strings(translation) if one.block == "title")
    save_translation(title, f"Cinwaan {word}")


def tasks(word):
    workers.beat(word)
    with redirect_stdout(StringIO()):
        call_command(
            *("db_worker", "--batch", "--backend=durable", "--queue-name=*"),
            *("--no-startup-delay", f"--worker-id={word}"),
            verbosity=0,
        )
    workers.leave(word)


def housekeep(word):
    failed = [what for what, number in housekeeping.run() if number is None]
    assert not failed, failed


def back_up(word):
    archives.make()


ACTIONS = {
    "web": [comment, comment, publish, translate],
    "worker": [tasks, tasks, housekeep, back_up],
}
ACTIONS["both"] = [*ACTIONS["web"], tasks, housekeep]


def work(kind, random, pipe):
    """Run random actions of `kind` until the process is killed.

    Before and after each action, write a line of JSON to `pipe`: ["begin" or "done", action, word].
    An action that fails is reported, too, and ends the process.
    """
    os.environ.pop("PYTEST_CURRENT_TEST", None)

    def say(*words):
        os.write(pipe, json.dumps(words).encode() + b"\n")

    while True:
        action, word = random.choice(ACTIONS[kind]), secrets.token_hex(6)
        say("begin", action.__name__, word)
        try:
            action(word)
        except BaseException:
            say("failed", action.__name__, traceback.format_exc()[-3000:])
            raise
        say("done", action.__name__, word)


# Checks


def look():
    """Check what must be true of the data at any time, and return data for `compare`."""
    # A process that still runs must not change the data between two queries.
    with exporting.snapshot():
        return _look()


def _look():
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check")
            assert cursor.fetchall() == [("ok",)]
            cursor.execute("PRAGMA foreign_key_check")
            assert cursor.fetchall() == []
    page = post()
    source = TranslationSource.objects.get_for_instance(page)
    texts = list(PostComment.objects.values_list("comment", flat=True))
    assert not PostComment.objects.filter(screening=None).exists()
    assert Comment.objects.count() >= len(texts) == len(set(texts))
    orphans = SpamScreening.objects.filter(comment=None).count()
    assert not orphans
    assert strange_backups() == []
    title = StringTranslation.objects.filter(context__path="title", data__startswith="Cinwaan")
    return {
        "page": page_state(page.pk),
        "source": json.loads(source.content_json)["title"],
        "comments": {text.split()[2] for text in texts},
        "translated": title.values_list("data", flat=True).order_by("-updated_at").first(),
    }


def strange_backups():
    """Return the names in the folder of backups, without whole and hidden partial backups."""
    parts = {path.name for path in backups.folder().glob(".*.part")}
    names = {path.name for path in backups.folder().iterdir()}
    return sorted(name for name in names - parts if not name.startswith("campaign-"))


def page_state(pk):
    fields = ("title", "live_revision__content__title", "latest_revision__content__title")
    return AlertPage.objects.filter(pk=pk).values_list(*fields).get()


def compare(found, begun, done):
    """Check that the data has all acknowledged changes, and none that was not begun.

    `found` is from `look`. `begun` and `done` are lists of (action, word).
    """
    done_set = set(done)

    def words(name, reports):
        return [word for what, word in reports if what == name]

    acknowledged = set(words("comment", done))
    assert acknowledged <= found["comments"], acknowledged - found["comments"]
    assert found["comments"] <= set(words("comment", begun))
    possible = _possible(
        words("publish", begun), {word for what, word in done_set if what == "publish"}
    )
    titles = {f"Title {word}" for word in possible}
    # The page, both revisions, and what translators and the status of translations start from.
    assert len({*found["page"], found["source"]}) == 1, found
    assert found["page"][0] in titles, (found["page"], titles)
    possible = _possible(
        words("translate", begun), {w for what, w in done_set if what == "translate"}
    )
    assert found["translated"] in {None if word == "0" else f"Cinwaan {word}" for word in possible}


def _possible(begun, done):
    # "0" stands for the data of `set_up`.
    # The last acknowledged word, and those begun later.
    last = max((place for place, word in enumerate(begun) if word in done), default=-1)
    return [*begun[last + 1 :], begun[last] if last >= 0 else "0"] + (["0"] if last < 0 else [])


def finish_tasks():
    """Run the tasks that killed workers left behind, and check that all due tasks succeed."""
    past = timezone.now() - LONG_AGO
    Worker.objects.update(seen_at=past)
    DBTaskResult.objects.running().update(started_at=past)
    tasks("last")
    # What was interrupted three times waits for an administrator.
    interrupted = f"{workers.Interrupted.__module__}.{workers.Interrupted.__qualname__}"
    for task in task_queue.failed().filter(exception_class_path=interrupted):
        assert task_queue.retry(task.pk)
    tasks("retried")
    left = DBTaskResult.objects.exclude(status__in=("SUCCESSFUL", "FAILED"))
    left = left.filter(run_after__lte=timezone.now())
    assert not left.exists(), list(left.values_list("task_path", "status"))
    failed = DBTaskResult.objects.filter(status="FAILED").values_list(
        "task_path", "exception_class_path"
    )
    assert not failed.exists(), list(failed)
    for path in backups.folder().glob(".*.part"):
        os.utime(path, (0, 0))  # as if the kill was long ago
    archives.verify(archives.make(), None)
    assert list(backups.folder().glob(".*")) == []
    scratch = Path(settings.DATA_DIR) / "scratch"
    assert list(scratch.iterdir()) == []
    assert Revision.objects.exists()
