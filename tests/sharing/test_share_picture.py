"""Tests for the share picture of an alert, which link previews show."""

import os
import re
import time
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from alerts.models import AlertPage, OfficePhone
from alerts.sharing import generated_files
from alerts.sharing.formats import pictures
from tests import factories as make
from tests.support import every_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_folder")]


@pytest.fixture
def alert():
    alert = make.AlertPageFactory(slug="call", title="Call the governor")
    make.call(alert, make.office(numbers=["+16512013400", "+18006573717"]))
    return alert


def picture_of(client, language="en"):
    html = client.get(f"/{language}/alerts/call/").content.decode()
    # Without “og:image:”. The key of the URL is "".
    return dict(re.findall(r'<meta property="og:image:?(\w*)"\s+content="([^"]*)">', html))


def path_of(picture):
    return picture[""].removeprefix("http://testserver")


def get(client, path, run_worker):
    """Return the picture at `path`, requested before and after the worker draws it."""
    client.get(path)
    run_worker()
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("language", make.LANGUAGES)
def test_a_picture_is_made_in_the_background_and_a_general_one_replaces_it_until_then(
    client, alert, run_worker, language
):
    path = path_of(picture_of(client, language))
    meanwhile = client.get(path)
    assert meanwhile.status_code == 302
    assert "no-store" in meanwhile["Cache-Control"]
    assert meanwhile.url.endswith("pictures/campaign.png")
    content = get(client, path, run_worker)
    assert Image.open(BytesIO(content)).size == (1200, 630)
    assert len(content) < 300_000
    # Caches must revalidate the picture, because the alert may be withdrawn.
    kept = client.get(path)
    assert "no-cache" in kept["Cache-Control"]
    assert client.get(path, headers={"If-None-Match": kept["ETag"]}).status_code == 304


def test_the_alt_text_has_headline_number_and_the_date_even_on_the_last_day(
    client, alert, time_machine
):
    AlertPage.objects.update(ends_at=timezone.now() + timedelta(minutes=1))
    said = picture_of(client)
    assert (said["width"], said["height"]) == ("1200", "630")
    assert "Call the governor – (651) 201-3400 – Until " in said["alt"]
    assert str(timezone.localtime().year) in said["alt"]
    assert "Today" not in said["alt"]


def test_every_change_gives_the_picture_another_address_and_the_old_address_is_never_wrong(
    client, alert, run_worker
):
    addresses = [path_of(picture_of(client))]
    first = get(client, addresses[0], run_worker)
    for change in (
        lambda: OfficePhone.objects.filter(sort_order=0).update(number="+16125550000"),
        lambda: AlertPage.objects.update(ends_at=timezone.now() + timedelta(days=9)),
        lambda: AlertPage.objects.update(title="Call again"),
        lambda: AlertPage.objects.update(ends_at=timezone.now() - timedelta(minutes=1)),
    ):
        change()
        addresses.append(path_of(picture_of(client)))
        assert get(client, addresses[0], run_worker) != first
    assert len(set(addresses)) == 5
    assert "(612)" not in picture_of(client)["alt"]
    assert "Ended" in picture_of(client)["alt"]


def test_publishing_or_a_new_number_makes_the_picture_before_the_first_request(
    client, alert, run_worker, django_capture_on_commit_callbacks
):
    for number in ("+16512013400", "+16125550000"):
        with django_capture_on_commit_callbacks(execute=True):
            OfficePhone.objects.filter(sort_order=0).get().delete()
            OfficePhone.objects.create(office=alert.offices[0], number=number, sort_order=0)
        run_worker()
        assert client.get(path_of(picture_of(client, "so"))).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        alert.title = "Call again"
        alert.save_revision().publish()
    run_worker()
    assert client.get(path_of(picture_of(client))).status_code == 200


def test_the_picture_of_an_unreviewed_draft_says_so_until_it_is_reviewed(
    client, alert, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page = make.translate(alert, "so", kind="machine")
    draft = picture_of(client, "so")
    assert draft["alt"].endswith("Weli ma eegin qof luqadda si fiican u yaqaan.")
    assert "mashiin" not in picture_of(client)["alt"]
    for change in ({"reviewed_on": timezone.localdate()}, {"provenance": "volunteer"}):
        somali = AlertPage.objects.filter(pk=page.pk)
        somali.update(reviewed_on=None, provenance="machine")
        somali.update(**change)
        reviewed = picture_of(client, "so")
        assert "mashiin" not in reviewed["alt"]
        assert path_of(reviewed) != path_of(draft)


def test_a_picture_chosen_by_an_editor_replaces_the_share_picture(client, alert):
    AlertPage.objects.update(social_image=make.ImageFactory())
    assert "picture.png" not in picture_of(client)[""]


def test_a_restricted_page_has_no_picture(client, alert, run_worker):
    every_page.restrict(alert)
    assert client.get("/en/alerts/call/picture.png").status_code == 404
    pictures.make_pictures.enqueue(alert.pk, ["en"])
    run_worker()
    assert generated_files.every("pictures") == []
    assert client.get("/en/picture.png").status_code == 404


@pytest.mark.hostile
@pytest.mark.parametrize(
    "title",
    [
        '#set text(red) *x* $y$ " \\ `raw` #sys.inputs',
        "W" * 255,
        "Ruaj khov " * 25,
        "😀 \u202e ﷽",
    ],
)
def test_any_headline_is_drawn_as_it_is_and_within_the_picture(title):
    said = {"title": title, "title_lang": "en", "number": "+252 61 5555555 ext. 44444"}
    said |= {"note": "", "is_over": False, "campaign": "C" * 60, "sample": ""}
    drawn = pictures.draw(said | {"when": "Until " + "very " * 60})
    picture = Image.open(BytesIO(drawn)).convert("RGB")
    assert picture.size == (1200, 630)
    # The right margin and the foot are blank.
    for box in ((1150, 100, 1200, 630), (0, 624, 1200, 630)):
        assert len(picture.crop(box).getcolors()) == 1


def test_housekeeping_deletes_outdated_pictures(client, alert, run_worker):
    path = path_of(picture_of(client))
    get(client, path, run_worker)
    (old,) = generated_files.every("pictures")
    a_day_ago = time.time() - 25 * 60 * 60
    os.utime(old, (a_day_ago, a_day_ago))
    call_command("housekeeping", stdout=StringIO())
    assert old.exists()
    AlertPage.objects.update(title="Call again")
    call_command("housekeeping", stdout=StringIO())
    assert not old.exists()


def test_other_pages_have_the_picture_of_the_campaign(client, alert):
    make.ExplainerPageFactory(slug="why")
    make.StandardPageFactory(slug="privacy")
    for path in ("", "alerts/", "background/", "background/why/", "privacy/"):
        response = client.get(f"/en/{path}")
        assert response.status_code == 200
        assert b'property="og:title"' in response.content
        assert b"pictures/campaign.png" in response.content, path
    assert b"pictures/campaign.png" not in client.get("/en/alerts/call/").content
