"""A Facebook Page as one account."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import ClassVar

from meydan.connectors.base import (
    AccountRef,
    Act,
    Author,
    ConnectorError,
    Declaration,
    Malformed,
    Missing,
    Outcome,
    Page,
    PlatformEntry,
    Profile,
    Unknown,
)
from meydan.connectors.credentials import Credential
from meydan.connectors.facebook.client import ME, Api
from meydan.connectors.facebook.conversations import pull_conversations
from meydan.connectors.facebook.declaration import DECLARATION
from meydan.connectors.facebook.exchange import exchange
from meydan.connectors.facebook.lists import pull_mentions, pull_reviews
from meydan.connectors.facebook.mapper import read_profile
from meydan.connectors.facebook.parsing import PARSABLE, parse, stream_of
from meydan.connectors.facebook.posts import SOURCES, pull_posts
from meydan.connectors.facebook.reconcile import Reconciler
from meydan.connectors.facebook.sending import Sender, not_sent
from meydan.connectors.fields import WrongField, raw_text
from meydan.connectors.http import Http


class FacebookConnector:
    """One Page. See `connectors.base.Connector`."""

    declaration: ClassVar[Declaration] = DECLARATION

    def __init__(self, account: AccountRef, credential: Credential, http: Http) -> None:
        self._http = http
        self._credential = credential
        self._account = account
        self._api = Api(http, credential, account.remote_id or ME)

    async def identify(self) -> Profile:
        """Which Page it is by this token."""
        payload = await self._api.me()
        try:
            profile = read_profile(payload, "profile")
        except WrongField as error:
            raise Malformed(str(error), raw_text(payload)) from None
        self._account = replace(self._account, remote_id=profile.remote_id, handle=profile.handle)
        self._api = Api(self._http, self._credential, profile.remote_id)
        return profile

    async def pull(self, stream: str, cursor: str | None) -> AsyncIterator[Page]:
        """Pages of `posts`, `visitors`, `ads`, `conversations`, `mentions` or `reviews`."""
        us = await self._us()
        lists = {"conversations": pull_conversations, "mentions": pull_mentions, "reviews": pull_reviews}
        if stream in lists:
            pages = lists[stream](self._api, us, cursor)
        elif stream in SOURCES:
            pages = pull_posts(self._api, us, SOURCES[stream], cursor)
        else:
            raise Missing("There is no such stream")
        async for page in pages:
            yield page

    async def send(self, act: Act) -> Outcome:
        """Do it once."""
        try:
            await self._us()
        except ConnectorError as error:
            return not_sent(error)
        return await Sender(self._api).send(act)

    async def reconcile(self, act: Act) -> Outcome:
        """Look whether it arrived; never acts."""
        try:
            us = await self._us()
        except ConnectorError:
            return Unknown("The server could not be asked whether it arrived")
        return await Reconciler(self._api, us.remote_id).look(act)

    async def _us(self) -> Author:
        if not self._account.remote_id:
            await self.identify()
        return Author(self._account.remote_id, self._account.handle)


ENTRY = PlatformEntry(
    declaration=DECLARATION,
    make=FacebookConnector,
    parse=parse,
    stream_of=stream_of,
    parsable_streams=PARSABLE,
    exchange=exchange,
)
