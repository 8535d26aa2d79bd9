"""Noticing that another connection or process committed."""

from __future__ import annotations

import contextlib
import os
import select
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL

from meydan.store.announcing import announcements
from meydan.store.database import place_name, sqlite_path
from meydan.store.engine import connect_sqlite
from meydan.store.errors import StoreError
from meydan.store.topics import Topic

POLL_SECONDS = 0.05
# The log is written before its commit can be seen, with a disk sync between: look again for a while.
LOOKS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.04, *([0.08] * 22))
# Once that commit is seen, only one can still be hidden that was written right behind it.
LOOKS_BEHIND = (0.005, 0.02, 0.08)


class Changes(Protocol):
    """A watch for commits; `wait` belongs to one thread, `wake` may come from any.

    `heard` are the topics that the last `wait` came back for.
    """

    heard: frozenset[Topic]

    def wait(self, timeout: float) -> bool:
        """Whether something was committed since the last call; waits for it up to `timeout` seconds.

        Raises StoreError while a database server does not answer; then call it again later.
        """
        ...

    def wake(self) -> None:
        """End a `wait` of another thread early; after `close` it does nothing."""
        ...

    def close(self) -> None:
        """Stop watching."""
        ...


def watch(url: URL, topics: Sequence[Topic]) -> Changes:
    """A watch for commits to the store at `url` that are about some topics."""
    path = sqlite_path(url)
    return PostgresChanges(url, topics) if path is None else SqliteChanges(path, topics)


class WakePipe:
    """A pipe that makes a poll return."""

    def __init__(self) -> None:
        self.reader, self._writer = os.pipe()
        os.set_blocking(self.reader, False)
        os.set_blocking(self._writer, False)
        self._lock = threading.Lock()
        self._closed = False

    def wake(self) -> None:
        # Locked: the number of a closed descriptor may by now belong to another file.
        with self._lock, contextlib.suppress(BlockingIOError):
            if not self._closed:
                os.write(self._writer, b"!")

    def drain(self) -> None:
        drain(self.reader)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            os.close(self.reader)
            os.close(self._writer)


def drain(descriptor: int) -> bool:
    """Read away what waits on a descriptor that does not block; whether there was anything."""
    found = False
    while True:
        try:
            if len(os.read(descriptor, 65_536)) == 0:
                return found
        except BlockingIOError:
            return found
        found = True


class SqliteChanges:
    """The log file's inotify events, and the data version that tells a commit from other writing."""

    def __init__(self, path: Path, topics: Sequence[Topic]) -> None:
        self.heard: frozenset[Topic] = frozenset()
        self._pipe = WakePipe()
        self._looks: Iterator[float] = iter(())
        self._connection = connect_sqlite(str(path))
        self._connection.execute("SELECT 1 FROM alembic_version").fetchall()
        self._version = self._data_version()
        self._announced = dict.fromkeys(topics, 0)
        self._listen()
        self._inotify = watch_folder(path.absolute().parent)
        self._poll = select.poll()
        self._poll.register(self._pipe.reader, select.POLLIN)
        if self._inotify is not None:
            self._poll.register(self._inotify.fd, select.POLLIN)

    def wait(self, timeout: float) -> bool:
        deadline = time.monotonic() + timeout
        self._hear()
        while not self._moved():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            pause = next(self._looks, None) if self._inotify is not None else POLL_SECONDS
            ready = [
                event[0] for event in self._poll.poll((left if pause is None else min(left, pause)) * 1000)
            ]
            if self._pipe.reader in ready:
                self._pipe.drain()
                return self._moved()
            if ready:
                self._hear()
        return True

    def wake(self) -> None:
        self._pipe.wake()

    def close(self) -> None:
        if self._inotify is not None:
            self._inotify.close()
        self._connection.close()
        self._pipe.close()

    def _hear(self) -> None:
        """Look for a commit for a while when something was written."""
        if self._inotify is not None and drain(self._inotify.fd):
            self._looks = iter(LOOKS)

    def _moved(self) -> bool:
        version = self._data_version()
        if version == self._version:
            return False
        self._looks = iter(LOOKS_BEHIND)
        # Asked second: a commit in between is seen at the next look, never missed.
        self._version = version
        self.heard = self._listen()
        return bool(self.heard)

    def _listen(self) -> frozenset[Topic]:
        before = self._announced
        self._announced = {topic: announcements(self._connection, topic) for topic in before}
        return frozenset(topic for topic, number in self._announced.items() if number != before[topic])

    def _data_version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


def watch_folder(folder: Path) -> Any:
    """An inotify watch for writing inside a folder; None where the system has none to give."""
    try:
        from asyncinotify import Inotify, Mask

        inotify = Inotify()
        inotify.add_watch(folder, Mask.MODIFY)
        os.set_blocking(inotify.fd, False)
    except (ImportError, OSError, AttributeError):
        return None
    return inotify


class PostgresChanges:
    """Notifications that every writing transaction sends; a lost connection counts as a change."""

    def __init__(self, url: URL, topics: Sequence[Topic]) -> None:
        self.heard: frozenset[Topic] = frozenset()
        self._topics = frozenset(topics)
        self._pipe = WakePipe()
        self._where = place_name(url)
        self._address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection, self._schema = self._listen()

    def wait(self, timeout: float) -> bool:
        deadline = time.monotonic() + timeout
        while not self._notified():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            poll = select.poll()
            poll.register(self._pipe.reader, select.POLLIN)
            poll.register(self._connection.fileno(), select.POLLIN)
            ready = {descriptor for descriptor, _ in poll.poll(left * 1000)}
            if self._pipe.reader in ready:
                self._pipe.drain()
                return self._notified()
        return True

    def wake(self) -> None:
        self._pipe.wake()

    def close(self) -> None:
        self._connection.close()
        self._pipe.close()

    def _notified(self) -> bool:
        import psycopg

        try:
            heard = list(self._connection.notifies(timeout=0))
        except psycopg.OperationalError:
            self._connection.close()
            self._connection, self._schema = self._listen()
            self.heard = self._topics
            return True
        self.heard = frozenset(Topic(notice.channel) for notice in heard if notice.payload == self._schema)
        return bool(self.heard)

    def _listen(self) -> tuple[Any, str]:
        import psycopg

        try:
            connection = psycopg.connect(self._address, autocommit=True)
            row = connection.execute("SELECT current_schema()").fetchone()
            for topic in self._topics:
                connection.execute(f"LISTEN {topic.value}")
        except psycopg.OperationalError as error:
            raise StoreError(f"{self._where}: the database server does not answer", "unreachable") from error
        return connection, str(row[0]) if row else ""
