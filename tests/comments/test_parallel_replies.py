"""Tests for simultaneous changes in one thread."""

import pytest
from django.test import Client

from alerts.comments.models import PostComment, Status
from alerts.comments.services import Decision, set_status
from tests import factories as make
from tests.support.parallel import at_once
from tests.support.reader_form import form_address, form_fields

# Other connections cannot see a test's transaction. pytest-django runs transactional tests last.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

READERS = 24


def assert_in_one_order(root):
    # `order` is the package's, and `place` is the project's.
    by_order = list(PostComment.objects.filter(thread_id=root.pk).order_by("order"))
    assert [comment.order for comment in by_order] == list(range(1, len(by_order) + 1))
    assert [comment.place for comment in by_order] == sorted(comment.place for comment in by_order)
    for comment in by_order:
        below = [other for other in by_order if other.place.startswith(comment.place)]
        assert comment.nested_count == len(below) - 1


def test_replies_from_many_connections_at_once_leave_one_right_order(alert):
    root = make.comment(alert)
    branch = make.comment(alert, reply_to=root)
    deepest = make.comment(alert, reply_to=branch)
    address = form_address(alert)
    forms = []
    for number in range(READERS):
        answered = (root, branch, deepest)[number % 3]
        fields = form_fields(Client().get(f"{address}?reply_to={answered.pk}"))
        forms.append(fields | {"comment": f"Reply {number}."})
    answers = at_once([lambda form=form: Client().post(address, form) for form in forms])
    assert {answer.status_code for answer in answers} == {302}
    assert PostComment.objects.filter(root=root).count() == READERS + 2
    assert PostComment.objects.filter(root=root, level=1).count() == READERS / 3 + 1
    assert_in_one_order(root)


def test_decisions_and_deletions_in_one_thread_at_once_end_in_a_thread_that_is_right(alert):
    root = make.comment(alert)
    branches = [make.comment(alert, reply_to=root, status=Status.PENDING) for _ in range(4)]
    twigs = [make.comment(alert, reply_to=branch) for branch in branches]
    going = make.comment(alert, reply_to=root)
    decisions = [(root, Status.REJECTED), (root, Status.PUBLISHED)]
    decisions += [(branch, Status.PUBLISHED) for branch in branches]
    decisions += [(twig, Status.REJECTED) for twig in twigs[:2]]
    at_once(
        [lambda one=one, to=to: set_status(one.pk, Decision(to, by=None)) for one, to in decisions]
        + [lambda: make.comment(alert, reply_to=root, idempotency_key=f"new-{alert.pk}")]
        + [going.delete]
    )
    comments = PostComment.objects.filter(thread_id=root.pk).select_related("root", "reply_to")
    assert comments.count() == 10
    for comment in comments:
        above = [one for one in (comment, comment.reply_to, comment.root) if one]
        assert comment.is_shown == all(one.status == Status.PUBLISHED for one in above)
