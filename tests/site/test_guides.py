"""Tests for the guides in the admin's Help menu."""

import pytest
from django.urls import reverse

from home.admin.guides import GUIDES, document_names, render_guide

ROLES = [
    None,
    "Editors",
    "Translators (Soomaali)",
    "Submit-only translators (Soomaali)",
    "Moderators",
    "Moderators (Hmoob)",
]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.django_db
def test_each_guide_opens_for_each_role(admin_of, role):
    client = admin_of(role)
    for name in GUIDES:
        response = client.get(reverse("guide", args=[name]))
        assert response.status_code == 200
        assert "<h2 id=" in response.content.decode()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.django_db
def test_the_help_menu_links_to_each_guide(admin_of, role):
    home = admin_of(role).get(reverse("wagtailadmin_home")).content.decode()
    for name, label in GUIDES.items():
        assert reverse("guide", args=[name]) in home
        assert label in home


@pytest.mark.parametrize("name", ["nothing", "README", "images"])
@pytest.mark.django_db
def test_an_unknown_guide_is_not_found(admin_of, name):
    assert admin_of("Editors").get(reverse("guide", args=[name])).status_code == 404


@pytest.mark.parametrize("name", ["nothing.png", "..%2Feditors.md", "editors.md", ""])
@pytest.mark.django_db
def test_an_unknown_image_is_not_found(admin_of, name):
    response = admin_of("Editors").get(f"/admin/guides/images/{name}", follow=True)
    assert response.status_code == 404


@pytest.mark.django_db
def test_images_of_the_guides_are_sent(admin_of):
    response = admin_of("Moderators").get(reverse("guide_image", args=["moderation-queue.png"]))
    assert response.headers["Content-Type"] == "image/png"
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "address", [("guide", "editors"), ("guide", "nothing"), ("guide_image", "moderation-queue.png")]
)
@pytest.mark.django_db
def test_anonymous_visitors_are_sent_to_sign_in(client, address):
    response = client.get(reverse(address[0], args=[address[1]]))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("wagtailadmin_login"))


@pytest.mark.django_db
def test_accounts_without_the_admin_are_refused(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader"))
    assert client.get(reverse("guide", args=["editors"])).status_code == 302


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "a <b onclick=x>b</b>", "<!-- -->"]
)
def test_raw_html_comes_out_as_text(hostile):
    html = render_guide(f"# Title\n\n{hostile}\n").html
    assert "&lt;" in html
    assert hostile not in html


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_links_to_scripts_are_no_links(address):
    assert "<a" not in render_guide(f"[text]({address})").html


def test_the_first_heading_is_the_title():
    guide = render_guide("# For *all*\n\nText.\n\n## One task\n")
    assert guide.title == "For *all*"
    assert guide.html == '<p>Text.</p>\n<h2 id="one-task">One task</h2>\n'


def test_a_document_without_a_title_is_rendered_whole():
    assert render_guide("Text.").html == "<p>Text.</p>\n"


def test_links_and_images_stay_within_the_admin():
    text = "[a](translators.md#by-link) [b](#below) [c](../../README.md) ![d](images/moderation-queue.png)"
    html = render_guide(text).html
    assert f'<a href="{reverse("guide", args=["translators"])}#by-link">a</a>' in html
    assert '<a href="#below">b</a> c ' in html
    assert f'src="{reverse("guide_image", args=["moderation-queue.png"])}"' in html


def test_tables_are_rendered():
    assert "<td>1</td>" in render_guide("| a |\n| --- |\n| 1 |\n").html


def test_each_guide_of_the_menu_is_a_document():
    assert set(GUIDES) <= document_names()
