"""Tests for the changes in the ledger that a replay repeats, and for those that it leaves alone."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from home.media.models import CustomDocument
from home.media.recordings import Recording
from home.models import Meeting
from home.operations import ledger
from home.people.models import User
from home.withdrawals import page_key
from tests import factories as make
from tests.support.restoring import acts

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def person():
    person = make.user("Editors", username="ana", public_name="Ana")
    person.groups.add(Group.objects.get(name="Moderators"))
    settings.ERASURE_LEDGER.unlink(missing_ok=True)
    return person


def recording(**fields):
    fields = {"language": "so", "facts": "{}"} | fields
    file = ContentFile(b"mp3", "call.mp3")
    return Recording.objects.create(page=make.AlertPageFactory(), file=file, **fields)


def deleted_page():
    ledger.record("page.deleted", page_key(make.StandardPageFactory()))


def unpublished_page():
    ledger.record("page.unpublished", page_key(make.StandardPageFactory()))


def restricted_page():
    ledger.record("page.privacy", page_key(make.StandardPageFactory()), "login")


def restricted_collection():
    folder = Collection.get_first_root_node().add_child(name="Lawyers")
    ledger.record("collection.privacy", folder.pk, "login")


def deleted_file():
    file = make.DocumentFactory()
    key = f"media.customdocument:{file.pk}@{file.created_at.isoformat()}"
    ledger.record("file.deleted", key)


def cancelled_meeting():
    ledger.record("meeting", make.meeting().pk, "cancelled")


def deleted_recording():
    ledger.record("recording.deleted", recording().key)


def withdrawn_recording():
    ledger.record("recording.withdrawn", recording().key)


def deleted_account():
    person = make.user("Editors")
    ledger.record("user.deleted", f"{person.pk}@{person.date_joined.isoformat()}")


def account_without_rights():
    person = make.user("Editors", public_name="Ana")
    key = f"{person.pk}@{person.date_joined.isoformat()}"
    ledger.record("user.changed", key, "000", "-", "other", "-")


ACTS = [
    *(deleted_page, unpublished_page, restricted_page, restricted_collection, deleted_file),
    *(cancelled_meeting, deleted_recording, withdrawn_recording),
    *(deleted_account, account_without_rights),
]
MODELS = (Page, PageViewRestriction, CollectionViewRestriction, CustomDocument, Meeting, Recording)


def stored():
    people = [(user.pk, list(user.groups.all())) for user in User.objects.order_by("pk")]
    return people, [list(m.objects.order_by("pk").values()) for m in (*MODELS, User)]


@pytest.mark.parametrize("act", ACTS)
def test_a_dry_run_counts_what_a_replay_does_and_does_nothing(
    act, django_capture_on_commit_callbacks
):
    act()
    before, lines = stored(), ledger.read()
    assert ledger.replay(dry_run=True) == 1
    assert stored() == before
    with django_capture_on_commit_callbacks(execute=True):
        assert ledger.replay() == 1
    assert stored() != before
    assert ledger.read() == lines
    assert ledger.replay(dry_run=True) == ledger.replay() == 0


def a_parent_of_a_page_that_stays():
    parent = make.StandardPageFactory(live=False)
    make.StandardPageFactory(parent=parent)
    ledger.record("page.deleted", page_key(parent))
    return 0


def a_live_parent_of_a_page_that_stays():
    parent = make.StandardPageFactory()
    make.StandardPageFactory(parent=parent)
    ledger.record("page.deleted", page_key(parent))
    return 1


def a_parent_and_its_child():
    parent = make.StandardPageFactory(live=False)
    child = make.StandardPageFactory(parent=parent, live=False)
    for page in (parent, child):
        ledger.record("page.deleted", page_key(page))
    return 2


def a_page_that_was_unpublished_and_then_deleted():
    page = make.StandardPageFactory()
    for act in ("page.unpublished", "page.deleted"):
        ledger.record(act, page_key(page))
    return 1


def a_home_page():
    ledger.record("page.deleted", page_key(make.home("so")))
    return 0


@pytest.mark.parametrize(
    "act",
    [
        a_home_page,
        a_parent_of_a_page_that_stays,
        a_live_parent_of_a_page_that_stays,
        a_parent_and_its_child,
        a_page_that_was_unpublished_and_then_deleted,
    ],
)
def test_a_dry_run_counts_a_page_once_and_none_that_a_replay_leaves_alone(act):
    count = act()
    assert ledger.replay(dry_run=True) == count
    assert ledger.replay() == count


def test_a_dry_run_does_not_count_a_file_that_something_protects(monkeypatch):
    deleted_file()

    def protect(collector, *arguments, **options):
        raise ProtectedError("It is needed.", set())

    monkeypatch.setattr(Collector, "collect", protect)
    assert ledger.replay(dry_run=True) == 0
    assert ledger.replay() == 0
    assert CustomDocument.objects.exists()


# Accounts


def test_a_new_account_is_no_line_of_the_ledger(committed):
    committed(make.user, None, username="new")
    assert acts() == []


def test_a_member_who_is_removed_from_the_groups_side_loses_the_rights_again(committed, person):
    group = Group.objects.get(name="Moderators")
    committed(group.user_set.remove, person)
    assert acts() == ["user.changed"]
    person.groups.add(group)
    assert ledger.replay() == 1
    assert [group.name for group in person.groups.all()] == ["Editors"]


@pytest.mark.parametrize("right", ["is_active", "is_staff", "is_superuser"])
def test_each_right_that_was_taken_is_taken_again_and_no_other(committed, person, right):
    User.objects.update(is_staff=True, is_superuser=True)
    person.refresh_from_db()
    setattr(person, right, False)
    committed(person.save)
    User.objects.update(**{right: True})
    assert ledger.replay() == 1
    person.refresh_from_db()
    rights = {name: getattr(person, name) for name in ("is_active", "is_staff", "is_superuser")}
    assert rights == dict.fromkeys(rights, True) | {right: False}
    assert person.check_password("secret")
    assert (person.public_name, person.groups.count()) == ("Ana", 2)


def test_a_right_that_was_given_later_is_kept(committed, person):
    person.is_superuser = False
    committed(person.save)
    person.is_superuser = True
    committed(person.save)
    assert ledger.replay() == 0
    person.refresh_from_db()
    assert person.is_superuser


def test_an_account_without_a_password_gets_none(committed, person):
    person.set_unusable_password()
    person.save()
    ledger.record(
        "user.changed", f"{person.pk}@{person.date_joined.isoformat()}", "111", "-", "x", "-"
    )
    ledger.replay()
    person.refresh_from_db()
    assert not person.has_usable_password()


def test_another_account_with_the_id_of_a_deleted_one_stays(person):
    earlier = person.date_joined - MINUTE
    ledger.record("user.deleted", f"{person.pk}@{earlier.isoformat()}")
    ledger.record("user.changed", f"{person.pk}@{earlier.isoformat()}", "000", "-", "x", "-")
    assert ledger.replay() == 0


# Pages, files, meetings


def test_another_file_with_the_id_of_a_deleted_one_stays():
    file, record = make.DocumentFactory(), recording()
    earlier = (file.created_at - MINUTE).isoformat()
    ledger.record("file.deleted", f"media.customdocument:{file.pk}@{earlier}")
    ledger.record("recording.deleted", f"{record.pk}@{earlier}")
    assert ledger.replay() == 0
    assert CustomDocument.objects.exists()
    assert Recording.objects.exists()


def test_the_last_restriction_counts_and_takes_the_place_of_an_earlier_one():
    page, group = make.StandardPageFactory(), Group.objects.get(name="Editors")
    ledger.record("page.privacy", page_key(page), "login")
    ledger.record("page.privacy", page_key(page), "groups", group.pk, 999_999)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert ledger.replay() == 1
    found = PageViewRestriction.objects.get()
    assert (found.restriction_type, list(found.groups.all())) == ("groups", [group])
    assert ledger.replay() == 0


def test_a_page_that_was_made_private_below_its_parent_is_the_only_private_one():
    one, other = make.StandardPageFactory(), make.StandardPageFactory()
    ledger.record("page.privacy", page_key(one), "login")
    ledger.replay()
    assert list(PageViewRestriction.objects.values_list("page", flat=True)) == [one.pk]
    assert not other.get_view_restrictions().exists()


def test_a_meeting_that_takes_place_after_all_is_not_cancelled_again(committed):
    meeting = committed(make.meeting)
    assert acts() == []
    for is_cancelled in (True, False):
        meeting.is_cancelled = is_cancelled
        committed(meeting.save)
    assert acts() == ["meeting", "meeting"]
    assert ledger.replay() == 0
    assert not Meeting.objects.get().is_cancelled


def test_a_meeting_that_was_recorded_as_cancelled_is_cancelled_again(committed):
    meeting = committed(make.meeting, is_cancelled=True)
    Meeting.objects.update(is_cancelled=False)
    Meeting.objects.update(updated_at=timezone.now() - MINUTE)
    assert ledger.replay() == 1
    meeting.refresh_from_db()
    assert meeting.is_cancelled


def test_a_meeting_that_was_changed_after_its_cancellation_is_left_alone():
    meeting = make.meeting()
    ledger.record("meeting", meeting.pk, "cancelled")
    Meeting.objects.update(updated_at=timezone.now() + MINUTE)
    assert ledger.replay() == 0


def test_a_page_is_not_withdrawn_again_by_an_act_of_another_language(committed):
    page = make.StandardPageFactory(slug="one")
    somali = make.translate(page, "so")
    Page.objects.update(live=True, last_published_at=timezone.now() - MINUTE)
    ledger.record("page.unpublished", page_key(somali))
    assert ledger.replay() == 1
    assert Page.objects.get(pk=page.pk).live
    assert not Page.objects.get(pk=somali.pk).live


def test_a_translation_that_fell_with_its_english_page_returns_with_it():
    page = make.StandardPageFactory(slug="one")
    page.save_revision().publish()
    somali = make.translate(page, "so")
    Page.objects.update(live=True, last_published_at=timezone.now() - MINUTE)
    for one in (somali, page):
        ledger.record("page.unpublished", page_key(one))
    ledger.replay()
    somali.refresh_from_db()
    assert (somali.live, somali.returns_with_english) == (False, True)
