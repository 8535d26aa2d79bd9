"""The audit, and what undo needs to know of a command: which rows had which values.

A change is one of
- `Values`: rows of a table that had `old` values and got `new` ones (rows made by a command are `removed`
  before it and not after it),
- `Links`: a tag put on items or taken off them,
- `Queued`: a delivery that was put into the outbox, or decided about there,
- `Drafted`: a member's draft that became another text,
- `Judged`: a member's blind judgement of an item that was made or became another.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, Update, bindparam, delete, insert, select, update

from meydan.store import memory
from meydan.store.clock import utc_now
from meydan.store.counters import DECISIVE, kept
from meydan.store.errors import NotFound
from meydan.store.rows.people import Actor
from meydan.store.sets import within, within_named
from meydan.store.tables.inbox import inquiry, item
from meydan.store.tables.system import audit, undo_entry
from meydan.store.types import from_micros, to_micros

NAMED_IDS = 20
UNDO_DEPTH = 200

# Made once: every key of a triage runs them, and whoever writes meanwhile waits.
AUDIT = insert(audit)
UNDO_ENTRY = insert(undo_entry)
OF_LOGIN = undo_entry.c.login == bindparam("by")
FORGET_UNDONE = delete(undo_entry).where(OF_LOGIN, undo_entry.c.state != "done")
FORGET_OLD = delete(undo_entry).where(
    OF_LOGIN,
    undo_entry.c.id
    <= select(undo_entry.c.id)
    .where(OF_LOGIN)
    .order_by(undo_entry.c.id.desc())
    .offset(UNDO_DEPTH)
    .limit(1)
    .scalar_subquery(),
)


@dataclass(frozen=True, slots=True)
class Values:
    """Rows of `table` that went from `old` to `new`."""

    table: str
    ids: tuple[int, ...]
    old: Mapping[str, Any]
    new: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Links:
    """A tag that was put on items (`on`) or taken off."""

    tag_id: int
    ids: tuple[int, ...]
    on: bool


@dataclass(frozen=True, slots=True)
class Queued:
    """A delivery that went from state `before` to `after`, with a hold of so many seconds.

    `back` is the act that takes it back once it was sent.
    """

    delivery_id: int
    hold: float
    before: str = "cancelled"
    after: str = "held"
    back: str = ""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A member's draft that went from `old` to `new`; '' is none."""

    key: str
    login: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A member's blind judgement of an item that went from `old` to `new`; an empty one is none."""

    item_id: int
    login: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]


Change = Values | Links | Queued | Drafted | Judged


def note_audit(conn: Connection, actor: Actor, command: str, subject: str, detail: str = "") -> None:
    """Write down who did what."""
    row = {"at": utc_now(), "login": actor.login, "client": actor.client, "command": command}
    conn.execute(AUDIT, {**row, "subject": subject, "detail": detail})


def note_undo(conn: Connection, actor: Actor, command: str, changes: Sequence[Change]) -> None:
    """Remember how to take a command back; what its login had undone can no longer be redone."""
    if not changes:
        return
    conn.execute(FORGET_UNDONE, {"by": actor.login})
    conn.execute(FORGET_OLD, {"by": actor.login})
    row = {"at": utc_now(), "login": actor.login, "command": command, "state": "done"}
    conn.execute(UNDO_ENTRY, {**row, "changes": encode(changes)})


def subject_of(kind: str, ids: Sequence[int]) -> str:
    """How the audit names rows: `item 3`, `item 3,4,5`, with the number of those left out."""
    listed = ",".join(str(number) for number in ids[:NAMED_IDS])
    more = f" +{len(ids) - NAMED_IDS}" if len(ids) > NAMED_IDS else ""
    return f"{kind} {listed}{more}"


def change_rows(
    conn: Connection, table: Table, ids: Iterable[int], values: Mapping[str, Any]
) -> list[Change]:
    """Set columns of rows and say what changed; counters follow. Raises NotFound if a row is missing."""
    wanted = list(dict.fromkeys(ids))
    found = conn.execute(_values_of(table, tuple(values)), {"ids": wanted}).all()
    if len(found) < len(wanted):
        there = {row[0] for row in found}
        raise NotFound(f"no {table.name} {next(number for number in wanted if number not in there)}")
    target = tuple(values.values())
    groups: dict[tuple[Any, ...], list[int]] = {}
    for number, *old in found:
        if tuple(old) != target:
            groups.setdefault(tuple(old), []).append(number)
    changed = [number for group in groups.values() for number in group]
    set_rows(conn, table, changed, values)
    return [
        Values(table.name, tuple(numbers), dict(zip(values, old, strict=True)), dict(values))
        for old, numbers in groups.items()
    ]


def set_rows(conn: Connection, table: Table, ids: Sequence[int], values: Mapping[str, Any]) -> None:
    """Set columns of rows; the inbox's counters and the memory of answers follow."""
    if not ids:
        return
    with kept(conn, ids) if table is item and not DECISIVE.isdisjoint(values) else nullcontext():
        conn.execute(_update_of(table), {**values, "ids": ids})
    if table is inquiry:
        about = select(inquiry.c.item_id).where(within(inquiry.c.id, ids)).distinct()
        memory.refresh(conn, list(conn.execute(about).scalars()))


@cache
def _values_of(table: Table, names: tuple[str, ...]) -> Select[Any]:
    return select(table.c.id, *(table.c[name] for name in names)).where(within_named(table.c.id, "ids"))


@cache
def _update_of(table: Table) -> Update:
    return update(table).where(within_named(table.c.id, "ids"))


def put_back(
    conn: Connection, change: Values, *, forward: bool, spared: Collection[int] = frozenset()
) -> Values:
    """Give rows their old (or again their new) values; what was put back.

    Not those of `spared`, nor those that have other values by now.
    """
    from meydan.store.tables.every import metadata

    table = metadata.tables[change.table]
    now, then = (change.old, change.new) if forward else (change.new, change.old)
    same = [table.c[name].is_not_distinct_from(value) for name, value in now.items()]
    wanted = [each for each in change.ids if each not in spared]
    ids = list(conn.execute(select(table.c.id).where(within(table.c.id, wanted), *same)).scalars())
    set_rows(conn, table, ids, then)
    return replace(change, ids=tuple(ids))


def relink(conn: Connection, change: Links, *, forward: bool, spared: Collection[int] = frozenset()) -> Links:
    """Put a tag back on items or take it off again; which had it the other way round and got it."""
    from meydan.store.tables.inbox import item_tag

    on = change.on == forward
    wanted = [each for each in change.ids if each not in spared]
    query = select(item_tag.c.item_id).where(
        item_tag.c.tag_id == change.tag_id, within(item_tag.c.item_id, wanted)
    )
    has = set(conn.execute(query).scalars())
    done = replace(change, ids=tuple(each for each in wanted if (each in has) != on))
    put_links(conn, done, on=on)
    return done


def put_links(conn: Connection, change: Links, *, on: bool) -> None:
    """Put a tag on items or take it off."""
    from meydan.store.tables.inbox import item_tag
    from meydan.store.upserts import add_missing

    if on:
        rows = [{"item_id": number, "tag_id": change.tag_id} for number in change.ids]
        add_missing(conn, item_tag, ("item_id", "tag_id"), rows)
    else:
        conn.execute(
            delete(item_tag).where(item_tag.c.tag_id == change.tag_id, within(item_tag.c.item_id, change.ids))
        )


def put_draft(conn: Connection, change: Drafted, *, forward: bool) -> None:
    """Give a draft its old (or again its new) text, unless its member wrote on since."""
    from meydan.store.tables.outbox import draft
    from meydan.store.upserts import upsert

    now, then = (change.old, change.new) if forward else (change.new, change.old)
    own = (draft.c.key == change.key, draft.c.login == change.login)
    found = conn.execute(select(draft.c.text).where(*own)).scalar() or ""
    if found == now and then:
        row = {"key": change.key, "login": change.login, "text": then, "updated_at": utc_now()}
        upsert(conn, draft, ("key", "login"), ("text", "updated_at"), [row])
    elif found == now:
        conn.execute(delete(draft).where(*own))


def encode(changes: Sequence[Change]) -> str:
    """Changes as JSON text."""
    return json.dumps([_packed(change) for change in changes], ensure_ascii=False)


def decode(packed: str) -> list[Change]:
    """Changes from JSON text."""
    return [_unpacked(entry) for entry in json.loads(packed)]


def _packed(change: Change) -> dict[str, Any]:
    match change:
        case Values(table, ids, old, new):
            return {"set": table, "ids": ids, **_sides(old, new)}
        case Links(tag_id, ids, on):
            return {"tag": tag_id, "ids": ids, "on": on}
        case Queued():
            return {"delivery": change.delivery_id} | {
                name: getattr(change, name) for name in ("hold", "before", "after", "back")
            }
        case Drafted(key, login, old_text, new_text):
            return {"draft": key, "login": login, "old": old_text, "new": new_text}
        case Judged(item_id, login, old, new):
            return {"judged": item_id, "login": login, **_sides(old, new)}


def _unpacked(entry: dict[str, Any]) -> Change:
    if "tag" in entry:
        return Links(entry["tag"], tuple(entry["ids"]), entry["on"])
    if "delivery" in entry:
        return Queued(
            entry["delivery"], *(entry[name] for name in ("hold", "before", "after", "back") if name in entry)
        )
    if "draft" in entry:
        return Drafted(entry["draft"], entry["login"], entry["old"], entry["new"])
    old, new = ({name: _typed(value) for name, value in entry[side].items()} for side in ("old", "new"))
    if "judged" in entry:
        return Judged(entry["judged"], entry["login"], old, new)
    return Values(entry["set"], tuple(entry["ids"]), old, new)


def _sides(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        side: {name: _plain(value) for name, value in values.items()}
        for side, values in (("old", old), ("new", new))
    }


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return {"micros": to_micros(value)}
        case date():
            return {"day": value.isoformat()}
        case Decimal():
            return {"amount": str(value)}
        case tuple():
            return {"texts": list(value)}
        case _:
            return value


def _typed(value: Any) -> Any:
    match value:
        case {"micros": int(micros)}:
            return from_micros(micros)
        case {"day": str(day)}:
            return date.fromisoformat(day)
        case {"amount": str(amount)}:
            return Decimal(amount)
        case {"texts": list(texts)}:
            return tuple(texts)
        case _:
            return value
