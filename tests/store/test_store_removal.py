"""An account that is taken out leaves nothing behind, whatever table came to hang on it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, insert, select

from meydan.store.reads import accounts as reads
from meydan.store.tables.accounts import account
from meydan.store.tables.every import metadata
from meydan.store.tables.inbox import item, person
from meydan.store.writes import accounts, removal

if TYPE_CHECKING:
    from tests.store.conftest import Scene

LIKE: dict[str, Any] = {
    "AutoString": "x",
    "Text": "x",
    "BigInteger": 7,
    "Integer": 7,
    "Float": 1.0,
    "Boolean": False,
    "Texts": (),
    "Money": Decimal(1),
    "Date": date(2026, 11, 1),
    "LargeBinary": b"x",
}


def hanging() -> list[Table]:
    """The tables with foreign keys to accounts, or to what hangs on them."""
    found = [account]
    for table in metadata.sorted_tables:
        if table is not account and any(key.column.table in found for key in table.foreign_keys):
            found.append(table)
    return found[1:]


def put_row(conn: Connection, table: Table, ids: dict[Table, Any], scene: Scene) -> Any:
    """A row that refers to those put in before; its key."""
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.foreign_keys:
            (to,) = column.foreign_keys
            values[column.name] = ids.get(to.column.table)
        elif column.computed is None and not (column.primary_key and column.name == "id"):
            values[column.name] = scene.now if type(column.type).__name__ == "Instant" else _like(column.type)
    key = conn.execute(insert(table).values(values)).inserted_primary_key
    return key[0] if key else None


def _like(kind: Any) -> Any:
    return LIKE[type(kind).__name__]


def counts(conn: Connection) -> dict[str, int]:
    """How many rows each table has that can hang on an account."""
    return {
        table.name: conn.execute(select(func.count()).select_from(table)).scalar_one() for table in hanging()
    }


def test_a_row_of_every_table_that_hangs_on_an_account_goes_with_it(scene: Scene) -> None:
    stays = accounts.ensure_local(scene.store, "kalan")
    scene.arrive(scene.item("1"))
    with scene.store.writing() as conn:
        one = scene.one("1")
        ids: dict[Table, Any] = {account: scene.account.id, item: one.id, person: one.person_id}
        for table in metadata.sorted_tables:
            if table not in ids:
                ids[table] = put_row(conn, table, ids, scene)
    with scene.store.reading() as conn:
        assert all(counts(conn).values()), counts(conn)
    removal.remove(scene.store, scene.account.id)
    with scene.store.reading() as conn:
        assert not any(counts(conn).values()), counts(conn)
        assert reads.all(conn) == (stays,)
        assert conn.execute(select(func.count()).select_from(person)).scalar() == 0
