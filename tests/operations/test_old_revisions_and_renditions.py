"""Tests for the deletion of old revisions and of unused image renditions."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from wagtail.models import Revision

from alerts.models import AlertPage
from home.media import unused_renditions
from home.media.models import CustomImage, Rendition
from home.publishing import old_revisions
from tests import factories as make

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - old_revisions.KEEP_FOR - timedelta(days=1)


def revisions(page, number):
    made = [page.save_revision(clean=False) for _number in range(number)]
    Revision.objects.filter(pk__in=[one.pk for one in made]).update(created_at=LONG_AGO)
    return made


def kept(page):
    return set(Revision.objects.for_instance(page).values_list("pk", flat=True))


def test_of_old_revisions_the_newest_the_published_and_scheduled_ones_stay():
    page = make.AlertPageFactory()
    Revision.objects.for_instance(page).delete()
    made = revisions(page, old_revisions.KEEP_NEWEST + 4)
    published, scheduled, *others = made
    AlertPage.objects.filter(pk=page.pk).update(live_revision=published)
    Revision.objects.filter(pk=scheduled.pk).update(approved_go_live_at=timezone.now())
    gone = others[:2]
    assert old_revisions.delete_old(dry_run=True) == 2
    assert kept(page) == {one.pk for one in made}
    assert old_revisions.delete_old(dry_run=False) == 2
    assert kept(page) == {one.pk for one in made if one not in gone}
    assert old_revisions.delete_old(dry_run=False) == 0


def test_many_recent_revisions_and_few_old_ones_stay():
    busy, quiet = make.AlertPageFactory(slug="busy"), make.AlertPageFactory(slug="quiet")
    for _number in range(old_revisions.KEEP_NEWEST + 3):
        busy.save_revision(clean=False)
    revisions(quiet, 3)
    assert old_revisions.delete_old(dry_run=False) == 0


def test_the_revision_that_became_the_latest_meanwhile_stays(monkeypatch):
    page = make.AlertPageFactory()
    made = revisions(page, old_revisions.KEEP_NEWEST + 2)
    AlertPage.objects.filter(pk=page.pk).update(latest_revision=made[0])
    old_revisions.delete_old(dry_run=False)
    assert made[0].pk in kept(page)


@pytest.fixture
def picture():
    image = make.ImageFactory()
    CustomImage.objects.filter(pk=image.pk).update(created_at=LONG_AGO)
    image.get_renditions("width-40", "max-165x165")
    return image


def test_sizes_of_a_picture_that_nothing_shows_go_with_their_files(
    picture, indexing, django_capture_on_commit_callbacks
):
    rendition = picture.renditions.get(filter_spec="width-40")
    path = rendition.file.path
    with django_capture_on_commit_callbacks(execute=True):
        assert unused_renditions.delete_unused(dry_run=True) == 1
        assert unused_renditions.delete_unused(dry_run=False) == 1
    assert not Path(path).exists()
    assert list(Rendition.objects.values_list("filter_spec", flat=True)) == ["max-165x165"]


def test_sizes_of_new_and_of_used_pictures_stay(picture, indexing):
    CustomImage.objects.filter(pk=picture.pk).update(created_at=timezone.now())
    assert unused_renditions.delete_unused(dry_run=False) == 0
    CustomImage.objects.filter(pk=picture.pk).update(created_at=LONG_AGO)
    make.AlertPageFactory(body=[("picture", {"image": picture, "alt_text": "A street."})])
    assert unused_renditions.delete_unused(dry_run=False) == 0
