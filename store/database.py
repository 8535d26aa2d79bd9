"""The store: an engine, who acts, and its two kinds of transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine

from meydan.store.announcing import announced
from meydan.store.direct import run
from meydan.store.engine import (
    BUSY_SECONDS,
    WRITE_OPTION,
    be_patient,
    file_lock,
    has_wal_reset_bug,
    make_engine,
    parse_url,
    sqlite_module,
)
from meydan.store.failures import explained
from meydan.store.readers import Readers
from meydan.store.rows.people import Actor
from meydan.store.topics import Topic

if TYPE_CHECKING:
    from meydan.store.changes import Changes

CHECKPOINT_WAIT_SECONDS = 0.1


class Store:
    """An open store, safe to share between threads."""

    def __init__(self, engine: Engine, actor: Actor) -> None:
        self.actor = actor
        self.engine = engine
        self.where = place_name(engine.url)
        """The store's name in messages; never with a password."""
        snapshots = engine
        if self.dialect == "postgresql":
            snapshots = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._readers = Readers(snapshots)
        self._writers = {
            durable: engine.execution_options(**{WRITE_OPTION: "durable" if durable else "quick"})
            for durable in (False, True)
        }
        self._one_writer = self.dialect == "sqlite" and has_wal_reset_bug(sqlite_module().sqlite_version_info)

    @property
    def url(self) -> str:
        """The store's address, with its password."""
        return self.engine.url.render_as_string(hide_password=False)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @property
    def path(self) -> Path | None:
        """The file of a SQLite store."""
        return sqlite_path(self.engine.url)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A short read transaction: one snapshot. Raises StoreError."""
        with explained(self.where), self._readers.lend() as connection:
            yield connection

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """For `direct` statements that need not agree: each sees a moment of its own. Raises StoreError."""
        with explained(self.where), self._readers.lend(snapshot=False) as connection:
            yield connection

    @contextmanager
    def writing(
        self, *, durable: bool = False, quiet: bool = False, topic: Topic = Topic.STORE
    ) -> Iterator[Connection]:
        """A write transaction, alone among writers; `durable` waits for the disk. Raises StoreError.

        Other processes hear of it under its `topic`; a `quiet` one is nothing that they must hear of.
        """
        with (
            self._writer_lock(),
            explained(self.where),
            self._writers[durable].connect() as connection,
            connection.begin(),
            nullcontext() if quiet else announced(connection, topic),
        ):
            yield connection

    def changes(self, *topics: Topic) -> Changes:
        """A watch for commits of other connections, for one thread; close it. By default of the store."""
        from meydan.store.changes import watch

        return watch(self.engine.url, topics or (Topic.STORE,))

    def checkpoint(self) -> int:
        """Move the WAL into the database file as far as readers allow; the WAL's size in bytes after it."""
        if self.path is None:
            return 0
        wal = Path(f"{self.path}-wal")
        with self._writer_lock(), explained(self.where), self.engine.connect() as connection:
            # Waiting for readers holds up every writer: it must be short, the next turn moves the rest.
            be_patient(connection, CHECKPOINT_WAIT_SECONDS)
            run(connection, "PRAGMA wal_checkpoint(TRUNCATE)")
        return wal.stat().st_size if wal.exists() else 0

    def close(self) -> None:
        """Close all connections that are not in use."""
        self._readers.close()
        self.engine.dispose()

    def _writer_lock(self) -> AbstractContextManager[None]:
        if not self._one_writer:
            return nullcontext()
        return file_lock(Path(f"{self.path}.writer"), BUSY_SECONDS)


def sqlite_path(url: URL) -> Path | None:
    """The file of a SQLite address."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def place_name(url: URL) -> str:
    """How messages name a store."""
    path = sqlite_path(url)
    return str(path) if path else f"{url.database} on {url.host or 'this machine'}"


def open_store(url: str, actor: Actor) -> Store:
    """Open a store, making or migrating it when needed, safely under several processes.

    `url` is sqlite:////absolute/path.db or postgresql+psycopg://user@host/database. Raises NewerStore for a
    store of a newer program, StoreError for one that cannot be used.
    """
    from meydan.store.migrate import bring_up_to_date

    parsed = parse_url(url)
    engine = make_engine(parsed)
    try:
        with explained(place_name(parsed)):
            bring_up_to_date(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, actor)
