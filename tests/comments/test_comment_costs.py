"""Tests for the query counts and indexes of pages and changes with many comments."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_comments.models import Comment, CommentFlag
from django_comments_xtd.models import XtdComment

from alerts.comments import lookup as threads
from alerts.comments.models import PostComment, Status
from alerts.comments.services import Decision, set_status
from alerts.comments.thread_queries import count_of
from home.addresses import page_address
from tests import factories as make
from tests.support.reader_form import form_address, thread, write

pytestmark = pytest.mark.django_db

PUBLISHED, REJECTED = Status.PUBLISHED, Status.REJECTED
TABLES = (PostComment, XtdComment, Comment)


def queries(action):
    with CaptureQueriesContext(connection) as captured:
        action()
    return [query["sql"] for query in captured]


def read(alert, **choice):
    """Return the comments on a page of English threads as tuples, and the counts of the page."""
    shown = PostComment.objects.shown_on(alert.pk)
    page = threads.page_of_threads(
        shown.filter(language="en"), count_of(shown.exclude(language="en")), **choice
    )
    return [
        (one.user_name, one.comment, one.submitted, one.level, one.language)
        for thread in page
        for one in [thread.comment, *(answer.comment for answer in thread.answers)]
    ], (page.paginator.num_pages, page.comment_count, page.other_count)


def fill(alert, roots, replies, language="en"):
    for _root in range(roots):
        root = make.comment(alert, language)
        for _reply in range(replies):
            make.comment(alert, language, reply_to=root)


@pytest.mark.parametrize("newest", [False, True])
def test_a_page_of_threads_is_two_queries_whatever_the_size(alert, newest):
    fill(alert, 2, 2)
    assert len(queries(lambda: read(alert, newest=newest))) == 2
    fill(alert, 22, 6)
    fill(alert, 2, 0, "so")
    assert len(queries(lambda: read(alert, newest=newest))) == 2
    assert len(queries(lambda: read(alert, newest=newest, number="2"))) == 2


def test_a_page_number_that_is_too_large_leads_to_the_last_page_of_threads(alert):
    fill(alert, threads.THREADS_PER_PAGE + 1, 0)
    comments, (pages, *_counts) = read(alert, number=9)
    assert (len(comments), pages) == (1, 2)


@pytest.mark.parametrize("elsewhere", [0, 2])
def test_a_post_without_comments_costs_no_more_queries(alert, elsewhere):
    fill(alert, elsewhere, 1, "so")
    assert len(queries(lambda: read(alert))) == 2


def test_a_page_of_replies_is_two_queries_whatever_the_size(alert):
    def read_one(number):
        root, _page = threads.page_of_replies(threads.find_comment(alert.pk, pk), number)
        return [(one.comment.comment, one.comment.level) for one in root.answers]

    fill(alert, 1, 2)
    pk = PostComment.objects.get(root=None).pk
    assert len(queries(lambda: read_one(1))) == 2
    for _reply in range(threads.REPLIES_PER_PAGE):
        make.comment(alert, reply_to=PostComment.objects.get(pk=pk))
    assert len(queries(lambda: read_one(1))) == 2
    assert len(queries(lambda: read_one("2"))) == 2


def test_a_permanent_link_to_a_reply_is_one_query_beyond_those_for_its_page(alert):
    fill(alert, 1, 20)
    pk = PostComment.objects.latest("pk").pk
    assert len(queries(lambda: threads.find_comment(alert.pk, pk))) == 1


def test_no_page_of_comments_reads_the_columns_for_addresses(alert):
    fill(alert, 2, 6)
    root = PostComment.objects.filter(root=None)[0]
    asked = queries(lambda: (read(alert), threads.page_of_replies(find(alert, root))))
    assert asked
    assert [sql for sql in asked if "user_email" in sql or "ip_address" in sql] == []


def find(alert, comment):
    return threads.find_comment(alert.pk, comment.pk)


def test_the_numbers_of_comments_of_a_list_of_posts_are_one_query(client):
    def index():
        client.get("/so/alerts/")

    now = timezone.now()
    past = {"starts_at": now - timedelta(days=9), "ends_at": now - timedelta(days=8)}
    counts = []
    for size in (2, 20):
        for _alert in range(size):
            make.comment(make.AlertPageFactory(), "so")
            make.comment(make.AlertPageFactory(**past), "so")
        index()
        asked = queries(index)
        counts.append(len(asked))
        assert len([sql for sql in asked if "comments_postcomment" in sql]) == 1
    assert counts[0] == counts[1]


def conversation(alert, replies, status=PUBLISHED):
    """Create a thread with `replies` replies, which have one reply each."""
    root = make.comment(alert, status=status)
    for _reply in range(replies):
        make.comment(alert, reply_to=make.comment(alert, reply_to=root))
    return root


def test_a_decision_on_a_thread_costs_the_same_with_many_replies(alert):
    set_status(make.comment(alert).pk, Decision(REJECTED, by=None))  # fills Django's caches
    costs = []
    for replies in (1, 60):
        root = conversation(alert, replies)
        hide = queries(lambda root=root: set_status(root.pk, Decision(REJECTED, by=None)))
        show = queries(lambda root=root: set_status(root.pk, Decision(PUBLISHED, by=None)))
        costs.append((len(hide), len(show)))
        assert PostComment.objects.filter(root=root, is_shown=True).count() == 2 * replies
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 13


def test_deleting_a_thread_costs_the_same_with_many_replies(alert, user):
    kept = conversation(alert, 1)
    costs = []
    for replies in (1, 60):
        root = conversation(alert, replies)
        for comment in PostComment.objects.filter(root=root):
            CommentFlag.objects.create(comment=comment, user=user(), flag="x")
        costs.append(len(queries(root.delete)))
    assert costs[0] == costs[1] <= 10
    left = {kept.pk, *PostComment.objects.filter(root=kept).values_list("pk", flat=True)}
    assert [set(model._base_manager.values_list("pk", flat=True)) for model in TABLES] == [left] * 3
    assert not CommentFlag.objects.exists()


def test_deleting_a_reply_takes_what_stands_below_it_and_nothing_else(client, alert):
    root = make.comment(alert, text="root")
    one = make.comment(alert, text="one", reply_to=root)
    make.comment(alert, text="below one", reply_to=one)
    other = make.comment(alert, text="other", reply_to=root)
    make.comment(alert, text="below other", reply_to=other)
    assert one.delete() == (2, {"comments.PostComment": 2})
    assert [text for _name, text in thread(client, alert)] == ["root", "other", "below other"]
    assert [model._base_manager.count() for model in TABLES] == [3, 3, 3]
    root.refresh_from_db()
    assert root.nested_count == 2


@pytest.mark.parametrize("language", ["en", "so"])
def test_a_page_with_conversations_costs_as_many_queries_with_2_as_with_20(client, alert, language):
    address = page_address(alert, language)
    fill(alert, 2, 2, language)
    client.get(address)
    few = len(queries(lambda: client.get(address)))
    fill(alert, 20, 3, language)
    fill(alert, 20, 1, "hmn")
    assert len(queries(lambda: client.get(address))) == few
    assert few <= 15


@pytest.mark.parametrize(
    "columns",
    [
        ["post_id", "language", "submitted"],
        ["root_id", "place", "is_shown"],
        ["post_id", "language", "root_id", "is_shown"],
        ["status", "submitted"],
    ],
)
def test_the_columns_that_pages_filter_by_have_an_index(columns):
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(
            cursor, PostComment._meta.db_table
        ).values()
    assert columns in [found["columns"] for found in constraints if found["index"]]


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL scans a small table as a whole"
)
@pytest.mark.parametrize("index", ["comment_threads", "comment_replies", "comment_numbers"])
def test_the_indexes_are_used(alert, index):
    fill(alert, 2, 6)
    asked = queries(lambda: read(alert))
    with connection.cursor() as cursor:
        plans = []
        for sql in asked:
            cursor.execute("EXPLAIN QUERY PLAN " + sql)
            plans.append(" ".join(str(row) for row in cursor.fetchall()))
    assert index in " ".join(plans)
    assert not [one for one in plans if "SCAN comments_postcomment" in one]


def test_the_private_page_of_a_call_costs_as_many_queries_with_1_as_with_4_offices(client, alert):
    office, address = make.office("Mark Dayton"), "/so/comment/a-token/"
    make.call(alert, office)
    make.own_comment(alert, "a-token", "so", call_result="spoke", office=office)
    client.get(address)
    few = queries(lambda: client.get(address))
    make.call(alert, *(make.office(f"Office {number}") for number in range(3)))
    assert len(queries(lambda: client.get(address))) == len(few)


def test_a_comment_on_a_post_without_offices_has_a_private_page(client):
    make.own_comment(make.ExplainerPageFactory(), "a-token")
    assert client.get("/en/comment/a-token/").status_code == 200


def test_the_screening_of_a_new_comment_is_stored_without_a_search_for_an_old_one(client, alert):
    made = queries(lambda: write(client, form_address(alert)))
    of_screening = [sql.split()[0] for sql in made if '"comments_spamscreening"' in sql]
    assert [word for word in of_screening if word != "SELECT"] == ["INSERT"]


def test_a_thread_is_locked_by_its_first_comment_and_several_in_the_order_of_their_ids(alert):
    root = make.comment(alert)
    reply, other = make.comment(alert, reply_to=root), make.comment(alert)
    for one in (root, reply):
        (sql,) = queries(one.lock_thread)
        assert f'_id" = {root.pk} ' in sql
        assert "NOT" not in sql
    (sql,) = queries(PostComment.objects.filter(pk__in=[other.pk, reply.pk]).lock_threads)
    assert "ORDER BY 1 ASC" in sql
