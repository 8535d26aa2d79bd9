"""A world, its life, its clock and its journal, together: what the HTTP routes talk to."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from meydan.connectors.playground.content import Content
from meydan.connectors.playground.events import Event, Opened
from meydan.connectors.playground.history import begin, named
from meydan.connectors.playground.journal import Header, Journal, open_journal
from meydan.connectors.playground.life import Life, Pace
from meydan.connectors.playground.ports import choose_port
from meydan.connectors.playground.world import Account, World

# A machine that slept this long wakes up to what a closed world wakes up to, not to a backlog.
_ASLEEP = timedelta(hours=6)

Clock = Callable[[], datetime]


class Playground:
    """The platform without its HTTP. Not thread-safe: one thread (the server's) uses it.

    With `state`, the world is kept in that file and goes on from it; a second process is refused
    (StateInUse).
    """

    def __init__(
        self, content: Content, clock: Clock, *, seed: int, pace: Pace, state: Path | None = None
    ) -> None:
        self.content = content
        self.clock = clock
        header = Header(seed, clock(), choose_port() if state else 0, secrets.token_hex(16))
        self.happened: list[Event] = []
        self._journal: Journal | None = open_journal(state, header) if state else None
        if self._journal:
            header = self._journal.header
        self.seed, self.epoch = header.seed, header.epoch
        self.port = header.port
        self.tokens = {each.handle: _token(header.secret, each.handle) for each in content.accounts}
        self.world: World = begin(content, self.seed, self.epoch)
        self._life = Life(content, self.world, self.seed, self.epoch, pace)
        for event in self._journal.events if self._journal else ():
            self.world.apply(event)
            self._life.notice(event)
        self._awake_at = self.now()
        self.happen(Opened(self._awake_at))

    def now(self) -> datetime:
        """The time, by the clock it was given."""
        return self.clock()

    def advance(self) -> datetime:
        """Let life go on until now; returns now."""
        now = self.now()
        if now - self._awake_at > _ASLEEP:
            self.happen(Opened(now))
        self._awake_at = now
        while event := self._life.next(now):
            self.happen(event)
        return now

    def happen(self, event: Event) -> None:
        """Let an event happen and keep it."""
        if self._journal:
            self._journal.append(event)
        self.happened.append(event)
        self.world.apply(event)
        self._life.notice(event)

    def signed_in(self, token: str) -> Account | None:
        """Whose token it is."""
        for handle, known in self.tokens.items():
            if secrets.compare_digest(known.encode(), token.encode()):
                return named(self.world, handle)
        return None

    def close(self) -> None:
        """Let go of the file."""
        if self._journal:
            self._journal.close()


def _token(secret: str, handle: str) -> str:
    return "playground-" + sha256(f"{secret}:{handle}".encode()).hexdigest()[:32]
