"""After a lost answer: looking whether a post or message of ours arrived. Never acts, only reads."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

from meydan.connectors.base import Act, Action, Candidate, ConnectorError, NotSent, Outcome, Sent, Unknown
from meydan.connectors.fields import WrongField
from meydan.connectors.x.client import Api
from meydan.connectors.x.mapper import next_token, read_messages, read_posts

SETTLED = timedelta(seconds=120)
"""Longer than the HTTP layer waits for an answer, and than X takes to list what it accepted."""
_PAGES = 3
_CANDIDATES = 5
_SLACK = timedelta(seconds=30)
"""How far the platform's clock may be behind ours."""


async def reconcile(api: Api, us: str, act: Act) -> Outcome:
    """Sent when it is there, NotSent when it is surely not, else Unknown."""
    if act.action not in (Action.REPLY, Action.PUBLISH):
        return Unknown("X does not say whether it arrived")
    try:
        return await _written(api, us, act)
    except (ConnectorError, WrongField):
        return Unknown("X could not be asked whether it arrived")


async def _written(api: Api, us: str, act: Act) -> Outcome:
    first = act.first_attempt_at
    if first is None:
        return Unknown("It is not known when it was tried")
    since, wanted = first - _SLACK, comparable(act.text)
    lately: list[Candidate] = []
    token: str | None = None
    for _ in range(_PAGES):
        ours, below, whole = await _ours(api, us, act, token)
        for number, where, candidate in ours:
            if candidate.created_at < since:
                continue
            lately.append(candidate)
            if where == _place(act) and comparable(candidate.text) == wanted:
                return Sent(number, candidate.permalink)
        reached = below is None or any(one.created_at < since for _, _, one in ours)
        if reached and whole and api.http.clock() - (act.last_attempt_at or first) >= SETTLED:
            return NotSent("It did not arrive")
        if reached:
            break
        token = below
    return Unknown("It has not been seen yet", tuple(lately[:_CANDIDATES]))


def comparable(text: str) -> str:
    """A text as it survives formatting: letters and digits only, or signs when there are none."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = [word for word in plain.split() if not (word.startswith("@") and len(word) > 1)]
    return "".join(ch for word in words for ch in word if ch.isalnum()) or "".join(words)


def _place(act: Act) -> str:
    """Where it would stand: in a conversation, or below a post."""
    if act.action is Action.PUBLISH:
        return ""
    return (act.thread if act.kind == "dm" else act.target) or ""


async def _ours(
    api: Api, us: str, act: Act, token: str | None
) -> tuple[list[tuple[str, str, Candidate]], str | None, bool]:
    """A page of what we wrote, each with where it stands; what asks for the next; whether all was read."""
    if act.action is Action.REPLY and act.kind == "dm":
        payload = await api.messages(token)
        messages, wrong = read_messages(payload)
        ours = [
            (one.id, one.conversation, Candidate(one.created_at, "", one.text))
            for one in messages
            if one.sender.remote_id == us
        ]
    else:
        payload = await api.posts_of(us, token, ours=True)
        posts, wrong = read_posts(payload)
        ours = [
            (one.id, one.parent or "", Candidate(one.created_at, one.permalink, one.text)) for one in posts
        ]
    return ours, next_token(payload), not wrong
