"""A person's own SQL, which cannot write: the database itself sees to it."""

from __future__ import annotations

import time
from typing import Any

from meydan.store.database import Store
from meydan.store.engine import connect_sqlite, sqlite_module
from meydan.store.errors import StoreError

SECONDS = 10.0
STEPS_BETWEEN_LOOKS = 10_000

Rows = tuple[tuple[str, ...], list[tuple[Any, ...]]]


def query(store: Store, sql: str, limit: int) -> Rows:
    """The column names and at most `limit` rows of one statement; at most 10 s.

    Raises StoreError, in the database's words, for what is wrong, writes or takes too long.
    """
    return _sqlite(store, sql, limit) if store.dialect == "sqlite" else _postgres(store, sql, limit)


def _sqlite(store: Store, sql: str, limit: int) -> Rows:
    module = sqlite_module()
    connection = connect_sqlite(str(store.path), read_only=True)
    try:
        connection.execute("PRAGMA query_only=ON")
        deadline = time.monotonic() + SECONDS
        connection.set_progress_handler(lambda: time.monotonic() > deadline, STEPS_BETWEEN_LOOKS)
        # A read-only connection could still attach, or VACUUM INTO, another file.
        connection.set_authorizer(
            lambda action, *_: module.SQLITE_DENY if action == module.SQLITE_ATTACH else module.SQLITE_OK
        )
        cursor = connection.execute(sql)
        columns = tuple(column[0] for column in cursor.description or ())
        return columns, cursor.fetchmany(limit)
    except (module.Error, module.Warning) as error:
        raise StoreError(str(error)) from error
    finally:
        connection.close()


def _postgres(store: Store, sql: str, limit: int) -> Rows:
    import psycopg

    address = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(address) as connection, connection.cursor() as cursor:
            connection.read_only = True
            cursor.execute(f"SET LOCAL statement_timeout = {int(SECONDS * 1000)}")
            # Prepared, it can only be one statement: none may end the read-only transaction and go on.
            cursor.execute(sql.encode(), prepare=True)
            columns = tuple(column.name for column in cursor.description or ())
            rows = cursor.fetchmany(limit) if cursor.description else []
            connection.rollback()
            return columns, rows
    except psycopg.Error as error:
        raise StoreError(str(error)) from error
