"""Engines: how SQLite and PostgreSQL are opened, and how their transactions begin."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import IO, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from meydan.store.direct import run
from meydan.store.errors import StoreError

BUSY_SECONDS = 15.0
LOCK_LOOK_SECONDS = 0.005
WRITE_LOOK_SECONDS = 0.001
WAL_LIMIT_BYTES = 64 * 1024 * 1024
CACHE_KIB = 2048
CHECKPOINT_PAGES = 4000
"""16 MB: at SQLite's own 1000 every page of a backfill would wait for the disk."""
CACHED_STATEMENTS = 512
"""More than there are: once its cache is full, the driver prepares what is new in it at each turn."""
WRITE_OPTION = "meydan_write"

SYNCHRONOUS_NORMAL = 1
SYNCHRONOUS_FULL = 2


def parse_url(url: str) -> URL:
    """The parsed address of a store. Raises StoreError for what is no SQLite file or PostgreSQL."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(
            f"{url!r} is no store address: sqlite:////path or postgresql+psycopg://..."
        ) from error
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise StoreError(f"a store is SQLite or PostgreSQL, not {backend}")
    if not parsed.database or parsed.database == ":memory:":
        raise StoreError("a SQLite store needs a file: sqlite:////path/to/file.db")
    return parsed


def sqlite_module() -> ModuleType:
    """pysqlite3 where it is installed (a current SQLite), else Python's own."""
    try:
        import pysqlite3.dbapi2
    except ImportError:
        import sqlite3

        return sqlite3
    module: ModuleType = pysqlite3.dbapi2
    return module


def has_wal_reset_bug(version: tuple[int, ...]) -> bool:
    """Whether this SQLite may corrupt a WAL when one connection writes while another checkpoints."""
    if version >= (3, 51, 3) or version < (3, 7, 0):
        return False
    return not ((3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0))


@contextmanager
def file_lock(path: Path, seconds: float) -> Iterator[None]:
    """Hold an advisory lock on a file that is made for it. Raises StoreError when it is not got in time."""
    try:
        handle = path.open("a")
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}", "unwritable") from error
    with handle:
        deadline = time.monotonic() + seconds
        while not _locked(handle):
            if time.monotonic() > deadline:
                raise StoreError(f"{path}: another process held it for more than {seconds:.0f} s", "busy")
            time.sleep(LOCK_LOOK_SECONDS)
        yield


def _locked(handle: IO[str]) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def connect_sqlite(path: str, *, read_only: bool = False) -> Any:
    """A plain driver connection in autocommit mode, usable from any one thread at a time."""
    module = sqlite_module()
    if read_only:
        uri = f"{Path(path).absolute().as_uri()}?mode=ro"
        return module.connect(
            uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
    return module.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)


def make_engine(url: URL) -> Engine:
    """An engine that has not connected yet."""
    return _sqlite_engine(url) if url.get_backend_name() == "sqlite" else _postgres_engine(url)


def _sqlite_engine(url: URL) -> Engine:
    settings = {"timeout": BUSY_SECONDS, "cached_statements": CACHED_STATEMENTS}
    engine = create_engine(url, module=sqlite_module(), connect_args=settings)

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        # The driver must never begin or commit by itself: the "begin" event below does.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        cursor.execute(f"PRAGMA journal_size_limit={WAL_LIMIT_BYTES}")
        cursor.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        write = connection.get_execution_options().get(WRITE_OPTION)
        if write is None:
            be_patient(connection, BUSY_SECONDS)
            run(connection, "BEGIN")
            return
        wanted = SYNCHRONOUS_FULL if write == "durable" else SYNCHRONOUS_NORMAL
        if connection.info.get("synchronous", SYNCHRONOUS_NORMAL) != wanted:
            run(connection, f"PRAGMA synchronous={wanted}")
            connection.info["synchronous"] = wanted
        be_patient(connection, 0)
        _begin_alone(connection)

    return engine


def be_patient(connection: Connection, seconds: float) -> None:
    """Let SQLite wait so long for what other connections hold."""
    if connection.info.get("patience", BUSY_SECONDS) != seconds:
        run(connection, f"PRAGMA busy_timeout={int(seconds * 1000)}")
        connection.info["patience"] = seconds


def _begin_alone(connection: Connection) -> None:
    """Begin to write as soon as nobody else does: SQLite's own wait sleeps for up to 100 ms at a time."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            run(connection, "BEGIN IMMEDIATE")
            return
        except OperationalError as error:
            if "locked" not in str(error.orig) or time.monotonic() > deadline:
                raise
        time.sleep(WRITE_LOOK_SECONDS)


def _postgres_engine(url: URL) -> Engine:
    engine = create_engine(url, pool_pre_ping=True)

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {int(BUSY_SECONDS * 1000)}")
        connection.commit()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # One writer at a time, as on SQLite: counts before and after a write then cannot interleave.
        if connection.get_execution_options().get(WRITE_OPTION) is not None:
            connection.exec_driver_sql(
                "SELECT pg_advisory_xact_lock(hashtextextended('meydan ' || current_schema(), 0))"
            )

    return engine
