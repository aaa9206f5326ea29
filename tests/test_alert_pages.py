import pytest

from . import factories as make

pytestmark = pytest.mark.django_db


def test_an_alert_is_served_in_english(client):
    alert = make.AlertPageFactory(slug="call")
    response = client.get("/en/alerts/call/")
    assert response.status_code == 200
    assert alert.title in response.content.decode()


@pytest.mark.parametrize("language", ["es", "so", "hmn"])
def test_an_alert_is_served_in_the_language_of_its_translation(
    client, language, django_capture_on_commit_callbacks
):
    alert = make.AlertPageFactory(slug="call")
    with django_capture_on_commit_callbacks(execute=True):
        make.translate(alert, language)
    response = client.get(f"/{language}/alerts/call/")
    assert f"[{language}] {alert.title}" in response.content.decode()


def test_sample(client, sample, django_assert_max_num_queries):
    url = "/so/alerts/stand-firm-against-secure-communities/"
    client.get(url)
    with django_assert_max_num_queries(15):
        client.get(url)
