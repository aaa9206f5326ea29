"""Database aggregate for JSON lists, with which one query also loads the rows of another table."""

from typing import Any

from django.db.models import Aggregate, JSONField, QuerySet, Subquery
from django.db.models.functions import JSONObject


class JSONList(Aggregate):
    """Aggregate that returns the values of an expression as a JSON list, in any order."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


def rows_as_json(rows: QuerySet, same: str, **columns: Any) -> Subquery:
    """Return a subquery whose value is a JSON list of the rows in `rows`, or None without rows.

    `same` is the name of a column that has the same value in all rows. `columns` has an expression
    or a field name for each key of a row's JSON object.
    """
    grouped = rows.order_by().values(same).annotate(json_list=JSONList(JSONObject(**columns)))
    return Subquery(grouped.values("json_list"))
