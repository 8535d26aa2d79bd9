"""Noticing what other processes, and other parts of this one, write to the store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event, Thread

from meydan.store import Store, StoreError

LOOK_FOR = 60.0
END_WITHIN = 1.0
PAUSE_AFTER_ERROR = 2.0


@asynccontextmanager
async def watching(store: Store, changed: asyncio.Event) -> AsyncIterator[None]:
    """Sets `changed` within 100 ms of every commit, as long as the context is open."""
    loop = asyncio.get_running_loop()
    changes = store.changes()
    ended = Event()

    def watch() -> None:
        while not ended.is_set():
            try:
                found = changes.wait(LOOK_FOR)
            except StoreError:
                # What cannot be read now is planned anew when it can be.
                found = not ended.wait(PAUSE_AFTER_ERROR)
            if found and not ended.is_set():
                loop.call_soon_threadsafe(changed.set)

    thread = Thread(target=watch, name="meydan-changes", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        changes.wake()
        thread.join(END_WITHIN)
        changes.close()
