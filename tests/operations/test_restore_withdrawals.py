"""Tests for restores of backups that contain content or permissions withdrawn since."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from home.media.models import Recording
from home.media.recordings import facts_as_text
from home.models import Meeting
from home.operations import ledger
from home.translation.models import TranslationLink
from tests import factories as make
from tests.support.by_link import begin
from tests.support.restoring import MARKS, restore, signed_in

pytestmark = MARKS


# Pages, files, links


def test_pages_that_were_withdrawn_since_the_back_up_are_not_public_after_a_restore(back_up):
    kinds = ("unpublished", "deleted", "private", "scheduled", "corrected")
    pages = {name: make.StandardPageFactory(slug=name) for name in kinds}
    due = timezone.now() - timedelta(seconds=1)
    pages["scheduled"].unpublish()
    pages["scheduled"].go_live_at = due
    pages["scheduled"].save_revision(approved_go_live_at=due)
    parent = make.StandardPageFactory(slug="parent")
    make.StandardPageFactory(slug="child", parent=parent)
    saved = back_up()

    editor = signed_in()
    for name in ("unpublished", "scheduled", "corrected"):
        pages[name].refresh_from_db()
        if not pages[name].live:
            pages[name].get_latest_revision().publish()
        editor.post(reverse("wagtailadmin_pages:unpublish", args=(pages[name].pk,)))
    Page.objects.get(pk=pages["corrected"].pk).specific.save_revision().publish()
    for page in (pages["deleted"], parent):
        editor.post(
            reverse("wagtailadmin_pages:delete", args=(page.pk,)),
            {"confirm_site_name": settings.WAGTAIL_SITE_NAME},
        )
    editor.post(
        reverse("wagtailadmin_pages:set_privacy", args=(pages["private"].pk,)),
        {"restriction_type": "login"},
    )

    def answers():
        paths = [*kinds, "parent", "parent/child"]
        return {path: Client().get(f"/en/{path}/").status_code for path in paths}

    gone = dict.fromkeys(["unpublished", "deleted", "scheduled", "parent", "parent/child"], 404)
    expected = gone | {"private": 302, "corrected": 200}
    assert answers() == expected
    restore(saved)
    call_command("publish_scheduled", verbosity=0)
    # The backup has the page as it was before the correction, so the page stays withdrawn.
    assert answers() == expected | {"corrected": 404}
    assert not Page.objects.filter(slug__in=("deleted", "parent", "child")).exists()
    assert ledger.replay() == 0
    # Pages published after the restore stay live.
    Page.objects.get(slug="unpublished").specific.save_revision().publish()
    assert ledger.replay() == 0
    assert answers()["unpublished"] == 200


def test_a_translation_withdrawn_in_one_language_stays_withdrawn(back_up):
    page = make.StandardPageFactory(slug="one")
    page.save_revision().publish()
    somali = make.translate(page, "so")
    saved = back_up()
    signed_in().post(reverse("wagtailadmin_pages:unpublish", args=(somali.pk,)))
    restore(saved)
    languages = Page.objects.filter(translation_key=page.translation_key)
    assert dict(languages.values_list("locale__language_code", "live")) == {
        "en": True,
        "so": False,
    }


def test_a_privacy_that_was_lifted_again_is_not_put_back(back_up):
    page = make.StandardPageFactory(slug="one")
    saved = back_up()
    editor, address = signed_in(), reverse("wagtailadmin_pages:set_privacy", args=(page.pk,))
    for kind in ("login", "none"):
        editor.post(address, {"restriction_type": kind})
    assert ledger.replay() == 0
    restore(saved)
    assert not PageViewRestriction.objects.exists()


def test_groups_that_alone_may_see_a_page_are_the_same_after_a_restore(back_up):
    page = make.StandardPageFactory(slug="one")
    group = make.user("Moderators").groups.get()
    saved = back_up()
    signed_in().post(
        reverse("wagtailadmin_pages:set_privacy", args=(page.pk,)),
        {"restriction_type": "groups", "groups": [group.pk]},
    )
    restore(saved)
    found = PageViewRestriction.objects.get()
    assert (found.restriction_type, list(found.groups.all())) == ("groups", [group])
    assert ledger.replay() == 0


def test_files_recordings_links_and_meetings_that_were_withdrawn_stay_withdrawn(back_up):
    document, picture = make.DocumentFactory(), make.ImageFactory()
    collection = Collection.get_first_root_node().add_child(name="Lawyers")
    alert = make.AlertPageFactory()
    facts = facts_as_text(alert.recorded_facts())
    recordings = [
        Recording.objects.create(page=alert, language=code, facts=said, file="x.mp3")
        for code, said in (("so", facts), ("es", "other"))
    ]
    link, token = make.link(begin())
    cancelled, deleted, _kept = (make.meeting(place=place) for place in ("Old", "Gone", "Kept"))
    saved = back_up()

    editor = signed_in()
    editor.post(reverse("wagtaildocs:delete", args=(document.pk,)))
    editor.post(reverse("wagtailimages:delete", args=(picture.pk,)))
    editor.post(
        reverse("wagtailadmin_collections:set_privacy", args=(collection.pk,)),
        {"restriction_type": "login"},
    )
    editor.post(reverse("delete_recording", args=(recordings[0].pk,)))
    page = alert.specific
    page.save_revision().publish()  # makes the other recording outdated
    translated = link.translation.get_target_instance()
    editor.post(
        reverse("wagtailadmin_pages:edit", args=(translated.pk,)), {"action": f"revoke-{link.pk}"}
    )
    cancelled.is_cancelled = True
    cancelled.save()
    deleted.delete()

    def public():
        return {
            "document": type(document).objects.exists(),
            "picture": type(picture).objects.exists(),
            "open collections": not CollectionViewRestriction.objects.exists(),
            "recordings": Recording.objects.playable().count(),
            "links": TranslationLink.objects.filter(revoked_at=None).count(),
            "meetings": list(Meeting.objects.upcoming().values_list("place", flat=True)),
        }

    nothing = {
        "document": False,
        "picture": False,
        "open collections": False,
        "recordings": 0,
        "links": 0,
        "meetings": ["Kept"],
    }
    assert public() == nothing
    restore(saved)
    assert public() == nothing
    assert Client().get(f"/so/translate/{token}/").status_code == 410
    assert ledger.replay() == 0


# Accounts


def test_a_restore_gives_no_permissions_back(back_up):
    User = get_user_model()
    kinds = ("locked", "demoted", "left", "deleted", "password", "name", "same")
    people = {
        name: make.user("Moderators", username=name, email=f"{name}@x.example", public_name="Ana")
        for name in kinds
    }
    User.objects.filter(username="demoted").update(is_superuser=True)
    visitor = Client()
    visitor.force_login(people["same"])
    saved = back_up()

    for name in kinds:
        people[name].refresh_from_db()
    people["locked"].is_active = False
    people["demoted"].is_superuser = False
    people["password"].set_password("another secret")
    people["name"].public_name = ""
    for name in ("locked", "demoted", "password", "name"):
        people[name].save()
    people["left"].groups.clear()
    people["deleted"].delete()

    restore(saved)
    stored = {user.username: user for user in User.objects.all()}
    assert "deleted" not in stored
    assert not stored["locked"].is_active
    assert not stored["demoted"].is_superuser
    assert not stored["left"].groups.exists()
    assert stored["name"].public_name == ""
    assert not stored["password"].check_password("secret")
    same = stored["same"]
    assert (same.is_active, same.check_password("secret"), same.public_name) == (True, True, "Ana")
    assert same.groups.exists()
    assert not Session.objects.exists()
    assert ledger.replay() == 0
    # The owner can request a new password, which stays valid.
    stored["password"].set_password("a third secret")
    stored["password"].save()
    assert ledger.replay() == 0
