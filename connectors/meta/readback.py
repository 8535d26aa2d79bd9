"""After a lost answer: finding what we wrote among what the platform shows. Never acts, only reads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from meydan.connectors.base import Act, Candidate, NotSent, Outcome, Sent, Unknown
from meydan.connectors.comparing import comparable

# Longer than the HTTP layer waits for an answer, and than a platform takes to finish what it accepted.
SETTLED = timedelta(seconds=120)
_PAGES = 5
_CANDIDATES = 5
_SLACK = timedelta(seconds=60)
"""How far the platform's clock may be behind ours."""


@dataclass(frozen=True, slots=True)
class Written:
    """Something of ours; `parent` is what it answers, "" for nothing."""

    id: str
    text: str
    created_at: datetime
    parent: str = ""
    permalink: str = ""


Fetch = Callable[[str | None], Awaitable[tuple[Sequence[Written], bool, str | None]]]
"""A page of what we wrote, newest first: (what could be read, whether that is all of it, the next token)."""


async def look_for(
    act: Act,
    fetch: Fetch,
    now: datetime,
    parents: frozenset[str] | None = None,
    published: bool | None = None,
    text: str | None = None,
) -> Outcome:
    """Whether a written act is there: Sent, NotSent when it is surely not, else Unknown with candidates.

    `parents` are what it may stand below (None: does not matter), `text` its words where they differ from the
    act's. `published`: what the platform itself says, if it does. Raises as `fetch`.
    """
    first = act.first_attempt_at
    if first is None:
        return Unknown("It is not known when it was tried")
    since = first - _SLACK
    wanted = comparable(act.text if text is None else text, strip_mentions=False)
    ours: list[Written] = []
    token: str | None = None
    whole = False
    for _ in range(_PAGES):
        page, complete, token = await fetch(token)
        lately = [one for one in page if one.created_at >= since]
        ours += lately
        for one in lately:
            here = parents is None or one.parent in parents
            if here and comparable(one.text, strip_mentions=False) == wanted:
                return Sent(one.id, one.permalink)
        whole = complete and (token is None or len(lately) < len(page))
        if whole or token is None:
            break
    if published:
        return Unknown("It was published, but it has not been seen yet", _candidates(ours))
    last = act.last_attempt_at or first
    if (whole or published is False) and now - last >= SETTLED:
        return NotSent("It did not arrive")
    return Unknown("It has not been seen yet", _candidates(ours))


def _candidates(ours: Sequence[Written]) -> tuple[Candidate, ...]:
    newest = sorted(ours, key=lambda one: one.created_at, reverse=True)[:_CANDIDATES]
    return tuple(Candidate(one.created_at, one.permalink, one.text) for one in newest)
