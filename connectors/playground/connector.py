"""The playground as a platform: Mastodon's connector, and the ads and trends that only the playground has."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from meydan.connectors.base import (
    AccountRef,
    AdDay,
    Capability,
    Declaration,
    Malformed,
    Page,
    PlatformEntry,
    Rejected,
    ReplyWindow,
    StreamSpec,
    TrendSample,
)
from meydan.connectors.credentials import Credential
from meydan.connectors.fields import (
    WrongField,
    children,
    count,
    identity,
    instant,
    mapping,
    optional_string,
    raw_text,
    rejected,
    string,
    web_link,
)
from meydan.connectors.http import Bearer, Http
from meydan.connectors.mastodon import parsing
from meydan.connectors.mastodon.connector import MastodonConnector
from meydan.connectors.mastodon.declaration import DECLARATION as MASTODON

_RESTATED = timedelta(days=4)
_TRENDS = StreamSpec("trends", timedelta(minutes=1), timedelta(minutes=10))
_ADS = StreamSpec("ads", timedelta(minutes=2), timedelta(minutes=30))

DECLARATION: Declaration = replace(
    MASTODON,
    key="playground",
    title="Playground",
    short="PG",
    capabilities=MASTODON.capabilities | {Capability.ADS},
    # As Meta has it, so that what closing windows mean can be tried.
    limits=replace(
        MASTODON.limits, windows=(ReplyWindow("dm", timedelta(hours=24), by_hand=timedelta(days=7)),)
    ),
    streams=(*(each for each in MASTODON.streams if each.name != "trends"), _TRENDS, _ADS),
)


class PlaygroundConnector(MastodonConnector):
    """One of our accounts on a playground server. See `connectors.base.Connector`."""

    declaration: ClassVar[Declaration] = DECLARATION

    def __init__(self, account: AccountRef, credential: Credential, http: Http) -> None:
        super().__init__(account, credential, http)
        self._http = http.signed(Bearer(credential.token))

    async def pull(self, stream: str, cursor: str | None) -> AsyncIterator[Page]:
        """Pages of Mastodon's streams, and of `trends` and `ads`."""
        if stream in ("trends", "ads"):
            yield await self._figures(stream, cursor)
            return
        async for page in super().pull(stream, cursor):
            yield page

    async def _figures(self, stream: str, cursor: str | None) -> Page:
        params = {"since": cursor} if cursor else None
        payload = await self._http.get_json(f"/playground/{stream}", params)
        try:
            page = read_trends(payload) if stream == "trends" else read_ads(payload)
        except WrongField as error:
            raise Malformed(str(error), raw_text(payload)) from None
        return replace(page, cursor=page.cursor or cursor)


def read_trends(payload: object) -> Page:
    """All samples of all trends; the cursor is the newest sample's time. Raises WrongField."""
    body = mapping(payload, "trends")
    samples: list[TrendSample] = []
    wrong: list[Rejected] = []
    for index, trend in enumerate(children(body, "trends", "trends")):
        where = f"trends[{index}]"
        try:
            samples.extend(_samples(trend, where))
        except WrongField as error:
            wrong.append(rejected(error, trend))
    newest = max((sample.at for sample in samples), default=None)
    return Page(trends=tuple(samples), rejected=tuple(wrong), cursor=newest.isoformat() if newest else None)


def read_ads(payload: object) -> Page:
    """All days of all campaigns; the cursor goes back to where days may still change. Raises WrongField."""
    body = mapping(payload, "ads")
    days: list[AdDay] = []
    wrong: list[Rejected] = []
    for index, campaign in enumerate(children(body, "campaigns", "ads")):
        for number, day in enumerate(children(campaign, "days", f"campaigns[{index}]")):
            try:
                days.append(_ad_day(campaign, day, f"campaigns[{index}].days[{number}]"))
            except WrongField as error:
                wrong.append(rejected(error, day))
    newest = max((day.day for day in days), default=None)
    return Page(
        ads=tuple(days),
        rejected=tuple(wrong),
        cursor=(newest - _RESTATED).isoformat() if newest else None,
    )


def parse(stream: str, url: str, payload: object, account: AccountRef) -> Page:
    """Map one decoded body. Raises Malformed."""
    named = stream or stream_of("GET", url) or ""
    try:
        if named == "ads":
            return read_ads(payload)
        if named == "trends" and isinstance(payload, Mapping):
            return read_trends(payload)
    except WrongField as error:
        raise Malformed(str(error), raw_text(payload)) from None
    return parsing.parse(stream, url, payload, account)


def stream_of(method: str, url: str) -> str | None:
    """The stream that a recorded request belongs to; None for what Meydan does not read."""
    path = url.partition("?")[0].rstrip("/")
    for stream in ("ads", "trends"):
        if method.upper() == "GET" and path.endswith(f"/playground/{stream}"):
            return stream
    return parsing.stream_of(method, url)


def _samples(trend: Mapping[str, object], where: str) -> list[TrendSample]:
    remote_id, title = identity(trend, "id", where), string(trend, "title", where)
    url, excerpt = web_link(trend.get("url")), optional_string(trend, "excerpt", where) or ""
    return [
        TrendSample(remote_id, title, instant(each, "at", where), _volume(each), url, excerpt)
        for each in children(trend, "samples", where)
    ]


def _volume(sample: Mapping[str, object]) -> float | None:
    uses = count(sample, "uses")
    return None if uses is None else float(uses)


def _ad_day(campaign: Mapping[str, object], day: Mapping[str, object], where: str) -> AdDay:
    return AdDay(
        campaign_id=identity(campaign, "id", where),
        campaign=string(campaign, "name", where),
        day=_date(day, where),
        currency=identity(campaign, "currency", where),
        spend=_amount(day, "spend", where),
        budget=_amount(day, "budget", where),
        impressions=count(day, "impressions"),
        clicks=count(day, "clicks"),
        results=_amount(day, "results", where),
        value=_amount(day, "value", where),
    )


def _amount(day: Mapping[str, object], key: str, where: str) -> Decimal:
    """An amount written as text: never a float."""
    try:
        amount = Decimal(string(day, key, where))
    except InvalidOperation:
        raise WrongField(f"{where}.{key}", "no amount") from None
    if not amount.is_finite():
        raise WrongField(f"{where}.{key}", "no amount")
    return amount


def _date(day: Mapping[str, object], where: str) -> date:
    try:
        return date.fromisoformat(string(day, "date", where))
    except ValueError as error:
        if isinstance(error, WrongField):
            raise
        raise WrongField(f"{where}.date", "no date") from None


ENTRY = PlatformEntry(
    declaration=DECLARATION,
    make=PlaygroundConnector,
    parse=parse,
    stream_of=stream_of,
    parsable_streams=(*parsing.PARSABLE, "trends", "ads"),
)
