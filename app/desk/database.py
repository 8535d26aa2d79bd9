"""The desk's way to the store: never on the event loop's thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

from meydan.app.desk.lane import Lane
from meydan.store import StoreError
from meydan.store.topics import Topic

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from meydan.store import Store
    from meydan.store.changes import Changes

T = TypeVar("T")

CHANGES_PAUSE = 0.05
"""Seconds between two notices of changes: a busy sync must not make the desk do nothing but reload."""

UNREACHABLE_PAUSE = 2.0
"""Seconds until a store that could not be watched is tried again."""

LAST_WRITES = 10.0
"""Seconds that leaving waits for what was asked to be written; a store that is busy for longer is broken."""


class Database:
    """A store behind threads: one reads, one writes, one watches for changes.

    `open` begins to open the store; whatever is asked before waits for that. An error of `opening` is
    raised by every use.
    """

    def __init__(self, opening: Callable[[], Store]) -> None:
        self._reader = Lane("store-read")
        self._writer = Lane("store-write")
        self._opening = opening
        self._store: Future[Store] = Future()
        self._closing = threading.Event()
        self._heard = threading.Event()
        self._changes: Changes | None = None

    def open(self) -> None:
        """Begin to open the store, unless that has begun."""
        if not self._store.running() and not self._store.done():
            self._store.set_running_or_notify_cancel()
            threading.Thread(target=self._open, name="store-open", daemon=True).start()

    def submit(self, fn: Callable[[Connection], T]) -> Future[T]:
        """`fn` in a short read transaction on the reading thread; waits for its turn."""
        return self._reader.submit(lambda: self._read(fn))

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """The result of `fn` in one snapshot; cancelled before its turn it never runs."""
        return await asyncio.wrap_future(self.submit(fn))

    async def write(self, fn: Callable[[Store], T]) -> T:
        """The result of `fn`, which calls commands of the store."""
        return await asyncio.wrap_future(self.put(fn))

    async def store(self) -> Store:
        """The open store. Raises what opening it raised."""
        return await asyncio.shield(asyncio.wrap_future(self._store))

    def put(self, fn: Callable[[Store], T]) -> Future[T]:
        """As `write`, for who does not wait: it is done before the store is closed."""
        return self._writer.submit(lambda: self._write(fn))

    def watch(self, notify: Callable[[frozenset[Topic]], object]) -> None:
        """Call `notify` with the topics from a thread of its own when the store changed, whoever changed it.

        After a notice the next waits for `heard`, so that notices never queue up.
        """
        self._heard.set()
        threading.Thread(target=self._watch, args=(notify,), name="store-changes", daemon=True).start()

    def heard(self) -> None:
        """The last notice has been dealt with."""
        self._heard.set()

    def close(self) -> None:
        """Finish what was asked to be written and close the store; reads are given up."""
        self._closing.set()
        self._heard.set()
        if self._changes is not None:
            self._changes.wake()
        unopened = self._store.cancel()
        if self._writer.finish(LAST_WRITES) and not unopened and self._store.done():
            self._close_store(self._store)

    @staticmethod
    def _close_store(store: Future[Store]) -> None:
        if store.exception() is None:
            store.result().close()

    def _open(self) -> None:
        try:
            self._store.set_result(self._opening())
        except BaseException as error:  # noqa: BLE001 - whoever asks for the store is told
            self._store.set_exception(error)

    def _read(self, fn: Callable[[Connection], T]) -> T:
        with self._store.result().reading() as connection:
            return fn(connection)

    def _write(self, fn: Callable[[Store], T]) -> T:
        return fn(self._store.result())

    def _watch(self, notify: Callable[[frozenset[Topic]], object]) -> None:
        try:
            self._changes = changes = self._store.result().changes(*Topic)
        except Exception:  # noqa: BLE001 - whoever reads is told; there is nothing to watch
            return
        try:
            while not self._closing.is_set():
                try:
                    changed = changes.wait(60)
                except StoreError:
                    # A server that does not answer now: whoever reads says so.
                    self._closing.wait(UNREACHABLE_PAUSE)
                    continue
                if changed and not self._closing.is_set():
                    self._heard.clear()
                    notify(changes.heard)
                    self._closing.wait(CHANGES_PAUSE)
                    self._heard.wait()
        finally:
            changes.close()
