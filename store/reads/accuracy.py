"""How right the tones are: what is to be judged blind, and what judgements and corrections say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Connection, String, bindparam, case, func, literal_column, select

from meydan.store import direct
from meydan.store.candidates import STATES, OuterFirst
from meydan.store.ingesting.places import place_floor
from meydan.store.rows.tones import AccuracyRow, BlindRow
from meydan.store.sets import within_named
from meydan.store.tables.accounts import account
from meydan.store.tables.inbox import item, person
from meydan.store.tables.tones import blind_tone

ALL, OTHER = "all", "other"
LANGS = (ALL, "tr", "en", OTHER)
PROBES = 20_000
"""Ids that are tried before all items since the moment are listed."""
AT_ONCE = 500

FLOOR = bindparam("floor", type_=BigInteger)
BELOW = bindparam("below", type_=BigInteger)
ID_RANGE = select(
    # Apart, each is the end of an index; together they would be looked for in all of it.
    select(func.min(item.c.id)).scalar_subquery(),
    select(func.max(item.c.id)).scalar_subquery(),
)
SINCE = select(item.c.id).where(item.c.place >= FLOOR).order_by(item.c.place)
UNJUDGED = (
    select(
        item.c.id,
        case((person.c.handle == "", person.c.name), else_=person.c.handle),
        account.c.name,
        item.c.created_at,
        item.c.text,
        item.c.lang,
    )
    .select_from(item.join(account, account.c.id == item.c.account_id).join(person))
    .where(
        within_named(item.c.id, "ids"),
        item.c.place >= FLOOR,
        item.c.deleted_at.is_(None),
        item.c.override.is_(None),
        ~select(blind_tone.c.item_id)
        .where(blind_tone.c.item_id == item.c.id, blind_tone.c.login == bindparam("login", type_=String))
        .exists(),
    )
)
BETWEEN = (item.c.place >= FLOOR, item.c.place < BELOW)
JUDGED = (
    select(blind_tone.c.lang, blind_tone.c.said, blind_tone.c.analysed, func.count())
    # The few judgements first, or all items of the month would be looked up among them.
    .select_from(OuterFirst(blind_tone, item, item.c.id == blind_tone.c.item_id))
    .where(*BETWEEN)
    .group_by(blind_tone.c.lang, blind_tone.c.said, blind_tone.c.analysed)
)
# With the states named, an index that has all of it is walked and no item is read.
ITEMS = (
    select(item.c.lang, func.count(literal_column("1")))
    .where(
        item.c.state.in_([literal_column(f"'{state}'") for state in STATES]),
        *BETWEEN,
        item.c.deleted_at.is_(None),
    )
    .group_by(item.c.lang)
)
CORRECTED = (
    select(item.c.lang, func.count(), func.sum(case((item.c.override != item.c.analysed, 1), else_=0)))
    .where(*BETWEEN, item.c.deleted_at.is_(None), item.c.override.is_not(None))
    .group_by(item.c.lang)
)


def blind_sample(
    conn: Connection, login: str, count: int, since: datetime, seed: int
) -> tuple[BlindRow, ...]:
    """At most `count` items written since a moment, drawn by chance: the same `seed` draws the same.

    Not those that are deleted, that somebody corrected, or that this login has judged. Each of the others is
    as likely as any: ids are drawn from the range of all, and those that do not fit are passed over, so that
    a million items cost as much as a thousand. Where too few fit, which after so many means that there are
    not many, the index of places lists what there is since the moment, and it is drawn from that.
    """
    ((first, last),) = conn.execute(ID_RANGE)
    if first is None:
        return ()
    chance, span = Random(seed), range(first, last + 1)
    values = {"floor": place_floor(since), "login": login}
    found = _fitting(conn, chance.sample(span, min(PROBES, len(span))), count, values)
    if len(found) < count and len(span) > PROBES:
        listed = direct.listed(conn, SINCE, values)
        found = _fitting(conn, chance.sample(listed, len(listed)), count, values)
    return tuple(found)


def accuracy(conn: Connection, months: int, now: datetime, timezone: ZoneInfo) -> tuple[AccuracyRow, ...]:
    """How right the tones of the last calendar months are, by month and language, the newest first.

    Judgements and corrections count in the month in which their item was written. The last month is that of
    `now`; what had nothing is left out, and so are deleted items, except that what was judged stays judged.
    """
    return tuple(
        row
        for first, after in _months(months, now.astimezone(timezone).date())
        for row in _month(conn, first, _floor(first, timezone), _floor(after, timezone))
    )


def _fitting(conn: Connection, ids: Sequence[int], count: int, values: Mapping[str, Any]) -> list[BlindRow]:
    """The first `count` of the ids that are to be judged, in their order."""
    found: list[BlindRow] = []
    for start in range(0, len(ids), AT_ONCE):
        if len(found) >= count:
            break
        piece = ids[start : start + AT_ONCE]
        rows = {row.id: BlindRow(*row) for row in conn.execute(UNJUDGED, {**values, "ids": piece})}
        found += [rows[number] for number in piece if number in rows]
    return found[:count]


def _months(count: int, today: date) -> Iterator[tuple[date, date]]:
    """The first days of months and of those after them, the newest first."""
    first = today.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    for _ in range(count):
        yield first, after
        first, after = (first - timedelta(days=1)).replace(day=1), first


def _floor(day: date, timezone: ZoneInfo) -> int:
    return place_floor(datetime.combine(day, time(), timezone))


def _month(conn: Connection, month: date, floor: int, below: int) -> Iterator[AccuracyRow]:
    values = {"floor": floor, "below": below}
    judgements: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    items, corrected, differing = Counter[str](), Counter[str](), Counter[str]()
    for lang, said, analysed, count in conn.execute(JUDGED, values):
        for group in _groups(lang):
            judgements[group][said, analysed] += count
    for lang, count in conn.execute(ITEMS, values):
        for group in _groups(lang):
            items[group] += count
    for lang, count, different in conn.execute(CORRECTED, values):
        for group in _groups(lang):
            corrected[group] += count
            differing[group] += different
    for lang in LANGS:
        if items[lang] or judgements[lang]:
            yield AccuracyRow(
                month, lang, dict(judgements[lang]), items[lang], corrected[lang], differing[lang]
            )


def _groups(lang: str) -> tuple[str, str]:
    return ALL, lang if lang in LANGS else OTHER
