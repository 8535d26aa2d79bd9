"""People out there, who is the same human being, and their history with us."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import reduce

from sqlalchemy import BigInteger, Connection, bindparam, func, literal_column, select, type_coerce

from meydan.store.errors import NotFound
from meydan.store.folding import words
from meydan.store.reads import inbox
from meydan.store.rows.around import PersonCard, PersonRow, WeekTones
from meydan.store.sets import within_named
from meydan.store.tables.inbox import item, person
from meydan.store.types import from_micros, to_micros

RECENT = 20
WEEKS = 12
WEEK = 7 * 86_400 * 1_000_000
MONDAY = 3 * 86_400 * 1_000_000
"""1970 began on a Thursday: three days, in microseconds, make weeks begin on Monday."""

SELECTED = select(*(person.c[name] for name in PersonRow.__dataclass_fields__))
ONE = SELECTED.where(person.c.id == bindparam("person", type_=BigInteger))
JOINED = SELECTED.where(
    person.c.contact_id == bindparam("contact", type_=BigInteger),
    person.c.id != bindparam("person", type_=BigInteger),
).order_by(person.c.id)
OWN = (within_named(item.c.person_id, "people"), item.c.deleted_at.is_(None))
WEEK_NUMBER = (type_coerce(item.c.created_at, BigInteger) + MONDAY) // WEEK
TONES = (
    select(WEEK_NUMBER.label("week"), item.c.sentiment, item.c.state, func.count())
    .where(*OWN)
    .group_by("week", item.c.sentiment, item.c.state)
)
NEWEST = select(item.c.id).where(*OWN).order_by(item.c.place.desc()).limit(RECENT)
# Spelt out, since SQLite takes the index of marked people for no parameter.
MARKS = select(person.c.id, person.c.mark).where(person.c.mark != literal_column("''"))
LETTERS = dict(zip("çğıöşüÇĞİÖŞÜ", "cgiosucgiosu", strict=True))
TOLD = reduce(
    lambda text, letter: func.replace(text, letter, LETTERS[letter]),
    LETTERS,
    person.c.handle + " " + person.c.name,
)
"""Names as `fold` folds them, as far as Turkish and English go."""


def person_row(conn: Connection, person_id: int) -> PersonRow:
    """One person. Raises NotFound."""
    row = conn.execute(ONE, {"person": person_id}).first()
    if row is None:
        raise NotFound(f"no person {person_id}")
    return PersonRow(*row)


def search(conn: Connection, asked: str, most: int) -> tuple[PersonRow, ...]:
    """At most `most` people whose handles or names hold all the words, seen last first; all without words."""
    found = [func.lower(TOLD).contains(word, autoescape=True) for word in words(asked)]
    query = SELECTED.where(*found).order_by(person.c.id.desc()).limit(most)
    return tuple(PersonRow(*row) for row in conn.execute(query))


def marks(conn: Connection) -> dict[int, str]:
    """The marks of all people who have one, by person id."""
    return {row[0]: row[1] for row in conn.execute(MARKS)}


def card(conn: Connection, person_id: int, now: datetime) -> PersonCard:
    """Someone and what they wrote to us, under all their names; deleted items left out. Raises NotFound."""
    row = person_row(conn, person_id)
    joined: tuple[PersonRow, ...] = ()
    if row.contact_id is not None:
        found = conn.execute(JOINED, {"contact": row.contact_id, "person": person_id})
        joined = tuple(PersonRow(*other) for other in found)
    everyone = {"people": [person_id, *(other.id for other in joined)]}
    by_week: dict[int, Counter[str]] = {}
    states: Counter[str] = Counter()
    for week, tone, state, count in conn.execute(TONES, everyone):
        by_week.setdefault(week, Counter())[tone] += count
        states[state] += count
    tones: Counter[str] = sum(by_week.values(), Counter())
    ids = list(conn.execute(NEWEST, everyone).scalars())
    rows = inbox.by_ids(conn, ids)
    return PersonCard(
        id=row.id,
        handle=row.handle,
        name=row.name,
        platform=row.platform,
        url=row.url,
        bio=row.bio,
        followers=row.followers,
        first_seen_at=min([row.first_seen_at, *(other.first_seen_at for other in joined)]),
        items=tones.total(),
        positive=tones["positive"],
        neutral=tones["neutral"],
        negative=tones["negative"],
        recent=tuple(rows[number] for number in ids),
        mark=row.mark,
        joined=joined,
        weeks=_weeks(by_week, now),
        open=states["open"],
        waiting=states["waiting"],
        snoozed=states["snoozed"],
    )


def _weeks(by_week: Mapping[int, Counter[str]], now: datetime) -> tuple[WeekTones, ...]:
    this = (to_micros(now) + MONDAY) // WEEK
    none: Counter[str] = Counter()
    return tuple(
        WeekTones(
            from_micros(week * WEEK - MONDAY),
            *(by_week.get(week, none)[tone] for tone in ("positive", "neutral", "negative")),
        )
        for week in range(this - WEEKS + 1, this + 1)
    )
