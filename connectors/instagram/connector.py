"""A professional account on Instagram, as one connector, by its own login or through its Page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import ClassVar

from meydan.connectors.base import (
    AccountRef,
    Act,
    ConnectorError,
    Declaration,
    Denied,
    Malformed,
    Missing,
    Outcome,
    Page,
    PlatformEntry,
    Profile,
    Unknown,
)
from meydan.connectors.credentials import Credential
from meydan.connectors.fields import WrongField, child, raw_text
from meydan.connectors.http import Http
from meydan.connectors.instagram.client import Api
from meydan.connectors.instagram.conversations import pull_conversations
from meydan.connectors.instagram.declaration import DECLARATION
from meydan.connectors.instagram.mapper import Us, author_of, medias_in, read_profile, rivals_media
from meydan.connectors.instagram.own import pull_own
from meydan.connectors.instagram.parsing import PARSABLE, parse, stream_of
from meydan.connectors.instagram.reconcile import reconcile
from meydan.connectors.instagram.sending import Sender, not_sent
from meydan.connectors.instagram.setups import Setup, exchange, renew
from meydan.connectors.instagram.tags import pull_tags
from meydan.connectors.meta.fields import data_of


class InstagramConnector:
    """One account. See `connectors.base.Connector`.

    Accounts of others (`lookup`, `posts_of`, by user name) are told only through a Page's token.
    """

    declaration: ClassVar[Declaration] = DECLARATION

    def __init__(self, account: AccountRef, credential: Credential, http: Http) -> None:
        self._api = Api(http, credential)
        self._account = account
        self._sender = Sender(self._api)

    async def identify(self) -> Profile:
        """Who we are by this token. Raises Denied when the Page has no account."""
        payload = await self._api.me()
        try:
            if self._api.setup is Setup.INSTAGRAM:
                profile = read_profile(payload, "account", "user_id")
            elif payload.get("instagram_business_account") is None:
                raise Denied("No Instagram account is linked to this page")
            else:
                profile = read_profile(child(payload, "instagram_business_account", "page"), "account")
        except WrongField as error:
            raise Malformed(str(error), raw_text(payload)) from None
        self._account = replace(self._account, remote_id=profile.remote_id, handle=profile.handle)
        return profile

    async def pull(self, stream: str, cursor: str | None) -> AsyncIterator[Page]:
        """Pages of `own`, `conversations` or `tags`."""
        pullers = {"own": pull_own, "conversations": pull_conversations, "tags": pull_tags}
        if stream not in pullers:
            raise Missing("There is no such stream")
        async for page in pullers[stream](self._api, await self._us(), cursor):
            yield page

    async def send(self, act: Act) -> Outcome:
        """Do it once."""
        try:
            us = await self._us()
        except ConnectorError as error:
            return not_sent(error)
        return await self._sender.send(act, us)

    async def reconcile(self, act: Act) -> Outcome:
        """Look whether it arrived; never acts."""
        try:
            us = await self._us()
        except ConnectorError:
            return Unknown("The server could not be asked whether it arrived")
        return await reconcile(self._api, us, self._sender.containers, act)

    async def lookup(self, handle: str) -> Profile:
        """The public face of a business account, whose `remote_id` is the user name. Raises Missing."""
        payload = await self._api.discover((await self._us()).id, handle.removeprefix("@"), 0)
        try:
            return read_profile(child(payload, "business_discovery", "answer"), "account", "username")
        except WrongField as error:
            raise Malformed(str(error), raw_text(payload)) from None

    async def search_accounts(self, query: str, limit: int = 20) -> tuple[Profile, ...]:
        """The account that is called exactly so, if there is one: Instagram finds no others."""
        try:
            return (await self.lookup(query.strip()),) if query.strip() and limit > 0 else ()
        except Missing:
            return ()

    async def posts_of(self, remote_id: str, limit: int = 40) -> Page:
        """The newest public media of a business account, with likes and comments counted."""
        payload = await self._api.discover((await self._us()).id, remote_id, limit)
        try:
            found = child(payload, "business_discovery", "answer")
            medias, wrong = medias_in(data_of(found.get("media")), "media")
        except WrongField as error:
            raise Malformed(str(error), raw_text(payload)) from None
        author = author_of("", remote_id, remote_id)
        return Page(
            publications=tuple(rivals_media(one, author) for one in medias[:limit]), rejected=tuple(wrong)
        )

    async def _us(self) -> Us:
        if not (self._account.remote_id and self._account.handle):
            await self.identify()
        return Us(self._account.remote_id, self._account.handle)


ENTRY = PlatformEntry(
    declaration=DECLARATION,
    make=InstagramConnector,
    parse=parse,
    stream_of=stream_of,
    parsable_streams=PARSABLE,
    exchange=exchange,
    renew=renew,
)
