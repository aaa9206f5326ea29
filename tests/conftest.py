"""Fixtures for all tests."""

import gc
import signal
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import translation

from home.operations.call_stack import in_one_chunk
from home.translation import doubts
from home.translation.doubts.english import FUNCTION_WORDS, MOST_WORDS
from tests import factories
from tests.database_template import (
    copy_sqlite_template,
    sqlite_template,
    use_postgresql_template,
)
from tests.support.servers import Application
from tests.support.writer import Writer


def pytest_sessionstart():
    gc.freeze()
    # With Python's defaults, garbage collection takes a fifth of the tests' time.
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    # As in production. It saves a tenth of the tests' time.
    pyfuncitem.obj = in_one_chunk(pyfuncitem.obj)


def pytest_addoption(parser):
    parser.addoption(
        "--sample",
        type=int,
        metavar="N",
        help="run at most N parameter sets of each test, and three times N of tests marked as hostile",
    )
    parser.addoption(
        "--per-file",
        type=int,
        metavar="N",
        help="run at most N tests of each file, evenly spread over the file",
    )


def pytest_collection_modifyitems(config, items):
    for item in items:
        if "tests/browser" in Path(item.fspath).as_posix():
            item.add_marker("browser")
    if most := config.getoption("sample"):
        _keep(config, items, _first_parameters(items, most))
    if most := config.getoption("per_file"):
        _keep(config, items, _evenly_spread(items, most))


def _keep(config, items, wanted):
    left_out = [item for item, is_wanted in zip(items, wanted, strict=True) if not is_wanted]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item, is_wanted in zip(items, wanted, strict=True) if is_wanted]


def _first_parameters(items, most):
    numbers, wanted = Counter(), []
    for item in items:
        test = item.nodeid.partition("[")[0]
        numbers[test] += 1
        is_hostile = item.get_closest_marker("hostile")
        wanted.append(numbers[test] <= (3 * most if is_hostile else most))
    return wanted


def _evenly_spread(items, most):
    totals, numbers, wanted = Counter(item.path for item in items), Counter(), []
    for item in items:
        number, total = numbers[item.path], totals[item.path]
        numbers[item.path] += 1
        share = min(most / total, 1)
        wanted.append(int(number * share) != int((number - 1) * share) or number == 0)
    return wanted


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogs():
    call_command("compilecatalogs", verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def marked_texts_are_translations():
    """Let English with a mark stand for a translation without a doubt.

    Marks are “[so] Call now”, and the brackets of the pseudo-locale, as in “⟦Call now⟧”.
    """
    real = doubts.english_words

    def english_words(english, text, **more):
        words = real(english, text, **more)
        is_long = sum(word in FUNCTION_WORDS for word in words) > MOST_WORDS
        is_marked = text.startswith("⟦") or (text.startswith("[") and not is_long)
        return [] if is_marked else words

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(doubts, "english_words", english_words)
        yield


@pytest.fixture(scope="session")
def database_template(request):
    return sqlite_template(request.config.cache.mkdir("database"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings_parallel_suffix):
    if connection.vendor == "postgresql":
        use_postgresql_template(request.config.cache.mkdir("database"))


@pytest.fixture(scope="session")
def django_db_keepdb(request, django_db_modify_db_settings):
    if connection.vendor == "sqlite":
        copy_sqlite_template(request.getfixturevalue("database_template"))
        # Django then uses the copy.
        return True
    return False


@pytest.fixture(autouse=True)
def fresh_start():
    cache.clear()
    settings.ERASURE_LEDGER.unlink(missing_ok=True)
    translation.activate(settings.LANGUAGE_CODE)
    yield
    cache.clear()
    translation.deactivate()


@pytest.fixture
def indexing(settings):
    """Make Wagtail update the search index and the reference index immediately."""
    immediate = {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
    settings.TASKS = settings.TASKS | {"default": immediate}


@pytest.fixture
def noon(time_machine):
    # Just after noon, so that no time window ends during a test.
    time_machine.move_to("2031-06-03T12:00:01+00:00")


@pytest.fixture
def user(db):
    def make(group=None, **fields):
        return factories.user(group, **fields)

    return make


@pytest.fixture
def admin_of(client, user):
    def sign_in(group=None):
        client.force_login(user(group))
        return client

    return sign_in


@pytest.fixture
def editor(admin_of):
    return admin_of("Editors")


@pytest.fixture
def moderator(admin_of):
    return admin_of("Moderators")


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Return a function that calls another function and then runs its on-commit callbacks."""

    def committed(function, *arguments, **keywords):
        with django_capture_on_commit_callbacks(execute=True):
            return function(*arguments, **keywords)

    return committed


@pytest.fixture
def sample(db, django_capture_on_commit_callbacks):
    from alerts.content import sample as sample_content

    with django_capture_on_commit_callbacks(execute=True):
        return sample_content.create_first_alert()


@pytest.fixture(scope="session")
def server_database(tmp_path_factory, database_template, django_db_setup):
    application = Application(tmp_path_factory.mktemp("sample"), database_template)
    assert application.manage("samplecontent", "--first-alert") == 0, application.log()
    return application.database


@pytest.fixture(scope="module")
def running(tmp_path_factory, server_database):
    application = Application(tmp_path_factory.mktemp("running"), server_database)
    yield application.serve()
    application.end(signal.SIGKILL)


@pytest.fixture
def application(tmp_path, server_database):
    application = Application(tmp_path, server_database)
    yield application
    application.end(signal.SIGKILL)


@pytest.fixture
def heard():
    from alerts.comments.signals import shown_changed

    sent = []

    def listen(post_ids, **kwargs):
        sent.append(post_ids)

    shown_changed.connect(listen)
    yield sent
    shown_changed.disconnect(listen)


@pytest.fixture
def run_worker(monkeypatch):
    # The worker closes connections between tasks, which would end the test's transaction.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    handlers = {number: signal.getsignal(number) for number in (2, 3, 15)}
    yield lambda: call_command(
        "db_worker",
        "--batch",
        "--backend=durable",
        "--queue-name=*",
        "--no-startup-delay",
        verbosity=0,
    )
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture
def writer(client, user, run_worker, mailoutbox):
    post = factories.AlertPageFactory(title="Call the governor")
    return Writer(client, post, user("Moderators"), run_worker, mailoutbox)


@pytest.fixture
def back_up(tmp_path):
    def back_up():
        call_command("backup", tmp_path / "backup.sqlite3", verbosity=0)
        return tmp_path / "backup.sqlite3"

    yield back_up
    # Restores keep the databases that they replace.
    database = Path(connection.settings_dict["NAME"])
    for path in database.parent.glob(f"{database.name}.replaced-*"):
        path.unlink()
