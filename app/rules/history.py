"""A rule at work on what is stored already, because a member says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from meydan.app.rules.book import surroundings, work
from meydan.app.rules.trial import Trying, trying
from meydan.store.writes import ruling

if TYPE_CHECKING:
    from meydan.insight.rules.model import Rule
    from meydan.store import Store


def apply_to_history(
    store: Store, rule: Rule, place: int, since: datetime, now: datetime, hold: timedelta
) -> tuple[int, int]:
    """Let a rule work on what came in since a moment: how many it meets, how many were new to it.

    One command, which undo takes back; rules before it that are the last keep items from it.
    """
    with store.reading() as conn:
        found: Trying = trying(conn, rule, now, place=place, since=since)
        found.all(conn)
        around = surroundings(conn)
    return len(found.items), ruling.apply(store, work(rule, found.items, around, now), now=now, hold=hold)
