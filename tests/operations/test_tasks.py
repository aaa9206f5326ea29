"""Tests for tasks that run immediately, and for tasks that a worker runs."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from PIL import Image
from wagtail.models import ReferenceIndex

from alerts.models import AlertPage
from home.media.models import PICTURE_SPECS, CustomImage, Rendition
from home.media.tasks import make_renditions
from tests import factories as make

pytestmark = pytest.mark.django_db


def picture_file():
    data = BytesIO()
    Image.new("RGB", (2000, 1000)).save(data, "PNG")
    return SimpleUploadedFile("door.png", data.getvalue())


@pytest.fixture
def uploaded(admin_of, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        admin_of("Editors").post(
            reverse("wagtailimages:add"),
            {
                "title": "People at a door",
                "file": picture_file(),
                "collection": 1,
            },
        )
    return CustomImage.objects.get()


def sizes():
    return {(one.filter_spec, one.width) for one in Rendition.objects.all()}


def waiting():
    return DBTaskResult.objects.filter(status="READY").count()


def test_an_upload_waits_for_no_picture_and_a_worker_makes_the_sizes_that_pages_show(
    uploaded, run_worker
):
    assert waiting() == 1
    assert not {spec for spec, _width in sizes()} & set(PICTURE_SPECS)
    run_worker()
    assert waiting() == 0
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"
    assert {
        (f"width-{width}|format-{kind}", width) for width in (480, 960) for kind in ("webp", "jpeg")
    } <= sizes()
    for rendition in Rendition.objects.filter(filter_spec__in=PICTURE_SPECS):
        assert rendition.file.storage.exists(rendition.file.name)


def alert_with(picture):
    value = {"image": picture, "alt_text": "People at a door", "caption": ""}
    return make.AlertPageFactory(slug="call", body=[("picture", value)])


def test_a_page_shows_the_sizes_that_the_worker_made_and_makes_none(client, uploaded, run_worker):
    run_worker()
    alert_with(uploaded)
    before = sizes()
    html = client.get("/en/alerts/call/").content.decode()
    assert html.count(".webp") >= 2
    assert sizes() == before


def test_a_page_is_whole_without_a_worker(client, uploaded):
    alert_with(uploaded)
    html = client.get("/en/alerts/call/").content.decode()
    assert "People at a door" in html
    renditions = Rendition.objects.filter(filter_spec__in=PICTURE_SPECS)
    assert len(renditions) == len(PICTURE_SPECS) == 4
    for rendition in renditions:
        assert rendition.url in html
        assert rendition.file.storage.exists(rendition.file.name)
    assert waiting() == 1


def test_a_picture_that_was_deleted_before_its_turn_is_no_failure(uploaded, run_worker):
    uploaded.delete()
    run_worker()
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_a_picture_that_is_broken_fails_alone(uploaded, run_worker):
    Path(uploaded.file.path).write_bytes(b"no picture")
    another = CustomImage.objects.create(title="Another", file=picture_file())
    make_renditions.enqueue(another.pk)
    run_worker()
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == [
        "FAILED",
        "SUCCESSFUL",
    ]


@pytest.mark.usefixtures("indexing")
def test_search_and_the_list_of_uses_are_right_at_once_without_a_worker(
    django_capture_on_commit_callbacks,
):
    picture = make.ImageFactory()
    with django_capture_on_commit_callbacks(execute=True):
        alert_with(picture)
    assert [page.slug for page in AlertPage.objects.live().search("headline")] == ["call"]
    assert ReferenceIndex.get_references_to(picture).count() == 1
    assert not DBTaskResult.objects.exclude(task_path__endswith="make_renditions").exists()
