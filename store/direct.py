"""Statements run by the driver alone: for what runs so often that SQLAlchemy would take most of its time.

They run inside the connection's own transaction, and who listens to the engine hears of them. Rows come as
the driver gives them: times in microseconds, tuples as JSON, on SQLite flags as 0 and 1.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Connection, Select, TextClause, func, select
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

STATEMENTS = 512
NOTHING: Mapping[str, Any] = {}

Made = TypeVar("Made")
Statement = Select[Any] | TextClause
Take = Callable[[Mapping[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A compiled statement, and how each of its parameters is taken from the values that it is run with."""

    sql: str
    positional: bool
    takes: tuple[tuple[str, Take], ...]

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """The parameters as the driver wants them. Raises KeyError for a value that is missing."""
        if self.positional:
            return tuple([take(values) for _, take in self.takes])
        return {name: take(values) for name, take in self.takes}


def rows(
    conn: Connection, statement: Statement, values: Mapping[str, Any] = NOTHING
) -> list[tuple[Any, ...]]:
    """All rows of a statement that was made once, with `values` for its named parameters."""
    plan = _plan(statement, conn.dialect)
    return run(conn, plan.sql, plan.parameters(values))


def listed(conn: Connection, statement: Select[Any], values: Mapping[str, Any] = NOTHING) -> list[Any]:
    """The first column of all rows of a statement that was made once."""
    if conn.dialect.name != "sqlite":
        return [row[0] for row in rows(conn, statement, values)]
    # As one text it takes a third of the time, and no other thread goes on between two rows.
    ((found,),) = rows(conn, _as_json(statement), values)
    numbers: list[Any] = json.loads(found)
    return numbers


def execute(conn: Connection, statement: Statement, values: Mapping[str, Any] = NOTHING) -> None:
    """Run a statement that was made once and gives no rows."""
    rows(conn, statement, values)


def run(conn: Connection, sql: str, parameters: Any = (), *, many: bool = False) -> list[tuple[Any, ...]]:
    """The rows of one statement in the driver's own words, none where it gives none. Raises DBAPIError.

    `many`: the statement runs for each of the parameters.
    """
    cursor = conn.connection.cursor()
    for hear in conn.engine.dispatch.before_cursor_execute:
        sql, parameters = hear(conn, cursor, sql, parameters, None, many)
    errors = conn.dialect.loaded_dbapi.Error
    try:
        (cursor.executemany if many else cursor.execute)(sql, parameters)
        # An error may also come up at a later row.
        return list(cursor.fetchall()) if cursor.description else []
    except errors as error:
        raise DBAPIError.instance(sql, parameters, error, errors, dialect=conn.dialect) from error


def made(kind: type[Made], fields: Sequence[str], values: Iterable[Any]) -> Made:
    """A frozen dataclass without slots, of the values of all its fields in order.

    Its own constructor sets each field by a call, which for many rows takes longer than their query.
    """
    row = object.__new__(kind)
    row.__dict__.update(zip(fields, values, strict=True))
    return row


@lru_cache(maxsize=STATEMENTS)
def _as_json(statement: Select[Any]) -> Select[Any]:
    return select(func.json_group_array(next(iter(statement.subquery().c))))


@lru_cache(maxsize=STATEMENTS)
def _plan(statement: Statement, dialect: Dialect) -> _Plan:
    compiled = statement.compile(dialect=dialect)
    names = compiled.positiontup or () if compiled.positional else compiled.binds
    return _Plan(
        str(compiled),
        compiled.positional,
        tuple((name, _take(compiled.binds[name], dialect)) for name in names),
    )


def _take(bind: BindParameter[Any], dialect: Dialect) -> Take:
    process = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if not bind.required:
        constant = process(bind.value) if process else bind.value
        return lambda _values: constant
    key = bind.key
    return (lambda values: process(values[key])) if process else itemgetter(key)
