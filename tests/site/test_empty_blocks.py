"""Tests for blocks without content, which drafts may have and published pages may not."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from home.models import StandardPage
from tests import factories as make

pytestmark = pytest.mark.django_db

EMPTY_BLOCKS = [
    ("text", rich_text("")),
    ("text", rich_text("<p> </p><p>&nbsp;</p>")),
    ("questions", {"count": 0}),
    (
        "questions",
        {
            "count": 1,
            "0": {
                "deleted": "",
                "order": 0,
                "value": {"question": "Why?", "answer": rich_text("")},
            },
        },
    ),
    ("documents", {"count": 0}),
]


@pytest.mark.parametrize("block", EMPTY_BLOCKS)
def test_an_empty_block_may_stay_in_a_draft_but_is_not_published(editor, block):
    page = make.StandardPageFactory(slug="about", live=False)
    form = nested_form_data(
        {
            "title": "About",
            "slug": "about",
            "body": rich_text("<p>x</p>"),
            "more": streamfield([block]),
        }
    )
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert editor.post(url, form | {"action-publish": "1"}).status_code == 200
    page.refresh_from_db()
    assert not page.live
    assert editor.post(url, form).status_code == 302
    draft = StandardPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert [one.block_type for one in draft.more] == [block[0]]
    with pytest.raises(ValidationError):
        draft.get_latest_revision().publish()
