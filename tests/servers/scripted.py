"""A platform whose every word is written by a test, plugged in as any third party's connector is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from meydan.connectors.base import (
    AccountRef,
    Act,
    Capability,
    Declaration,
    Limits,
    Outcome,
    Page,
    PlatformEntry,
    Profile,
    Sent,
    StreamSpec,
    Unknown,
)
from meydan.connectors.credentials import Credential
from meydan.connectors.http import CallRecord, Http, RateLimit

WORLDS: dict[str, Script] = {}

Pull = Callable[[str | None], AsyncIterator[Page]]


async def nothing(cursor: str | None) -> AsyncIterator[Page]:
    """A quiet stream."""
    yield Page(cursor=cursor or "0")


@dataclass
class Script:
    """What the platform does: `pull` gives pages, `send` and `reconcile` outcomes; `acts` came in."""

    pull: Pull = nothing
    send: Callable[[Act], Outcome] = lambda act: Sent(f"made-{act.send_key}")
    reconcile: Callable[[Act], Outcome] = lambda act: Unknown("nobody knows")
    delay: float = 0.0
    scopes: tuple[str, ...] = ()
    expires_at: datetime | None = None
    rate: RateLimit | None = None
    acts: list[Act] = field(default_factory=list)
    looks: list[Act] = field(default_factory=list)
    cursors: list[str | None] = field(default_factory=list)


class ScriptedConnector:
    """Does what the script of its address says."""

    declaration: ClassVar[Declaration] = Declaration(
        key="scripted",
        title="Scripted",
        short="SC",
        capabilities=frozenset({Capability.COMMENTS, Capability.REPLY, Capability.LIKE, Capability.PUBLISH}),
        limits=Limits(text_length=20),
        streams=(StreamSpec("comments", timedelta(seconds=1), timedelta(seconds=60)),),
        needs_base_url=True,
        scopes={"write": frozenset({Capability.REPLY, Capability.PUBLISH})},
    )

    def __init__(self, account: AccountRef, credential: Credential, http: Http) -> None:
        self._script = WORLDS[account.base_url]
        self._token = credential.token
        self._http = http

    async def identify(self) -> Profile:
        script = self._script
        return Profile(f"id-{self._token}", self._token, scopes=script.scopes, expires_at=script.expires_at)

    async def pull(self, stream: str, cursor: str | None) -> AsyncIterator[Page]:
        self._script.cursors.append(cursor)
        await asyncio.sleep(self._script.delay)
        self._http.meter.charge("GET", f"/{stream}")
        self._http._on_call(CallRecord("GET", f"/{stream}", 200, 0.0, self._script.rate))
        async for page in self._script.pull(cursor):
            yield page

    async def send(self, act: Act) -> Outcome:
        self._script.acts.append(act)
        await asyncio.sleep(self._script.delay)
        return self._script.send(act)

    async def reconcile(self, act: Act) -> Outcome:
        self._script.looks.append(act)
        return self._script.reconcile(act)


def no_parse(stream: str, url: str, payload: object, account: AccountRef) -> Page:
    """There are no recordings of this platform."""
    return Page()


ENTRY = PlatformEntry(ScriptedConnector.declaration, ScriptedConnector, no_parse, lambda method, url: None)
