"""After a lost answer: looking whether an act arrived. Never acts, only reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from meydan.connectors.base import (
    Act,
    Action,
    Candidate,
    ConnectorError,
    Missing,
    NotSent,
    Outcome,
    Sent,
    Unknown,
)
from meydan.connectors.comparing import comparable
from meydan.connectors.fields import WrongField, each, mapping, optional_string, sequence
from meydan.connectors.mastodon.client import Api
from meydan.connectors.mastodon.mapper import Status, read_context, read_status
from meydan.connectors.mastodon.sending import SCHEDULED, is_gone, note_of
from meydan.connectors.mastodon.us import Us

# Longer than the HTTP layer waits for an answer, and than a server takes to finish what it accepted.
SETTLED = timedelta(seconds=120)
_PAGES = 5
_CANDIDATES = 5
_SLACK = timedelta(seconds=5)


async def reconcile(api: Api, us: Us, act: Act) -> Outcome:
    """Sent when it is there; NotSent when it is surely not, or when repeating does no harm; else Unknown."""
    try:
        match act.action:
            case Action.REPLY | Action.PUBLISH:
                return await _written(api, us, act)
            case Action.LIKE | Action.UNLIKE:
                status = read_status(mapping(await api.status(act.target or ""), "status"), "status")
                arrived = status.favourited == (act.action is Action.LIKE)
                return Sent(status.id) if arrived else NotSent("It did not arrive")
            case Action.DELETE:
                return await _deleted(api, act.target or "")
            case Action.BLOCK:
                return await _blocked(api, act.author_id)
            case _:
                return Unknown("The server does not say whether it arrived")
    except Missing:
        return Unknown("The message is no longer there")
    except (ConnectorError, WrongField):
        return Unknown("The server could not be asked whether it arrived")


async def _written(api: Api, us: Us, act: Act) -> Outcome:
    first = act.first_attempt_at
    if first is None:
        return Unknown("It is not known when it was tried")
    wanted = comparable(act.text)
    if act.scheduled_at and (kept := await _scheduled(api, wanted)):
        return Sent(SCHEDULED + kept)
    since = first + await _server_ahead(api) - _SLACK
    whole = False
    token: str | None = None
    ours: list[Status] = []
    for _ in range(_PAGES):
        payload, token = await api.statuses(us.id, token)
        statuses, wrong = each(payload, "statuses", read_status)
        ours += statuses
        if found := _match(statuses, act, wanted, since):
            return Sent(found.id, found.permalink, note_of(act, found.created_at))
        whole = not wrong and (token is None or any(one.created_at < since for one in statuses))
        if whole or token is None:
            break
    if act.action is Action.REPLY and act.target:
        # Some servers leave private answers out of an account's statuses; the thread shows them.
        _, below, wrong = read_context(await api.context(act.target), "context")
        here = [one for one in below if us.are(one.author.remote_id)]
        ours += here
        if found := _match(here, act, wanted, since):
            return Sent(found.id, found.permalink)
        whole = whole and not wrong
    unlisted = act.visibility in ("private", "direct") or (act.scheduled_at is not None and us.snac)
    if act.action is Action.PUBLISH and unlisted:
        whole = False
    last = act.last_attempt_at or first
    if whole and api.http.clock() - last >= SETTLED:
        return NotSent("It did not arrive")
    return Unknown("It has not been seen yet", _candidates(ours, since))


def _candidates(ours: list[Status], since: datetime) -> tuple[Candidate, ...]:
    """What we wrote since then, whatever it says and answers."""
    lately = {one.id: one for one in ours if one.created_at >= since and not one.reblog}
    newest = sorted(lately.values(), key=lambda one: one.created_at, reverse=True)[:_CANDIDATES]
    return tuple(Candidate(one.created_at, one.permalink, one.text) for one in newest)


def _match(statuses: list[Status], act: Act, wanted: str, since: datetime) -> Status | None:
    parent = act.target if act.action is Action.REPLY else None
    for status in statuses:
        same_place = status.parent == parent and status.created_at >= since and not status.reblog
        if same_place and comparable(status.text) == wanted and (wanted or status.attachments):
            return status
    return None


async def _server_ahead(api: Api) -> timedelta:
    """How far the server's clock is ahead of ours, by its Date header; nothing when it has none."""
    before = api.http.clock()
    answer = await api.http.read("GET", "/api/v1/accounts/verify_credentials")
    moment = answer.server_time()
    return moment - before if moment else timedelta()


async def _scheduled(api: Api, wanted: str) -> str | None:
    try:
        listed = sequence(await api.scheduled(), "scheduled")
    except Missing:
        return None
    for one in listed:
        params = one.get("params") if isinstance(one, Mapping) else None
        if (
            isinstance(params, Mapping)
            and comparable(str(params.get("text") or params.get("status") or "")) == wanted
        ):
            return optional_string(mapping(one, "scheduled"), "id", "scheduled")
    return None


async def _deleted(api: Api, target: str) -> Outcome:
    if target.startswith(SCHEDULED):
        listed = sequence(await api.scheduled(), "scheduled")
        there = any(
            isinstance(one, Mapping) and one.get("id") == target.removeprefix(SCHEDULED) for one in listed
        )
        return NotSent("It did not arrive") if there else Sent(target)
    if await is_gone(api, target):
        return Sent(target)
    await api.status(target)
    return NotSent("It did not arrive")


async def _blocked(api: Api, account_id: str) -> Outcome:
    for one in sequence(await api.relationship(account_id), "relationships"):
        if isinstance(one, Mapping) and one.get("id") == account_id:
            return Sent(account_id) if one.get("blocking") is True else NotSent("It did not arrive")
    return Unknown("The server does not say whether it arrived")
