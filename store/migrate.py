"""The schema: made for a new store, migrated for an old one, refused for a newer one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

from meydan.store.database import place_name, sqlite_path
from meydan.store.engine import WRITE_OPTION, connect_sqlite, file_lock
from meydan.store.errors import NewerStore, StoreError
from meydan.store.version import HEAD as HEAD

MIGRATION_SECONDS = 600.0


def bring_up_to_date(engine: Engine) -> None:
    """Make or migrate the schema if needed; one process at a time, all or nothing.

    A SQLite store is copied to `<file>.before-<version>` first. Raises NewerStore, StoreError.
    """
    with engine.connect() as conn, conn.begin():
        found = stored_version(conn)
    if found == HEAD:
        return
    with alone(engine), _migrating(engine) as conn:
        found = stored_version(conn)
        if found == HEAD:
            return
        if found is not None and not is_known(found):
            raise NewerStore(place_name(engine.url), found, HEAD)
        if found is None:
            make_schema(conn)
        else:
            back_up(engine, found)
            upgrade(conn)


def stored_version(conn: Connection) -> str | None:
    """The schema version of the store; None for an empty database."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    version: str | None = conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return version


def is_known(version: str) -> bool:
    """Whether a version is not newer than this program's."""
    return version.isdigit() and int(version) <= int(HEAD)


def make_schema(conn: Connection) -> None:
    """Make the schema of an empty database as the migrations would, without their import."""
    from meydan.store import search
    from meydan.store.tables.base import tell_postgresql
    from meydan.store.tables.every import metadata

    if inspect(conn).get_table_names():
        raise StoreError(f"{place_name(conn.engine.url)}: the database belongs to something else")
    if conn.dialect.name == "postgresql":
        tell_postgresql(metadata)
    metadata.create_all(conn)
    search.create(conn)
    conn.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    conn.exec_driver_sql(f"INSERT INTO alembic_version (version_num) VALUES ('{HEAD}')")


def upgrade(conn: Connection, to: str = HEAD) -> None:
    """Run the migrations that are missing up to version `to`, inside the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": conn})
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, to)


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """Keep other processes from migrating the same store; the PostgreSQL lock comes with the transaction."""
    path = sqlite_path(engine.url)
    if path is None:
        yield
        return
    with file_lock(Path(f"{path}.migrating"), MIGRATION_SECONDS):
        yield


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """A write transaction in which tables may be rebuilt: foreign keys are off until it ends."""
    with engine.execution_options(**{WRITE_OPTION: "durable"}).connect() as conn:
        driver = conn.connection.dbapi_connection
        lite = conn.dialect.name == "sqlite"
        if lite and driver is not None:
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with conn.begin():
                yield conn
        finally:
            if lite and driver is not None:
                driver.execute("PRAGMA foreign_keys=ON")


def back_up(engine: Engine, version: str) -> Path | None:
    """Copy a SQLite store as it is; the copy's path. A copy of an interrupted attempt is replaced."""
    path = sqlite_path(engine.url)
    if path is None:
        return None
    copy = path.with_name(f"{path.name}.before-{version}")
    unfinished = copy.with_name(f"{copy.name}.part")
    unfinished.unlink(missing_ok=True)
    source, target = connect_sqlite(str(path)), connect_sqlite(str(unfinished))
    try:
        source.backup(target)
    finally:
        target.close()
        source.close()
    unfinished.replace(copy)
    return copy
