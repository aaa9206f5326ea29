"""Helpers that count database queries."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def query_count(client, address):
    """Request a page twice, and return the count of queries of the second request."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
