"""Statements that the driver runs by itself behave as any other."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from sqlalchemy import bindparam, event, select
from sqlalchemy.exc import DBAPIError

from meydan.store import Store, direct
from meydan.store.sets import within_named
from meydan.store.tables.accounts import account
from meydan.store.tables.inbox import item
from meydan.store.types import to_micros
from tests.store.conftest import NOON, Scene

OF_ACCOUNT = (
    select(item.c.remote_id, item.c.created_at, item.c.starred)
    .where(item.c.account_id == bindparam("account"), item.c.created_at <= bindparam("until"))
    .where(within_named(item.c.remote_id, "among"), item.c.state != "done")
    .order_by(item.c.remote_id)
)


def test_the_driver_gives_what_core_would(scene: Scene) -> None:
    scene.arrive(*(scene.item(name) for name in ("1", "2", "3%s?:x")))
    values = {"account": scene.account.id, "until": NOON, "among": ["1", "3%s?:x", "4"]}
    with scene.store.reading() as conn:
        told = direct.rows(conn, OF_ACCOUNT, values)
        assert told == [(name, to_micros(NOON), False) for name in ("1", "3%s?:x")]
        assert told == [(name, to_micros(at), on) for name, at, on in conn.execute(OF_ACCOUNT, values)]
        with pytest.raises(KeyError, match="until"):
            direct.rows(conn, OF_ACCOUNT, {"account": scene.account.id})


def test_who_listens_to_the_engine_hears_it(scene: Scene) -> None:
    heard: list[str] = []

    def hear(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        heard.append(statement)

    query = select(account.c.id)
    with scene.store.reading() as conn:
        event.listen(scene.store.engine, "before_cursor_execute", hear)
        direct.rows(conn, query)
        event.remove(scene.store.engine, "before_cursor_execute", hear)
        direct.rows(conn, query)
    assert heard == [str(query)]


def test_an_error_of_the_driver_is_an_error_of_the_database(store: Store) -> None:
    with store.reading() as conn, pytest.raises(DBAPIError, match="nowhere"):
        direct.run(conn, "SELECT 1 FROM nowhere")
    with store.reading() as conn:
        assert direct.run(conn, "SELECT 1") == [(1,)]


def test_an_error_at_a_later_row_is_one_too(store: Store) -> None:
    query = "SELECT abs(value) FROM json_each('[1, 2, -9223372036854775808]')"
    if store.dialect == "postgresql":
        query = "SELECT 1 / (3 - number) FROM generate_series(1, 3) AS series (number)"
    with store.reading() as conn, pytest.raises(DBAPIError, match=r"overflow|division"):
        direct.run(conn, query)


def test_every_read_is_one_snapshot_of_its_own(scene: Scene) -> None:
    """Also beside each other, in threads, and after a read that failed."""
    query = select(item.c.remote_id)
    scene.arrive(scene.item("1"))
    seen: list[int] = []
    both, written = Barrier(4, timeout=10), Barrier(4, timeout=10)

    def read() -> None:
        with scene.store.reading() as conn:
            before = direct.rows(conn, query)
            both.wait()
            written.wait()
            assert direct.rows(conn, query) == before
        with scene.store.reading() as conn:
            seen.append(len(direct.rows(conn, query)))

    threads = [Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    both.wait()
    scene.arrive(scene.item("2"))
    written.wait()
    for thread in threads:
        thread.join(10)
    assert seen == [2, 2, 2]
