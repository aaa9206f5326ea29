"""Prepared queries: querysets whose SQL is compiled once per process.

Django compiles the SQL of a queryset each time it is evaluated. For a page class with several joined
tables, this takes longer than the database needs for the query. A prepared query keeps the SQL, and
only fills in its parameters. It keeps no rows: each run asks the database.
"""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from copy import copy
from datetime import timedelta
from functools import cache, wraps
from typing import Any, cast

from django.db import connections
from django.db.models import CharField, DateTimeField, Field, QuerySet, Value
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import get_language

from .clock import now

# True while the SQL of a prepared query is compiled.
_is_preparing: ContextVar[bool] = ContextVar("is_preparing", default=False)


class Late(Value):
    """Base class of values that are determined only when the query runs."""

    def as_sql(self, compiler, connection):
        if _is_preparing.get():
            return "%s", [self]
        return "%s", [self.adapted(connection, {})]

    def find(self, given: dict[str, Any]) -> Any:
        """Return the value for a run of the query with the parameters `given`."""
        raise NotImplementedError

    def adapted(self, connection: Any, given: dict[str, Any]) -> Any:
        """Return the value in the form that the database driver accepts."""
        return self.output_field.get_db_prep_value(self.find(given), connection)

    @property
    def empty_result_set_value(self) -> Any:
        return NotImplemented


class Parameter(Late):
    """Value that is given by name when a prepared query runs."""

    def __init__(self, name: str, output_field: Field) -> None:
        super().__init__(name, output_field)

    def find(self, given: dict[str, Any]) -> Any:
        return given[self.value]


class Moment(Late):
    """Time at which the query runs, from `home.clock.now`, minus the timedelta `before`."""

    def __init__(self, before: timedelta = timedelta(0)) -> None:
        super().__init__(before, DateTimeField())

    def find(self, given: dict[str, Any]) -> Any:
        return now() - self.value


class ReaderLanguage(Late):
    """Code of the language that is active when the query runs."""

    def __init__(self) -> None:
        super().__init__(None, CharField())

    def find(self, given: dict[str, Any]) -> Any:
        return get_language()


class _PreparedCompiler(SQLCompiler):
    """Compiler that compiles its query once, and fills in the parameters of each run."""

    given: dict[str, Any]
    _converters: dict[int, Any] | None = None

    def prepare(self) -> None:
        token = _is_preparing.set(True)
        try:
            self.prepared = super().as_sql()
        finally:
            _is_preparing.reset(token)
        columns = [column for column, _sql, _alias in self.select[: self.col_count]]
        self._converters = super().get_converters(columns)

    def for_run(self, connection: Any, given: dict[str, Any]) -> "_PreparedCompiler":
        compiler = copy(self)
        compiler.connection, compiler.given = connection, given
        return compiler

    def as_sql(self, with_limits=True, with_col_aliases=False):
        sql, params = self.prepared
        return sql, tuple(
            one.adapted(self.connection, self.given) if isinstance(one, Late) else one
            for one in params
        )

    def get_converters(self, expressions):
        return super().get_converters(expressions) if self._converters is None else self._converters


class _PreparedQuery(Query):
    """Query of a prepared queryset. Changes to this object do not change the SQL that runs."""

    for_run: _PreparedCompiler

    def get_compiler(self, using=None, connection=None, elide_empty=True):
        return self.for_run


class PreparedQuery:
    """Queryset whose SQL is compiled. Each call of `run` gives values for the parameters."""

    def __init__(self, queryset: QuerySet) -> None:
        self._compiler = _PreparedCompiler(queryset.query, connections[queryset.db], queryset.db)
        self._compiler.prepare()
        self._queryset = queryset.all()
        self._queryset.query = queryset.query.chain(_PreparedQuery)

    def run(self, **given: Any) -> list[Any]:
        """Return a list of the queryset's rows. `given` names a value for each `Parameter`."""
        queryset = self._queryset.all()
        query = cast(_PreparedQuery, queryset.query)
        query.for_run = self._compiler.for_run(connections[queryset.db], given)
        return list(queryset)


def ids_to_parameters(ids: Iterable[int]) -> dict[str, int]:
    """Return a dict of the parameters `id_0`, `id_1` and so on to the distinct `ids`."""
    known = list(dict.fromkeys(ids))
    # A power of two, so that a few prepared queries are enough for all counts of IDs.
    count = 1 << (len(known) - 1).bit_length() if known else 0
    padded = known + known[-1:] * (count - len(known))
    return {f"id_{number}": pk for number, pk in enumerate(padded)}


def prepared(build: Callable[..., QuerySet]) -> Callable[..., PreparedQuery]:
    """Decorate a function that returns a queryset, so that it returns a `PreparedQuery`.

    The query of each combination of positional arguments is kept for the life of the process, so
    arguments must not come from requests.
    """

    @cache
    @wraps(build)
    def once(*args: Any) -> PreparedQuery:
        return PreparedQuery(build(*args))

    return once
