"""The schema: the same by every road, migrated once, never by an older program."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from meydan.store import Actor, NewerStore, StoreError, migrate, open_store, search
from meydan.store.engine import connect_sqlite, has_wal_reset_bug, make_engine, parse_url
from meydan.store.tables.every import metadata

ACTOR = Actor("ayse", "cli")

OPENER = """
import sys
from meydan.store import Actor, open_store
from meydan.store.reads import accounts
store = open_store(sys.argv[1], Actor("x", "cli"))
with store.reading() as conn:
    print(len(accounts.all(conn)))
store.close()
"""


def migrated(url: str, to: str = migrate.HEAD) -> None:
    """Make a store by the migrations alone."""
    engine = make_engine(parse_url(url))
    with engine.begin() as conn:
        migrate.upgrade(conn, to)
    engine.dispose()


def shape(conn: Connection) -> dict[str, Any]:
    """Tables, columns, keys and indexes as the database describes them."""
    looked = inspect(conn)
    found: dict[str, Any] = {}
    for table in sorted(looked.get_table_names()):
        if table.startswith(search.OWN_TABLES) or table == "alembic_version":
            continue
        found[table] = (
            [(each["name"], str(each["type"]), each["nullable"]) for each in looked.get_columns(table)],
            looked.get_pk_constraint(table)["constrained_columns"],
            sorted(str(each) for each in looked.get_foreign_keys(table)),
            sorted(str(each) for each in looked.get_unique_constraints(table)),
            sorted(
                (str(each["name"]), each["column_names"], bool(each["unique"]), condition(each))
                for each in looked.get_indexes(table)
            ),
        )
    return found


def condition(index: Any) -> str:
    """Of which rows a partial index is."""
    return " ".join(str(value) for name, value in index["dialect_options"].items() if name.endswith("_where"))


TOP_LEVEL_COMMA = re.compile(r",\s(?=\s*(?:\w+ [A-Z]|CONSTRAINT |PRIMARY |UNIQUE ))")


def sqlite_sql(path: str) -> list[tuple[str, list[str]]]:
    """What SQLite keeps of every statement that made something, its parts in one order.

    A column added later stands behind the constraints, on their line.
    """
    connection = connect_sqlite(path)
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    ).fetchall()
    connection.close()
    return [
        (name, sorted(part.strip() for part in TOP_LEVEL_COMMA.split(re.sub(r"^[^(]*\(\s*|\s*\)$", "", sql))))
        for name, sql in rows
        if name != "alembic_version"
    ]


def test_a_new_store_and_a_migrated_one_are_the_same(empty: str, tmp_path: Path) -> None:
    migrated(empty)
    engine = make_engine(parse_url(empty))
    with engine.connect() as conn:
        by_migrations = shape(conn)
        assert migrate.stored_version(conn) == migrate.HEAD
        differences = compare_metadata(
            MigrationContext.configure(
                conn,
                opts={
                    "compare_type": True,
                    "include_name": lambda name, kind, _: not str(name).startswith(search.OWN_TABLES),
                },
            ),
            metadata,
        )
        assert differences == []
    with engine.begin() as conn:
        if conn.dialect.name == "postgresql":
            schema = conn.exec_driver_sql("SELECT current_schema()").scalar()
            conn.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
            conn.exec_driver_sql(f"CREATE SCHEMA {schema}")
    engine.dispose()
    made = f"sqlite:///{tmp_path}/made.db" if empty.startswith("sqlite") else empty
    store = open_store(made, ACTOR)
    with store.reading() as conn:
        assert shape(conn) == by_migrations
    store.close()
    if empty.startswith("sqlite"):
        assert sqlite_sql(made.removeprefix("sqlite:///")) == sqlite_sql(empty.removeprefix("sqlite:///"))


def test_the_known_version_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == migrate.HEAD


def test_an_old_store_is_copied_and_migrated(empty: str) -> None:
    migrated(empty, "0001")
    engine = make_engine(parse_url(empty))
    with engine.begin() as conn:
        conn.exec_driver_sql("INSERT INTO brand (name, timezone) VALUES ('Kahve', 'UTC')")
    engine.dispose()
    store = open_store(empty, ACTOR)
    with store.reading() as conn:
        assert conn.exec_driver_sql("SELECT name FROM brand").scalar() == "Kahve"
        assert migrate.stored_version(conn) == migrate.HEAD
        assert search.match_text("x", store.dialect) is not None
    if store.path is not None:
        connection = connect_sqlite(f"{store.path}.before-0001")
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        assert connection.execute("SELECT name FROM brand").fetchone() == ("Kahve",)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (0,)
        connection.close()
        with store.reading() as conn:
            assert conn.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    store.close()


def test_a_newer_store_is_refused_with_both_versions(empty: str) -> None:
    open_store(empty, ACTOR).close()
    engine = make_engine(parse_url(empty))
    with engine.begin() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(NewerStore, match=f"9999.*{migrate.HEAD}") as refused:
        open_store(empty, ACTOR)
    assert (refused.value.found, refused.value.known) == ("9999", migrate.HEAD)


def test_somebody_elses_database_is_left_alone(empty: str) -> None:
    engine = make_engine(parse_url(empty))
    with engine.begin() as conn:
        conn.exec_driver_sql("CREATE TABLE theirs (x INTEGER)")
    with pytest.raises(StoreError, match="something else"):
        open_store(empty, ACTOR)
    with engine.connect() as conn:
        assert inspect(conn).get_table_names() == ["theirs"]
    engine.dispose()


@pytest.mark.parametrize("start", [None, "0001"])
def test_processes_that_migrate_at_once_do_it_once(empty: str, start: str | None) -> None:
    if start is not None:
        migrated(empty, start)
    children = [
        subprocess.Popen(
            [sys.executable, "-c", OPENER, empty], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    said = [child.communicate(timeout=60) for child in children]
    assert [(out, err) for out, err in said] == [("0\n", "")] * 3
    store = open_store(empty, ACTOR)
    with store.reading() as conn:
        assert migrate.stored_version(conn) == migrate.HEAD
    store.close()


def test_a_migration_that_dies_leaves_the_old_store(empty: str) -> None:
    migrated(empty, "0001")
    dying = """
import os, sys
from meydan.store import migrate
from meydan.store.engine import make_engine, parse_url
engine = make_engine(parse_url(sys.argv[1]))
real = migrate.upgrade
def halfway(conn):
    real(conn, "0003")
    os.kill(os.getpid(), 9)
migrate.upgrade = halfway
migrate.bring_up_to_date(engine)
"""
    child = subprocess.run([sys.executable, "-c", dying, empty], check=False, timeout=60)
    assert child.returncode == -9
    engine = make_engine(parse_url(empty))
    with engine.connect() as conn:
        assert migrate.stored_version(conn) == "0001"
        assert not inspect(conn).has_table("item")
    engine.dispose()
    open_store(empty, ACTOR).close()


@pytest.mark.parametrize(
    ("version", "buggy"),
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
    ],
)
def test_which_sqlite_has_the_wal_reset_bug(version: tuple[int, int, int], buggy: bool) -> None:
    assert has_wal_reset_bug(version) is buggy
