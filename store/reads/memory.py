"""How earlier items like one were answered.

Two texts are as alike as the stems that they share weigh. A stem weighs what it does in BM25 (the inverse
document frequency of Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework", among the answered
items of the brand); likeness is Dice's coefficient of the two texts' weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Float,
    Select,
    String,
    bindparam,
    func,
    literal,
    select,
    union_all,
)

from meydan.store.errors import NotFound
from meydan.store.folding import words
from meydan.store.memory import SENT as REPLY_SENT
from meydan.store.rows.around import AnsweredRow
from meydan.store.sets import within_named
from meydan.store.stems import stems
from meydan.store.tables.accounts import account
from meydan.store.tables.inbox import inquiry, item, person
from meydan.store.tables.memory import answer_stem
from meydan.store.tables.outbox import delivery

LOOKED_AT = 16
"""Stems of a text whose rarity is looked up; the rarest SOUGHT of them are looked for."""

SOUGHT = 8
NEWEST = 2000
"""Items looked at for each stem: of a common one the newest. Also as far as its items are counted."""

COUNTED = 20_000
CANDIDATES = 40
OTHERS = 100
"""Items about other things that are counted besides: a young memory must not take every word for common."""

RARE = 0.005
"""The share of a brand's answered items below which a stem is rare."""

ENOUGH_TO_BE_RARE = 200
"""Answered items without which nothing can be called rare."""

ALIKE = 0.3
SHOWN = 3


def _holders(stem: str) -> Select[Any]:
    return select(answer_stem.c.item_id).where(
        answer_stem.c.brand_id == bindparam("brand", type_=BigInteger),
        answer_stem.c.stem == bindparam(stem, type_=String),
    )


def _counted(place: int, most: int) -> Select[int, int]:
    some = _holders(f"stem{place}").limit(literal(most)).subquery()
    return select(literal(place).label("place"), func.count().label("items")).select_from(some)


def _holding(place: int) -> Select[Any]:
    newest = _holders(f"stem{place}").order_by(answer_stem.c.item_id.desc()).limit(literal(NEWEST)).subquery()
    return select(newest.c.item_id, bindparam(f"weight{place}", type_=Float).label("weight"))


def _hits() -> Select[Any]:
    held = union_all(*(_holding(place) for place in range(SOUGHT))).subquery("held")
    shared, weight = func.count(), func.sum(held.c.weight)
    return (
        select(held.c.item_id, shared.label("shared"), weight.label("weight"))
        .where(held.c.item_id != bindparam("item", type_=BigInteger))
        .group_by(held.c.item_id)
        .having((shared >= 2) | (func.max(held.c.weight) >= bindparam("rare", type_=Float)))
        .order_by(weight.desc(), held.c.item_id.desc())
        .limit(CANDIDATES)
    )


ASKED = (
    select(item.c.text, account.c.brand_id)
    .select_from(item.join(account, account.c.id == item.c.account_id))
    .where(item.c.id == bindparam("item", type_=BigInteger))
)
COUNTS = union_all(_counted(0, COUNTED), *(_counted(place, NEWEST) for place in range(1, LOOKED_AT + 1)))
HITS = _hits()
TEXTS = (
    select(item.c.id, person.c.handle, person.c.name, item.c.text)
    .select_from(item.join(person, person.c.id == item.c.person_id))
    .where(within_named(item.c.id, "ids"), item.c.deleted_at.is_(None))
)
INSIDE = (
    select(inquiry.c.item_id, inquiry.c.answer, inquiry.c.answered_by, inquiry.c.answered_at)
    .where(
        within_named(inquiry.c.item_id, "ids"),
        inquiry.c.answered_at.is_not(None),
        inquiry.c.withdrawn.is_(False),
    )
    .order_by(inquiry.c.answered_at)
)
SENT = (
    select(delivery.c.item_id, delivery.c.text, delivery.c.created_by, delivery.c.sent_at, delivery.c.private)
    .where(
        within_named(delivery.c.item_id, "ids"),
        REPLY_SENT,
        delivery.c.sent_at.is_not(None),
    )
    .order_by(delivery.c.sent_at)
)


@dataclass(frozen=True, slots=True)
class _Told:
    text: str
    by: str
    at: datetime
    private: bool
    inside: bool


def similar(conn: Connection, item_id: int) -> tuple[AnsweredRow, ...]:
    """At most SHOWN answered items that ask what this one asks, the most alike first. Raises NotFound.

    They share two stems with it or a rare one, and are alike by ALIKE. Of items that were answered in the
    same words only the most alike is given.
    """
    asked = conn.execute(ASKED, {"item": item_id}).first()
    if asked is None:
        raise NotFound(f"no item {item_id}")
    own = stems(asked.text)[:LOOKED_AT]
    if not own:
        return ()
    counts = _counts(conn, asked.brand_id, own)
    total = counts.pop("")
    weights = {stem: _weight(number, total) for stem, number in counts.items()}
    sought = sorted(filter(counts.__getitem__, counts), key=counts.__getitem__)[:SOUGHT]
    rare = _weight(max(1, int(total * RARE)), total) if total >= ENOUGH_TO_BE_RARE else float("inf")
    parameters: dict[str, Any] = {"brand": asked.brand_id, "item": item_id, "rare": rare}
    for place in range(SOUGHT):
        # No stem is NULL: what is left over of the places finds nothing.
        stem = sought[place] if place < len(sought) else None
        parameters |= {f"stem{place}": stem, f"weight{place}": weights[stem] if stem else 0.0}
    found = [row.item_id for row in conn.execute(HITS, parameters)]
    return _ranked(conn, found, weights) if found else ()


def told(conn: Connection, item_id: int) -> str:
    """What an item was answered: the last reply that was sent, else a colleague's last answer, else ''."""
    found = _told(conn, [item_id])
    return found[item_id].text if found else ""


def _told(conn: Connection, found: Sequence[int]) -> dict[int, _Told]:
    ids = {"ids": found}
    inside = {row[0]: _Told(row[1], row[2], row[3], False, True) for row in conn.execute(INSIDE, ids)}
    sent = {row[0]: _Told(row[1], row[2], row[3], row[4], False) for row in conn.execute(SENT, ids)}
    return inside | sent


def _counts(conn: Connection, brand: int, own: Sequence[str]) -> dict[str, int]:
    """How many answered items hold each stem, and (as '') how many there are."""
    asked = ("", *own)
    parameters: dict[str, Any] = {f"stem{place}": None for place in range(LOOKED_AT + 1)}
    parameters |= {f"stem{place}": stem for place, stem in enumerate(asked)} | {"brand": brand}
    counted = {row.place: row.items for row in conn.execute(COUNTS, parameters)}
    return {stem: counted[place] for place, stem in enumerate(asked)}


def _weight(items: int, total: int) -> float:
    return log(1 + (OTHERS + max(total, items) - items + 0.5) / (items + 0.5))


def _ranked(conn: Connection, found: Sequence[int], weights: Mapping[str, float]) -> tuple[AnsweredRow, ...]:
    answers = _told(conn, found)
    whole = sum(weights.values())
    usual = whole / len(weights)
    rows = []
    for number, handle, name, text in conn.execute(TEXTS, {"ids": found}):
        theirs = stems(text)
        shared = sum(weights.get(stem, 0.0) for stem in theirs)
        others = usual * sum(stem not in weights for stem in theirs)
        likeness = 2 * shared / (whole + shared + others)
        if likeness >= ALIKE:
            one = answers[number]
            answer = (one.text, one.by, one.at, one.private, one.inside)
            rows.append(AnsweredRow(number, handle, name, text, *answer, likeness))
    rows.sort(key=lambda row: (row.likeness, row.answered_at), reverse=True)
    distinct: dict[str, AnsweredRow] = {}
    for row in rows:
        distinct.setdefault(" ".join(words(row.told)), row)
    return tuple(distinct.values())[:SHOWN]
