"""All ad accounts that a token of Meta leads to, as one connector that only reads."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import ClassVar
from urllib.parse import urlsplit

from meydan.connectors.base import (
    AccountRef,
    Act,
    Declaration,
    Denied,
    Malformed,
    Missing,
    Outcome,
    Page,
    PlatformEntry,
    Profile,
    Refused,
    Unknown,
)
from meydan.connectors.credentials import Credential
from meydan.connectors.fields import WrongField, each, identity, optional_string, raw_text
from meydan.connectors.http import Http
from meydan.connectors.meta.graph import rows_of, tidied
from meydan.connectors.meta_ads.client import Api
from meydan.connectors.meta_ads.declaration import DECLARATION
from meydan.connectors.meta_ads.mapper import read_day
from meydan.connectors.meta_ads.reading import pull_ads


class MetaAdsConnector:
    """One token. See `connectors.base.Connector`."""

    declaration: ClassVar[Declaration] = DECLARATION

    def __init__(self, account: AccountRef, credential: Credential, http: Http) -> None:
        self._api = Api(http, credential)

    async def identify(self) -> Profile:
        """Whose token it is. Raises Denied when it leads to no ad account."""
        payload = await self._api.me()
        if not (await self._api.accounts(None)).rows:
            raise Denied("This token leads to no ad account")
        try:
            number = identity(payload, "id", "user")
            name = optional_string(payload, "name", "user") or number
        except WrongField as error:
            raise Malformed(str(error), raw_text(payload)) from None
        return Profile(remote_id=number, handle=name, name=name, scopes=await self._scopes())

    async def _scopes(self) -> tuple[str, ...]:
        """What the token allows, where it may ask."""
        try:
            rows = (await self._api.permissions()).rows
        except (Denied, Missing):
            return ()
        granted = [row for row in rows if isinstance(row, dict) and row.get("status") == "granted"]
        return tuple(str(row.get("permission")) for row in granted)

    async def pull(self, stream: str, cursor: str | None) -> AsyncIterator[Page]:
        """Pages of `ads`."""
        if stream != "ads":
            raise Missing("There is no such stream")
        async for page in pull_ads(self._api, cursor):
            yield page

    async def send(self, act: Act) -> Outcome:
        """Nothing is ever written."""
        return Refused("Meta's ads are only read")

    async def reconcile(self, act: Act) -> Outcome:
        """Nothing is ever written."""
        return Unknown("Meta's ads are only read")


def stream_of(method: str, url: str) -> str | None:
    """The stream that a recorded request belongs to; None for what Meydan does not read."""
    insights = re.fullmatch(r"(/v[\d.]+)?/[^/]+/insights", urlsplit(url).path.rstrip("/"))
    return "ads" if insights and method.upper() == "GET" else None


def parse(stream: str, url: str, payload: object, account: AccountRef) -> Page:
    """Map one decoded body of daily figures per campaign. Raises Malformed when it is none."""
    if (stream or stream_of("GET", url)) != "ads":
        raise Malformed("No stream of Meta's ads has this name", raw_text(payload))
    days, wrong = each(rows_of(tidied(payload)).rows, "insights", read_day(""))
    return Page(ads=tuple(days), rejected=tuple(wrong))


ENTRY = PlatformEntry(
    declaration=DECLARATION,
    make=MetaAdsConnector,
    parse=parse,
    stream_of=stream_of,
    parsable_streams=("ads",),
)
