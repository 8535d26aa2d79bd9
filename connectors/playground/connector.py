"""The playground as a platform: Mastodon's connector, and the ads, trends and moderation that only it has."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import ClassVar
from urllib.parse import quote

from meydan.connectors.base import (
    AccountRef,
    Act,
    Action,
    AdDay,
    Capability,
    ConnectorError,
    Declaration,
    Malformed,
    Missing,
    NotSent,
    Outcome,
    Page,
    PlatformEntry,
    Rejected,
    ReplyWindow,
    Sent,
    StreamSpec,
    TrendSample,
    Unknown,
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
from meydan.connectors.http import Answer, Bearer, Http
from meydan.connectors.mastodon import parsing
from meydan.connectors.mastodon.connector import MastodonConnector
from meydan.connectors.mastodon.declaration import DECLARATION as MASTODON
from meydan.connectors.mastodon.sending import SCHEDULED

_RESTATED = timedelta(days=4)
_TRENDS = StreamSpec("trends", timedelta(minutes=1), timedelta(minutes=10))
_ADS = StreamSpec("ads", timedelta(minutes=2), timedelta(minutes=30))

DECLARATION: Declaration = replace(
    MASTODON,
    key="playground",
    title="Playground",
    short="PG",
    capabilities=MASTODON.capabilities | {Capability.ADS, Capability.HIDE, Capability.DELETE},
    # As Meta has it, so that what closing windows mean can be tried.
    limits=replace(
        MASTODON.limits, windows=(ReplyWindow("dm", timedelta(hours=24), by_hand=timedelta(days=7)),)
    ),
    streams=(*(each for each in MASTODON.streams if each.name != "trends"), _TRENDS, _ADS),
)


_MODERATION = {
    Action.HIDE: ("POST", "/hide"),
    Action.UNHIDE: ("POST", "/unhide"),
    Action.DELETE: ("DELETE", ""),
}
"""How these acts are asked for: method and what follows the status's address."""


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

    async def send(self, act: Act) -> Outcome:
        """Do it once; what others said is moderated the playground's own way."""
        if not _is_moderation(act):
            return await super().send(act)
        method, verb = _MODERATION[act.action]
        result = await self._http.send_once(method, f"{_address(act)}{verb}")
        return Sent(act.target or "") if isinstance(result, Answer) else result

    async def reconcile(self, act: Act) -> Outcome:
        """Look whether it arrived; never acts."""
        if not _is_moderation(act):
            return await super().reconcile(act)
        try:
            standing = mapping(await self._http.get_json(_address(act)), "status")
        except Missing:
            return Sent(act.target or "") if act.action is Action.DELETE else Unknown("It is no longer there")
        except (ConnectorError, WrongField):
            return Unknown("The server could not be asked whether it arrived")
        hidden = standing.get("hidden") is True
        arrived = act.action is not Action.DELETE and hidden == (act.action is Action.HIDE)
        return Sent(act.target or "") if arrived else NotSent("It did not arrive")

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


def _is_moderation(act: Act) -> bool:
    return act.action in _MODERATION and not (act.target or "").startswith(SCHEDULED)


def _address(act: Act) -> str:
    return f"/playground/statuses/{quote(act.target or '-', safe='')}"


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
