"""Lookup for subqueries that return few rows of a large table."""

from typing import Any

from django.db.models import Field, ForeignObject
from django.db.models.lookups import In


@ForeignObject.register_lookup  # does not inherit the lookups of other fields
@Field.register_lookup
class InFew(In):
    """Lookup `in_few`: `in` with a subquery that the database runs before it joins tables."""

    lookup_name = "in_few"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        # PostgreSQL reorders at most eight joins. It runs the subquery of `in` after them, for which
        # it reads the whole table. An array is a value that it needs before.
        if connection.vendor == "postgresql":
            return f"= ANY(ARRAY{rhs})"
        return super().get_rhs_op(connection, rhs)
