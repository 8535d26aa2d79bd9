"""What members say about people out there: who matters, and who is the same human being."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from meydan.store.database import Store
from meydan.store.errors import Conflict, NotFound
from meydan.store.journal import Change, change_rows, note_audit, note_undo, subject_of
from meydan.store.sets import within
from meydan.store.tables.inbox import contact, person
from meydan.store.writes.triage import mark_items_vip

MARKS = frozenset({"vip", "staff", "rival", ""})


def mark(store: Store, person_id: int, value: str) -> None:
    """Say that someone is vip, staff, rival or nothing special (''), with all persons joined to them.

    What a vip wrote is important from now on. Raises NotFound, ValueError.
    """
    if value not in MARKS:
        raise ValueError(f"no mark of a person: {value!r}")
    with store.writing() as conn:
        same = _same(conn, person_id)
        changes = _mark(conn, same, value)
        if changes:
            note_audit(conn, store.actor, "mark", subject_of("person", same), value)
            note_undo(conn, store.actor, "mark", changes)


def join(store: Store, person_id: int, other_id: int) -> None:
    """Say that two persons are one human being, with whoever was joined to either.

    The mark of the first holds for all, else that of the second. Raises NotFound, Conflict when they are
    joined already or the same.
    """
    with store.writing() as conn:
        first, second = _same(conn, person_id), _same(conn, other_id)
        if set(first) & set(second):
            raise Conflict(f"person {person_id} and person {other_id} are joined already")
        rows = {
            row.id: row for row in conn.execute(select(person).where(within(person.c.id, first + second)))
        }
        home = rows[person_id].contact_id or rows[other_id].contact_id
        if home is None:
            named = insert(contact).values(name=rows[person_id].name or rows[person_id].handle)
            home = conn.execute(named.returning(contact.c.id)).scalar_one()
        changes = change_rows(conn, person, [*first, *second], {"contact_id": home})
        value = rows[person_id].mark or rows[other_id].mark
        changes += _mark(conn, [*first, *second], value)
        note_audit(conn, store.actor, "join", subject_of("person", [person_id, other_id]))
        note_undo(conn, store.actor, "join", changes)


def split(store: Store, person_id: int) -> None:
    """Say that a person is a human being of their own after all. Raises NotFound, Conflict if they are."""
    with store.writing() as conn:
        same = _same(conn, person_id)
        if len(same) < 2:
            raise Conflict(f"person {person_id} is not joined to anybody")
        alone = same if len(same) == 2 else [person_id]
        changes = change_rows(conn, person, alone, {"contact_id": None})
        note_audit(conn, store.actor, "split", subject_of("person", [person_id]))
        note_undo(conn, store.actor, "split", changes)


def _mark(conn: Connection, people: Sequence[int], value: str) -> list[Change]:
    changes = change_rows(conn, person, people, {"mark": value})
    for number in people:
        changes += mark_items_vip(conn, number, value == "vip")
    return changes


def _same(conn: Connection, person_id: int) -> list[int]:
    """The ids of a person and of all who are joined to them, that person first."""
    row = conn.execute(select(person.c.contact_id).where(person.c.id == person_id)).first()
    if row is None:
        raise NotFound(f"no person {person_id}")
    if row.contact_id is None:
        return [person_id]
    query = select(person.c.id).where(person.c.contact_id == row.contact_id, person.c.id != person_id)
    return [person_id, *conn.execute(query.order_by(person.c.id)).scalars()]
