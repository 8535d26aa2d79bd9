"""What the desk's threads and screens tell each other."""

from __future__ import annotations

from textual.message import Message

from meydan.app.sync.events import Event
from meydan.store.topics import Topic


class StoreChanged(Message):
    """Something in the store changed, here or in another process; `topics` are what it was about."""

    def __init__(self, topics: frozenset[Topic]) -> None:
        super().__init__()
        self.topics = topics


class SyncEvent(Message):
    """What the sync engine behind this desk tells."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event
