"""X as a connector: every read and every act costs money, so what is left of the day decides."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import ClassVar

from meydan.connectors.base import (
    AccountRef,
    Act,
    ConnectorError,
    Declaration,
    Malformed,
    Missing,
    NotSent,
    Outcome,
    Page,
    PlatformEntry,
    Profile,
    RateLimited,
    Unknown,
)
from meydan.connectors.credentials import Credential
from meydan.connectors.fields import WrongField, raw_text
from meydan.connectors.http import Http
from meydan.connectors.x.client import Api
from meydan.connectors.x.declaration import DECLARATION
from meydan.connectors.x.mapper import read_posts, read_profile
from meydan.connectors.x.mentions import pull_mentions
from meydan.connectors.x.messages import pull_messages
from meydan.connectors.x.oauth import renew
from meydan.connectors.x.own import pull_own
from meydan.connectors.x.parsing import PARSABLE, parse, stream_of
from meydan.connectors.x.reconcile import reconcile
from meydan.connectors.x.sending import Sender


class XConnector:
    """One account. See `connectors.base.Connector`."""

    declaration: ClassVar[Declaration] = DECLARATION

    def __init__(self, account: AccountRef, credential: Credential, http: Http) -> None:
        self._api = Api(http.bearing(credential))
        self._account = account
        self._scopes = tuple(credential.extra.get("scope", "").split())

    async def identify(self) -> Profile:
        """Who we are by this token."""
        profile = _profile(await self._api.me(), self._scopes)
        self._account = replace(self._account, remote_id=profile.remote_id, handle=profile.handle)
        return profile

    async def pull(self, stream: str, cursor: str | None) -> AsyncIterator[Page]:
        """Pages of `mentions`, `messages` or `own`."""
        pullers = {"mentions": pull_mentions, "messages": pull_messages, "own": pull_own}
        if stream not in pullers:
            raise Missing("There is no such stream")
        async for page in pullers[stream](self._api, await self._us(), cursor):
            yield page

    async def send(self, act: Act) -> Outcome:
        """Do it once."""
        try:
            await self._us()
        except ConnectorError as error:
            return NotSent(str(error), error.retry_at if isinstance(error, RateLimited) else None)
        return await Sender(self._api, self._account.handle).send(act)

    async def reconcile(self, act: Act) -> Outcome:
        """Look whether it arrived; never acts."""
        try:
            return await reconcile(self._api, await self._us(), act)
        except ConnectorError:
            return Unknown("X could not be asked whether it arrived")

    async def lookup(self, handle: str) -> Profile:
        """The public face of an account. Raises Missing."""
        return _profile(await self._api.user(handle))

    async def posts_of(self, remote_id: str, limit: int = 40) -> Page:
        """The newest posts of an account."""
        payload = await self._api.posts_of(remote_id, None, ours=False, most=max(5, min(limit, 100)))
        try:
            posts, wrong = read_posts(payload)
        except WrongField as error:
            raise Malformed(str(error), raw_text(payload)) from None
        found = tuple(one.publication(False) for one in posts[:limit])
        return Page(publications=found, rejected=tuple(wrong))

    async def _us(self) -> str:
        if not self._account.remote_id:
            await self.identify()
        return self._account.remote_id


def _profile(payload: object, scopes: tuple[str, ...] = ()) -> Profile:
    try:
        return read_profile(payload, scopes)
    except WrongField as error:
        raise Malformed(str(error), raw_text(payload)) from None


ENTRY = PlatformEntry(
    declaration=DECLARATION,
    make=XConnector,
    parse=parse,
    stream_of=stream_of,
    parsable_streams=PARSABLE,
    renew=renew,
)
