"""Statements for many rows at once, on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, Table, func, or_, select

from meydan.store import direct
from meydan.store.direct import run

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert


def insert_into(conn: Connection, table: Table) -> SqliteInsert | PostgresInsert:
    """An insert that knows ON CONFLICT, for the connection's database."""
    return _insert(conn.dialect.name, table)


def upsert(
    conn: Connection,
    table: Table,
    keys: Sequence[str],
    changing: Sequence[str],
    rows: Sequence[dict[str, Any]],
) -> None:
    """Insert rows; where `keys` are there already, set `changing` if any of it differs."""
    if rows:
        conn.execute(_upsert(conn.dialect.name, table, tuple(keys), tuple(changing)), list(rows))


def add_missing(conn: Connection, table: Table, keys: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows whose `keys` are not there yet."""
    if rows:
        statement = insert_into(conn, table).on_conflict_do_nothing(index_elements=list(keys))
        conn.execute(statement, list(rows))


def _insert(dialect: str, table: Table) -> SqliteInsert | PostgresInsert:
    if dialect == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as sqlite_insert

        return sqlite_insert(table)
    from sqlalchemy.dialects.postgresql import insert as postgres_insert

    return postgres_insert(table)


@cache
def _upsert(
    dialect: str, table: Table, keys: tuple[str, ...], changing: tuple[str, ...]
) -> SqliteInsert | PostgresInsert:
    statement = _insert(dialect, table)
    new = statement.excluded
    differs = or_(*(table.c[name].is_distinct_from(new[name]) for name in changing))
    return statement.on_conflict_do_update(
        index_elements=list(keys), set_={name: new[name] for name in changing}, where=differs
    )


PLAIN = "{}"
FLAG = "{} <> 0"
NOTHING = -1
OR_NOTHING = f"nullif({{}}, {NOTHING})"
"""How a value goes into its column. SQLite's driver takes a microsecond for each True and None and hardly
anything for an int, so flags travel as 0 and 1, and NOTHING stands for what is missing: no stars are fewer
than none, and no clock of a platform shows the last microsecond before 1970."""

ROWS_AT_ONCE = 50
"""Few enough that the statements of all numbers of rows stay in the driver's cache."""


def insert_rows(
    conn: Connection, table: Table, columns: Mapping[str, str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows of values as the database keeps them.

    `columns` says by name how each value goes in: PLAIN, FLAG, OR_NOTHING, or a constant, which takes no
    value from the rows. What Core does to each value would cost as much as storing it.
    """
    one = f"({', '.join(how.format(mark(conn)) for how in columns.values())})"
    into = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES "
    run_in_groups(conn, into + "{}", one, rows)


def insert_numbered(
    conn: Connection, table: Table, columns: Mapping[str, str], rows: Sequence[tuple[Any, ...]]
) -> list[int]:
    """As `insert_rows`; the new ids, in order."""
    if not rows:
        return []
    insert_rows(conn, table, columns, rows)
    # Writers are alone, and each row's id is one above that of the row before it.
    ((last,),) = direct.rows(conn, _last_id(table))
    return list(range(last - len(rows) + 1, last + 1))


@cache
def _last_id(table: Table) -> Select[Any]:
    return select(func.max(table.c.id))


def run_in_groups(conn: Connection, sql: str, one: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run a statement that takes the values of several rows where it has `{}`, `one` being those of a row.

    At each step SQLite's driver lets other threads go on, so many small ones are slow beside a busy thread.
    """
    for start in range(0, len(rows), ROWS_AT_ONCE):
        group = rows[start : start + ROWS_AT_ONCE]
        run(conn, sql.format(", ".join([one] * len(group))), list(chain.from_iterable(group)))


def update_rows(
    conn: Connection, table: Table, columns: Mapping[str, str], rows: Sequence[tuple[Any, ...]], *, extra: str
) -> None:
    """Update rows of values as the database keeps them; each ends with the values of `extra` and the id."""
    one = mark(conn)
    changes = ", ".join(f"{name} = {how.format(one)}" for name, how in columns.items())
    run(conn, f"UPDATE {table.name} SET {changes}, {extra.format(one)} WHERE id = {one}", rows, many=True)


def mark(conn: Connection) -> str:
    """How the driver writes a positional value."""
    return "?" if conn.dialect.paramstyle == "qmark" else "%s"
