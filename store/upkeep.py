"""Looking after a store: is it sound, and copies of it that are proven before they count."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meydan.store.database import Store, place_name, sqlite_path
from meydan.store.engine import connect_sqlite, has_wal_reset_bug, parse_url, sqlite_module
from meydan.store.errors import NewerStore, StoreError
from meydan.store.failures import SIGNS
from meydan.store.migrate import HEAD, is_known, stored_version

PAGES_PER_STEP = 4096
MOST_PROBLEMS = 20

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """What a check-up found.

    `engine` names the database and its version, `wal_reset_bug` whether this SQLite has the bug that can
    corrupt a WAL (writers then take turns), `problems` what the integrity check says, in its own words;
    `size` and `wal_size` in bytes (0 on PostgreSQL).
    """

    engine: str
    wal_reset_bug: bool
    schema: str
    newest_schema: str
    problems: tuple[str, ...]
    size: int
    wal_size: int


def examine(store: Store) -> StoreHealth:
    """Check a store's integrity; reads all of it. Raises StoreError when it cannot be read at all."""
    with store.reading() as conn:
        schema = stored_version(conn) or ""
        if store.path is None:
            version = conn.exec_driver_sql("SHOW server_version").scalar()
            return StoreHealth(f"PostgreSQL {version}", False, schema, HEAD, (), 0, 0)
    with _explained(store.where), closing(connect_sqlite(str(store.path), read_only=True)) as connection:
        problems = _problems(connection)
    module = sqlite_module()
    wal = Path(f"{store.path}-wal")
    return StoreHealth(
        f"SQLite {module.sqlite_version}",
        has_wal_reset_bug(module.sqlite_version_info),
        schema,
        HEAD,
        problems,
        store.path.stat().st_size,
        wal.stat().st_size if wal.exists() else 0,
    )


def back_up(store: Store, to: Path, progress: Progress = lambda done, total: None) -> int:
    """Copy a SQLite store while it is in use; the copy is checked before it gets its name.

    One moment of the store is copied, whatever others write meanwhile. `progress` is told pages done and in
    all. Returns the copy's size in bytes. Raises StoreError, for PostgreSQL too: it has tools of its own.
    """
    if store.path is None:
        raise StoreError(f"{store.where}: copy a PostgreSQL store with pg_dump")
    _copy(store.path, to, progress)
    return to.stat().st_size


def restore(url: str, backup: Path, progress: Progress = lambda done, total: None) -> Path | None:
    """Put a backup in the place of the SQLite store at `url`, which may be in use.

    The backup is checked first. What was there is kept beside it; its path, or None where nothing was.
    Raises StoreError, NewerStore for a backup of a newer program; then nothing has changed.
    """
    target = sqlite_path(parse_url(url))
    if target is None:
        raise StoreError(f"{place_name(parse_url(url))}: restore a PostgreSQL store with pg_restore")
    _check_backup(backup)
    kept = _keep(target, progress)
    with (
        _explained(str(target)),
        closing(connect_sqlite(str(backup), read_only=True)) as source,
        closing(connect_sqlite(str(target))) as connection,
    ):
        # In one step: other processes see the old store until they see the new one.
        source.backup(connection)
        _sound(connection, target)
    return kept


def _keep(target: Path, progress: Progress) -> Path | None:
    """Copy what is in the way of a restore; what is too damaged to be copied is set aside as it is."""
    if not target.exists():
        return None
    kept = target.with_name(f"{target.name}.before-restore")
    try:
        _copy(target, kept, progress)
    except StoreError as error:
        if error.reason != "corrupt":
            raise
        for suffix in ("-wal", "-shm", ""):
            part = Path(f"{target}{suffix}")
            if part.exists():
                part.replace(f"{kept}{suffix}")
    return kept


def _copy(source: Path, to: Path, progress: Progress) -> None:
    unfinished = to.with_name(f"{to.name}.part")
    try:
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with (
            _explained(str(source)),
            closing(connect_sqlite(str(source), read_only=True)) as original,
            closing(connect_sqlite(str(unfinished))) as copy,
        ):
            # The open snapshot keeps the steps from starting over when others write.
            original.execute("BEGIN")
            original.execute("SELECT count(*) FROM sqlite_master").fetchone()
            original.backup(
                copy,
                pages=PAGES_PER_STEP,
                progress=lambda _status, left, total: progress(total - left, total),
            )
            copy.execute("PRAGMA journal_mode=DELETE")
            _sound(copy, unfinished)
        _to_disk(unfinished)
        unfinished.replace(to)
        _to_disk(to.parent)
    except OSError as error:
        raise StoreError(f"{to}: {error.strerror}", "unwritable") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _check_backup(backup: Path) -> None:
    if not backup.is_file():
        raise StoreError(f"{backup}: there is no such file", "unfit")
    with _explained(str(backup)), closing(connect_sqlite(str(backup), read_only=True)) as connection:
        _sound(connection, backup)
        tables = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE name IN ('alembic_version', 'item', 'account')"
        ).fetchone()[0]
        if tables != 3:
            raise StoreError(f"{backup}: this is no copy of a store")
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    if not is_known(version):
        raise NewerStore(str(backup), version, HEAD)


def _sound(connection: Any, path: Path) -> None:
    problems = _problems(connection)
    if problems:
        raise StoreError(f"{path}: {problems[0]}", "corrupt")


def _problems(connection: Any) -> tuple[str, ...]:
    rows = connection.execute(f"PRAGMA integrity_check({MOST_PROBLEMS})").fetchall()
    return tuple(row[0] for row in rows if row[0] != "ok")


@contextmanager
def _explained(where: str) -> Iterator[None]:
    """Raise a StoreError that names `where` instead of the driver's own error."""
    try:
        yield
    except sqlite_module().Error as error:
        said = str(error).lower()
        for sign, reason, meaning in SIGNS:
            if sign in said:
                raise StoreError(f"{where}: {meaning} ({error})", reason) from error
        raise StoreError(f"{where}: the store is damaged ({error})", "corrupt") from error


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
