"""A profile on Threads, as one connector."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import ClassVar

from meydan.connectors.base import (
    AccountRef,
    Act,
    Declaration,
    Malformed,
    Missing,
    Outcome,
    Page,
    PlatformEntry,
    Profile,
)
from meydan.connectors.credentials import Credential
from meydan.connectors.fields import WrongField, raw_text
from meydan.connectors.http import Http
from meydan.connectors.meta.tokens import LongLived
from meydan.connectors.threads.client import Api
from meydan.connectors.threads.declaration import DECLARATION
from meydan.connectors.threads.mapper import Us, context, posts_in, read_profile, read_stranger
from meydan.connectors.threads.mentions import pull_mentions
from meydan.connectors.threads.own import pull_own
from meydan.connectors.threads.parsing import PARSABLE, parse, stream_of
from meydan.connectors.threads.replies import pull_replies
from meydan.connectors.threads.sending import Sender

_TOKENS = LongLived("th")


class ThreadsConnector:
    """One profile. See `connectors.base.Connector`."""

    declaration: ClassVar[Declaration] = DECLARATION

    def __init__(self, account: AccountRef, credential: Credential, http: Http) -> None:
        self._api = Api(http, credential)
        self._account = account
        self._sender = Sender(self._api)

    async def identify(self) -> Profile:
        """Who we are by this token."""
        payload = await self._api.me()
        try:
            profile = read_profile(payload, "profile")
        except WrongField as error:
            raise Malformed(str(error), raw_text(payload)) from None
        self._account = replace(self._account, remote_id=profile.remote_id, handle=profile.handle)
        return profile

    async def pull(self, stream: str, cursor: str | None) -> AsyncIterator[Page]:
        """Pages of `own`, `mentions` or `replies`."""
        pullers = {"own": pull_own, "mentions": pull_mentions, "replies": pull_replies}
        if stream not in pullers:
            raise Missing("There is no such stream")
        async for page in pullers[stream](self._api, await self._us(), cursor):
            yield page

    async def send(self, act: Act) -> Outcome:
        """Do it once."""
        return await self._sender.send(act)

    async def reconcile(self, act: Act) -> Outcome:
        """Look whether it arrived; never acts."""
        return await self._sender.reconcile(act)

    async def lookup(self, handle: str) -> Profile:
        """The public face of a profile, whose `remote_id` is the user name. Raises Missing."""
        payload = await self._api.lookup(handle.removeprefix("@"))
        try:
            return read_stranger(payload, "profile")
        except WrongField as error:
            raise Malformed(str(error), raw_text(payload)) from None

    async def search_accounts(self, query: str, limit: int = 20) -> tuple[Profile, ...]:
        """The profile that is called exactly so, if there is one: Threads finds no others."""
        try:
            return (await self.lookup(query.strip()),) if query.strip() and limit > 0 else ()
        except Missing:
            return ()

    async def posts_of(self, remote_id: str, limit: int = 40) -> Page:
        """The newest public posts of a profile."""
        rows, _ = await self._api.posts_of(remote_id)
        posts, wrong = posts_in(rows, "posts")
        public = [context(post, Us()) for post in posts if not post.repost][:limit]
        return Page(publications=tuple(public), rejected=tuple(wrong))

    async def _us(self) -> Us:
        if not (self._account.remote_id and self._account.handle):
            await self.identify()
        return Us(self._account.remote_id, self._account.handle)


ENTRY = PlatformEntry(
    declaration=DECLARATION,
    make=ThreadsConnector,
    parse=parse,
    stream_of=stream_of,
    parsable_streams=PARSABLE,
    exchange=_TOKENS.exchange,
    renew=_TOKENS.renew,
)
