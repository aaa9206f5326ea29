"""Erasure of comments from the database and from restored back-ups."""

import os
import subprocess
import sys
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core import serializers
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.urls import reverse
from django.utils import timezone
from django_comments.models import CommentFlag
from wagtail.models import ModelLogEntry

from alerts.comments import erasure_ledger as erasures
from alerts.comments.erasure import erase, withdraw
from alerts.comments.models import PostComment, Redaction, SpamScreening, Status
from config.wsgi import Application
from home.addresses import page_address
from home.operations import ledger
from home.operations.ledger import replay
from tests import factories as make
from tests.support.everything import everything_stored
from tests.support.reader_form import form_address, form_fields, parse

pytestmark = pytest.mark.django_db

OTHERS = ["Editors", "Translators (Español)", "Translators (Soomaali)"]
SECRETS = ["Secretwords", "Secretname", "Secretbefore", "Secretdetail", "Secretearlier"]
REMOVED = {
    "en": "Removed by a moderator",
    "es": "Borrado por una persona de la campaña",
    "so": "Qof ololaha ka tirsan (moderator) ayaa ka saaray",
    "hmn": "Ib tug neeg hauv peb pab pawg (moderator) rho tawm lawm",
}


@pytest.fixture
def alert():
    return make.AlertPageFactory()


def address(comment):
    return reverse("moderation:erase", args=(comment.pk,))


def secret(alert, status=Status.PUBLISHED, **fields):
    """Make a comment with secret data in each of its columns."""
    return make.own_comment(
        alert,
        "token",
        status=status,
        text="Secretwords",
        user_name="Secretname",
        redaction={"original": "Secretbefore", "original_name": "Secretearlier"},
        screening={"reasons": [["link", 2, "Secretdetail"]], "score": 2, "cluster": 7},
        **fields,
    )


def confirm(client, comment):
    data = form_fields(client.get(address(comment)))
    return client.post(address(comment), data)


@pytest.mark.parametrize("status", [one for one in Status if one != Status.EVIDENCE])
@pytest.mark.parametrize("replies", [0, 1])
def test_nothing_of_it_is_left_in_any_table_or_log(moderator, alert, caplog, status, replies):
    comment = secret(alert, status)
    CommentFlag.objects.create(comment=comment, user=make.user(), flag="x")
    for _reply in range(replies):
        make.comment(alert, reply_to=comment)
    token = comment.token_hash
    assert all(word in everything_stored() for word in SECRETS)
    assert confirm(moderator, comment).status_code == 302
    stored = everything_stored()
    assert [word for word in [*SECRETS, token] if word in stored + caplog.text] == []
    assert PostComment.objects.count() == 2 * replies
    assert not CommentFlag.objects.exists()


def test_the_question_comes_first(moderator, alert):
    comment = secret(alert)
    page = moderator.get(address(comment))
    assert "erased at once and for good" in page.content.decode()
    assert PostComment.objects.exists()


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_replies_stay_below_a_place_that_says_so_in_the_reader_s_language(
    client, alert, user, language
):
    comment = secret(alert, language=language)
    make.comment(alert, language, text="A reply.", reply_to=comment)
    erase(comment.pk, by=user())
    page = parse(client.get(page_address(alert, language)))
    place = page.select_one(f"#comment-{comment.pk}")
    assert place.b.text == REMOVED[language]
    assert "A reply." in place.text
    assert not place.select(f'a[href$="reply_to={comment.pk}"]')
    assert client.get(f"{form_address(alert)}?reply_to={comment.pk}").status_code == 404
    assert client.get("/en/comment/token/").status_code == 404


@pytest.mark.parametrize("language", ["en", "so"])
@pytest.mark.parametrize("role", ["Moderators", "Moderators (Español)"])
def test_any_moderator_erases_in_any_language(admin_of, alert, role, language):
    assert confirm(admin_of(role), secret(alert, language=language)).status_code == 302
    assert not PostComment.objects.exists()


@pytest.mark.parametrize("role", OTHERS)
def test_other_roles_erase_nothing(admin_of, alert, role):
    comment = secret(alert)
    client = admin_of(role)
    for answer in (client.get(address(comment)), client.post(address(comment))):
        assert answer["Location"] == reverse("wagtailadmin_home")
    assert PostComment.objects.get().comment == "Secretwords"


def test_who_is_not_signed_in_is_asked_to(client, alert):
    comment = secret(alert)
    for answer in (client.get(address(comment)), client.post(address(comment))):
        assert answer["Location"].startswith(reverse("wagtailadmin_login"))
    assert PostComment.objects.exists()


def test_what_is_gone_is_not_found(moderator, alert):
    comment = secret(alert)
    confirm(moderator, comment)
    assert moderator.post(address(comment)).status_code == 404
    place = make.comment(alert, text="", is_erased=True)
    assert moderator.post(address(place)).status_code == 422


def test_evidence_is_erased_by_administrators_only(moderator, admin_of, alert):
    comment = secret(alert, Status.EVIDENCE)
    assert moderator.get(address(comment)).status_code == 404
    assert moderator.post(address(comment)).status_code == 404
    assert PostComment.objects.exists()
    assert confirm(admin_of(), comment).status_code == 302
    assert not PostComment.objects.exists()


@pytest.mark.parametrize("go", [lambda c, by: erase(c.pk, by=by), lambda c, by: withdraw(c.pk)])
def test_evidence_below_keeps_its_place(alert, user, go):
    comment = secret(alert)
    threat = make.comment(alert, status=Status.EVIDENCE, text="A threat.", reply_to=comment)
    go(comment, user())
    assert PostComment.objects.get(pk=threat.pk).comment == "A threat."
    assert "Secretwords" not in everything_stored()


def test_the_audit_log_says_who_and_when_and_no_word(moderator, alert):
    comment = secret(alert)
    confirm(moderator, comment)
    entry = ModelLogEntry.objects.get(action="comments.erase")
    assert entry.user.groups.get().name == "Moderators"
    assert (entry.object_id, entry.data) == (str(comment.pk), {"before": "published"})


def test_a_writer_s_own_deletion_is_in_the_audit_log_without_anybody(client, alert):
    comment = secret(alert)
    page = "/en/comment/token/delete/"
    client.post(page, form_fields(client.get(page)))
    entry = ModelLogEntry.objects.get(action="comments.withdraw")
    assert (entry.user, entry.object_id) == (None, str(comment.pk))
    assert not PostComment.objects.exists()


@pytest.mark.parametrize("go", [lambda c, by: erase(c.pk, by=by), lambda c, by: withdraw(c.pk)])
def test_pages_that_keep_it_hear_of_it(alert, user, heard, go, django_capture_on_commit_callbacks):
    comment = secret(alert)
    with django_capture_on_commit_callbacks(execute=True):
        go(comment, user())
    assert heard == [{alert.pk}]


# Restored back-ups


def back_up():
    models = [*PostComment._meta.get_parent_list(), PostComment, SpamScreening, Redaction]
    return serializers.serialize("json", [row for m in models for row in m._base_manager.all()])


def restore(saved):
    for row in serializers.deserialize("json", saved):
        row.save()


@pytest.mark.parametrize("go", [lambda c, by: erase(c.pk, by=by), lambda c, by: withdraw(c.pk)])
@pytest.mark.parametrize("replies", [0, 1])
def test_a_restored_comment_goes_again_once_and_for_all(client, alert, user, go, replies):
    comment, other = secret(alert), make.comment(alert, text="Another.")
    for _reply in range(replies):
        make.comment(alert, text="A reply.", reply_to=comment)
    saved = back_up()
    go(comment, user())
    restore(saved)
    assert "Secretwords" in everything_stored()
    assert [replay(), replay()] == [1, 0]
    assert [word for word in SECRETS if word in everything_stored()] == []
    assert PostComment.objects.count() == 1 + 2 * replies
    assert ("A reader", "Another.") in [
        (place.b.text, text.text.strip())
        for place in parse(client.get(page_address(alert, "en"))).select(f"#comment-{other.pk}")
        if (text := place.select_one(".comment-text"))
    ]


def test_the_command_says_how_many_it_erased_again(alert, user):
    comment = secret(alert)
    saved = back_up()
    erase(comment.pk, by=user())
    restore(saved)
    said = StringIO()
    call_command("replayerasures", stdout=said)
    call_command("replayerasures", stdout=said)
    assert said.getvalue() == "Carried out again: 1\nCarried out again: 0\n"


def test_a_check_warns_while_the_database_holds_what_was_erased(alert, user):
    comment = secret(alert)
    saved = back_up()
    erase(comment.pk, by=user())
    call_command("check", databases=["default"], fail_level="WARNING")
    restore(saved)
    with pytest.raises(SystemCheckError, match="W001"):
        call_command("check", databases=["default"], fail_level="WARNING")


def test_a_form_that_is_sent_once_more_after_its_erasure_is_a_new_comment(alert, user):
    comment = secret(alert)
    key = comment.idempotency_key
    erase(comment.pk, by=user())
    make.comment(alert, idempotency_key=key)
    assert replay() == 0


def test_the_ledger_says_when_and_how_and_nothing_about_anybody(alert, user):
    first, second = secret(alert), make.comment(alert)
    before = timezone.now()
    erase(first.pk, by=user())
    withdraw(second.pk)
    text = settings.ERASURE_LEDGER.read_text()
    assert [line.split()[2:] for line in text.splitlines()] == [
        ["comment.erased", first.idempotency_key, "."],
        ["comment.withdrawn", second.idempotency_key, "."],
    ]
    at = [line.at for line in ledger.read()]
    assert before <= at[0] <= at[1] <= timezone.now()
    assert settings.ERASURE_LEDGER.stat().st_mode & 0o077 == 0


def test_what_cannot_be_written_down_is_not_erased(alert, user, settings, tmp_path):
    comment = secret(alert)
    settings.ERASURE_LEDGER = tmp_path / "nowhere" / "erasures.txt"
    with pytest.raises(OSError, match="nowhere"):
        erase(comment.pk, by=user())
    assert PostComment.objects.get().comment == "Secretwords"


def test_an_erasure_that_was_cut_off_by_a_crash_is_completed(alert):
    """The ledger has it, but the database does not."""
    ledger.record(erasures.ERASED, secret(alert).idempotency_key)
    assert replay() == 1
    assert not PostComment.objects.exists()


@pytest.mark.parametrize(
    "torn",
    ["2 2026-11-24T1", "x y", "\x00\x00", "2 2026-11-24T12:00:00+00:00 comment.erased k", "\n\n"],
)
def test_a_line_that_a_crash_cut_off_takes_no_other_with_it(alert, torn):
    first, second = secret(alert), make.comment(alert)
    ledger.record(erasures.ERASED, first.idempotency_key)
    with settings.ERASURE_LEDGER.open("a") as file:
        file.write(torn)
    ledger.record(erasures.ERASED, second.idempotency_key)
    assert replay() == 2


def test_many_write_into_the_ledger_at_once():
    code = (
        "import sys, pathlib; sys.path[:0] = ['.', 'site'];"
        "import django; django.setup();"
        "from django.conf import settings; settings.ERASURE_LEDGER = pathlib.Path(sys.argv[1]);"
        "from home.operations import ledger;"
        "[ledger.record('comment.erased', f'{sys.argv[2]}-{n}')"
        " for n in range(50)]"
    )
    writers = [
        subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", code, str(settings.ERASURE_LEDGER), str(writer)],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        )
        for writer in range(3)
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    lines = settings.ERASURE_LEDGER.read_text().splitlines()
    assert {line.split()[3] for line in lines} == {f"{w}-{n}" for w in range(3) for n in range(50)}


@pytest.mark.thorough  # slow: it migrates a database of its own
def test_the_site_erases_again_before_it_serves(tmp_path):
    """The first request of a process with the production settings replays the ledger."""
    env = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": "an-example-of-a-secret-0123456789-abcdefghijklmnopqrstuvwxyz",
        "SITE_URL": "https://campaign.example.org",
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
    }

    def run(*arguments):
        done = subprocess.run(  # noqa: S603
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1:]

    shell = ("manage.py", "shell", "--no-imports", "--command")
    run("manage.py", "migrate", "--verbosity", "0")
    run("manage.py", "setupsite")
    run(
        *shell,
        "import sys; sys.path.insert(0, '.'); from tests import factories as make;"
        "from home.operations import ledger;"
        "comment = make.comment(make.AlertPageFactory());"
        "ledger.record('comment.erased', comment.idempotency_key)",
    )
    count = "from alerts.comments.models import PostComment; print(PostComment.objects.count())"
    assert run(*shell, count) == ["1"]
    start = "import sys; sys.path[:0] = ['.', 'site']; from config.wsgi import application"
    run("-c", start)
    assert run(*shell, count) == ["1"]
    request = (
        "from wsgiref.util import setup_testing_defaults;"
        "environ = {'HTTP_HOST': 'campaign.example.org'};"  # redirected to https
        "setup_testing_defaults(environ); application(environ, lambda status, headers: None)"
    )
    run("-c", f"{start}; {request}")
    assert run(*shell, count) == ["0"]


def test_nothing_is_served_while_the_ledger_cannot_be_replayed(monkeypatch):
    """After a failure, the next request tries again."""
    results = [OSError("The disk is full."), 0]
    served = []

    def replay_or_fail():
        result = results.pop(0)
        if isinstance(result, Exception):
            raise result

    monkeypatch.setattr(ledger, "replay", replay_or_fail)
    site = Application(lambda environ, start_response: served.append(environ["PATH_INFO"]) or [])
    with pytest.raises(OSError, match="disk"):
        site({"PATH_INFO": "/first/"}, None)
    for _request in range(2):
        site({"PATH_INFO": "/second/"}, None)
    assert (served, results) == (["/second/"] * 2, [])


def test_lines_older_than_any_back_up_are_dropped(alert, settings):
    old = timezone.now() - ledger.KEEP_FOR - timedelta(days=1)
    new = timezone.now() - ledger.KEEP_FOR + timedelta(days=1)
    lines = [
        f"2 {at.isoformat()} comment.erased {key} .\n" for at, key in ((old, "old"), (new, "new"))
    ]
    settings.ERASURE_LEDGER.write_text("".join(lines))
    assert ledger.drop_old(dry_run=True) == 1
    assert settings.ERASURE_LEDGER.read_text() == "".join(lines)
    assert [ledger.drop_old(), ledger.drop_old()] == [1, 0]
    assert settings.ERASURE_LEDGER.read_text() == lines[1]


@pytest.mark.parametrize("status", [Status.REJECTED, Status.SPAM])
def test_a_reply_that_can_still_be_decided_on_otherwise_does_not_go_with_its_parent(user, status):
    root = make.comment(make.AlertPageFactory())
    reply = make.comment(root.post, status=status, reply_to=root, text="A reply.")
    erase(root.pk, by=user("Moderators"))
    reply.refresh_from_db()
    assert reply.comment == "A reply."
    root.refresh_from_db()
    assert (root.comment, root.is_erased) == ("", True)
