"""Waves, and the counts and texts they are found in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, bindparam, case, func, literal_column, select

from meydan.store.ingesting.places import SLOT_BITS, place_floor
from meydan.store.rows.waves import CountRow, SaidRow, WaveRow
from meydan.store.sets import within_named
from meydan.store.tables.accounts import account
from meydan.store.tables.inbox import item
from meydan.store.tables.waves import wave
from meydan.store.types import from_micros

WIDTH = bindparam("width", type_=BigInteger)
STRETCH = (item.c.place // WIDTH).label("stretch")
BETWEEN = (
    item.c.place >= bindparam("floor", type_=BigInteger),
    item.c.place < bindparam("below", type_=BigInteger),
    item.c.deleted_at.is_(None),
)
IS_NEGATIVE = item.c.sentiment == "negative"
COUNTS = (
    select(
        item.c.account_id,
        STRETCH,
        func.count(literal_column("1")),
        func.sum(case((IS_NEGATIVE, 1), else_=0)),
    )
    .where(*BETWEEN, within_named(item.c.account_id, "accounts"))
    .group_by(item.c.account_id, STRETCH)
    .order_by(item.c.account_id, STRETCH)
)
SAID = (
    select(item.c.text, IS_NEGATIVE)
    .where(*BETWEEN, item.c.account_id == bindparam("account"))
    .order_by(item.c.place.desc())
    .limit(bindparam("most", type_=BigInteger))
)
COLUMNS = (
    *(wave.c.id, wave.c.account_id, account.c.name, account.c.platform),
    *(wave.c[name] for name in ("signal", "begun_at", "at", "count", "negative", "usual", "usual_share")),
    *(wave.c[name] for name in ("days", "topics", "seen_by", "seen_at")),
)
WAVES: Select[Any] = (
    select(*COLUMNS).select_from(wave.join(account)).order_by(wave.c.at.desc(), wave.c.id.desc())
)
NEWEST = WAVES.limit(bindparam("most", type_=BigInteger))
UNSEEN = WAVES.where(wave.c.seen_at.is_(None), wave.c.at >= bindparam("since", type_=wave.c.at.type))
LATELY = WAVES.where(wave.c.at >= bindparam("since", type_=wave.c.at.type))


def counts(
    conn: Connection, accounts: Sequence[int], since: datetime, until: datetime, step: timedelta
) -> tuple[CountRow, ...]:
    """What accounts got from `since` to before `until`, by stretches of `step`; empty ones are left out.

    Stretches begin at multiples of `step` since 1970.
    """
    span = round(step / timedelta(microseconds=1))
    values = {"floor": place_floor(since), "below": place_floor(until), "width": span << SLOT_BITS}
    rows = conn.execute(COUNTS, {**values, "accounts": list(accounts)})
    return tuple(
        CountRow(number, from_micros(stretch * span), count, int(negative))
        for number, stretch, count, negative in rows
    )


def said(
    conn: Connection, account_id: int, since: datetime, until: datetime, most: int
) -> tuple[SaidRow, ...]:
    """The newest texts that an account got from `since` to before `until`, at most `most`."""
    values = {"account": account_id, "floor": place_floor(since), "below": place_floor(until), "most": most}
    return tuple(SaidRow(text, bool(negative)) for text, negative in conn.execute(SAID, values))


def newest(conn: Connection, most: int) -> tuple[WaveRow, ...]:
    """The newest waves."""
    return tuple(WaveRow(*row) for row in conn.execute(NEWEST, {"most": most}))


def lately(conn: Connection, since: datetime) -> tuple[WaveRow, ...]:
    """The waves that were at their height since a moment, the newest first."""
    return tuple(WaveRow(*row) for row in conn.execute(LATELY, {"since": since}))


def unseen(conn: Connection, since: datetime) -> tuple[WaveRow, ...]:
    """Those that no member has seen, of waves that were at their height since a moment, the newest first."""
    return tuple(WaveRow(*row) for row in conn.execute(UNSEEN, {"since": since}))
