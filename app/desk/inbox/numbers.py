"""The numbers over the list: what is read for them, and how they are told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from meydan.app.desk.inbox.team import Team, read_team
from meydan.panes.inbox.itemlist import ItemList
from meydan.panes.inbox.query import Asking
from meydan.panes.inbox.splits import ASKED, CALLED, FAILED, LISTED, Split, query_of, splits
from meydan.panes.inbox.words import ORDERS as ORDER_WORDS
from meydan.panes.spans import Span, Spans
from meydan.panes.speech import Speech
from meydan.panes.title import title_line
from meydan.store.rows.around import Signs
from meydan.store.rows.inbox import ORDERS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from meydan.app.office import OfficeClock


@dataclass(frozen=True, slots=True)
class Numbers:
    """Read in one snapshot; `counts` are by split, None for one that is not counted."""

    team: Team
    splits: tuple[Split, ...]
    counts: tuple[int | None, ...]
    signs: Signs


def read_numbers(conn: Connection, login: str, office: OfficeClock, now: datetime) -> Numbers:
    """Read them for a member."""
    from meydan.store.reads import around, inbox, outbox
    from meydan.store.reads import splits as reads

    team = read_team(conn, office)
    found = splits(reads.saved(conn, login))
    asking = asking_of(team, login, now)
    counted = iter(inbox.counts(conn, [query_of(each, asking) for each in found if each not in LISTED]))
    sent = outbox.counts(conn)
    listed = {each: len(named(conn)) for each, named in named_by(login).items()}
    listed[FAILED] = sent.failed + sent.unknown
    counts = tuple(listed[each] if each in LISTED else next(counted) for each in found)
    return Numbers(team, found, counts, around.signs(conn, login, now))


def asking_of(team: Team, login: str, now: datetime) -> Asking:
    """Who asks with a filter, and when."""
    return Asking(login, now, team.sla.cutoffs(now) if team.sla else ())


def named_by(login: str) -> dict[Split, Callable[[Connection], list[int]]]:
    """The splits of a member whose items a read names."""
    from meydan.store.reads import inquiries, mentions

    return {
        ASKED: partial(inquiries.asked_items, login=login),
        CALLED: partial(mentions.calling_items, login=login),
    }


def queue_title(
    splits: Sequence[Split],
    counts: Sequence[int | None],
    order: str,
    items: ItemList,
    filtered: bool,
    speech: Speech,
) -> Spans:
    """The line over the list: what waits, in which order it is shown, what is new, selected or found."""
    say, say_n = speech.say, speech.say_n
    by_key = {split.key: count or 0 for split, count in zip(splits, counts, strict=False)}
    waiting = by_key.get("waiting", 0)
    open_ = by_key.get("all", 0) - waiting
    negative, questions = by_key.get("negative", 0), by_key.get("question", 0)
    figures = [
        (open_, say_n("{n} open", "{n} open", open_)),
        (waiting, say_n("{n} waiting", "{n} waiting", waiting)),
        (negative, say_n("{n} negative", "{n} negative", negative)),
        (questions, say_n("{n} question", "{n} questions", questions)),
    ]
    numbers = " · ".join(words for count, words in figures if count)
    ordered, usual = say(ORDER_WORDS[order]), order == ORDERS[0]
    line = [*title_line("1", say("Inbox"), "" if usual else ordered), Span("  " + numbers, "dim")]
    if usual:
        line.append(Span("  " + ordered, "dim"))
    if items.fresh:
        line.append(Span("  " + say_n("{n} new, gg", "{n} new, gg", items.fresh), "amber"))
    if chosen := items.listing.count():
        line.append(Span("  " + say_n("{n} selected", "{n} selected", chosen), "amber", bold=True))
    if filtered and items.loaded:
        found = len(items.listing)
        line.append(Span("  " + say_n("{n} found", "{n} found", found), "blue"))
    return tuple(line)
