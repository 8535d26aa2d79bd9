"""The workspace and what the team sets up for itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from meydan.store.database import Store
from meydan.store.errors import Conflict, NotFound
from meydan.store.journal import Values, change_rows, note_audit, note_undo
from meydan.store.rows import BrandRow, MemberRow, SavedReplyRow, TagRow
from meydan.store.tables.inbox import item
from meydan.store.tables.team import brand, member, saved_reply, tag


def init_workspace(store: Store, brand_name: str, timezone: str, login: str, name: str) -> BrandRow:
    """Name the brand and its IANA time zone, and make `login` its admin if the team has no such member."""
    with store.writing() as conn:
        found = conn.execute(select(brand.c.id).order_by(brand.c.id).limit(1)).scalar()
        values = {"name": brand_name, "timezone": timezone}
        if found is None:
            found = conn.execute(insert(brand).values(**values).returning(brand.c.id)).scalar_one()
        else:
            conn.execute(update(brand).where(brand.c.id == found).values(**values))
        if _find(conn, member, login=login) is None:
            row = {"login": login, "name": name, "role": "admin", "key": _free_key(conn, login)}
            conn.execute(insert(member).values(**row, removed=False))
        note_audit(conn, store.actor, "init", f"brand {brand_name}", timezone)
    return BrandRow(found, brand_name, timezone)


def add_member(store: Store, login: str, name: str, role: str, key: str) -> MemberRow:
    """Add a person to the team; `key` is the letter that assigns to them. Raises Conflict."""
    with store.writing() as conn:
        other = _find(conn, member, key=key)
        if other is not None and key and other.login != login:
            raise Conflict(f"the letter {key} already assigns to {other.login}")
        made = _add(
            conn,
            store,
            "add_member",
            member,
            "login",
            {"login": login, "name": name, "role": role, "key": key},
        )
    return MemberRow(made, login, name, role, key)


def set_member(store: Store, login: str, values: Mapping[str, Any]) -> MemberRow:
    """Change a member: name, role, key, available, max_open. Raises NotFound, Conflict."""
    with store.writing() as conn:
        row = _require(conn, member, login=login)
        other = _find(conn, member, key=values.get("key", ""))
        if other is not None and other.key and other.login != login:
            raise Conflict(f"the letter {other.key} already assigns to {other.login}")
        changes = change_rows(conn, member, [row.id], values)
        if changes:
            detail = ", ".join(f"{name} {value}" for name, value in values.items())
            note_audit(conn, store.actor, "set_member", f"member {login}", detail)
            note_undo(conn, store.actor, "set_member", changes)
        fresh = _require(conn, member, login=login)
    return MemberRow(*(getattr(fresh, name) for name in MemberRow.__dataclass_fields__))


def remove_member(store: Store, login: str) -> None:
    """Take a person out of the team; what was theirs belongs to nobody. Raises NotFound."""
    with store.writing() as conn:
        row = _require(conn, member, login=login)
        own = list(conn.execute(select(item.c.id).where(item.c.assignee_id == row.id)).scalars())
        changes = change_rows(conn, item, own, {"assignee_id": None}) if own else []
        changes += change_rows(conn, member, [row.id], {"removed": True})
        note_audit(conn, store.actor, "remove_member", f"member {login}")
        note_undo(conn, store.actor, "remove_member", changes)


def add_tag(store: Store, letter: str, name: str) -> TagRow:
    """Add a tag and the letter that sets it. Raises Conflict."""
    with store.writing() as conn:
        other = _find(conn, tag, letter=letter)
        if other is not None and other.name != name:
            raise Conflict(f"the letter {letter} already sets {other.name}")
        made = _add(conn, store, "add_tag", tag, "name", {"letter": letter, "name": name})
    return TagRow(made, letter, name)


def remove_tag(store: Store, name: str) -> None:
    """Take a tag away, from all items too. Raises NotFound."""
    _remove(store, "remove_tag", tag, name=name)


def add_saved(store: Store, code: str, text: str) -> SavedReplyRow:
    """Add a saved reply, or change the text of a code. Raises Conflict when a code begins another."""
    if not code:
        raise Conflict("a saved reply needs a code")
    with store.writing() as conn:
        query = select(saved_reply.c.code).where(saved_reply.c.removed.is_(False), saved_reply.c.code != code)
        for other in conn.execute(query).scalars():
            if other.startswith(code) or code.startswith(other):
                raise Conflict(f"the code {code} and the code {other} begin alike: one would hide the other")
        made = _add(conn, store, "add_saved", saved_reply, "code", {"code": code, "text": text})
        uses = conn.execute(select(saved_reply.c.uses).where(saved_reply.c.id == made)).scalar_one()
    return SavedReplyRow(made, code, text, uses)


def remove_saved(store: Store, code: str) -> None:
    """Take a saved reply away. Raises NotFound."""
    _remove(store, "remove_saved", saved_reply, code=code)


def use_saved(store: Store, code: str) -> None:
    """Count one more use of a saved reply. Raises NotFound."""
    with store.writing() as conn:
        row = _require(conn, saved_reply, code=code)
        conn.execute(
            update(saved_reply).where(saved_reply.c.id == row.id).values(uses=saved_reply.c.uses + 1)
        )


def _add(
    conn: Connection, store: Store, command: str, table: Table, key: str, values: Mapping[str, Any]
) -> int:
    """Insert a row, or bring back and change the one with the same `key`."""
    known = conn.execute(select(table.c.id).where(table.c[key] == values[key])).scalar()
    if known is not None:
        changes = change_rows(conn, table, [known], {**values, "removed": False})
    else:
        known = conn.execute(insert(table).values(**values, removed=False).returning(table.c.id)).scalar_one()
        changes = [Values(table.name, (known,), {"removed": True}, {"removed": False})]
    note_audit(conn, store.actor, command, f"{table.name} {values[key]}")
    note_undo(conn, store.actor, command, changes)
    return int(known)


def _remove(store: Store, command: str, table: Table, **key: str) -> None:
    with store.writing() as conn:
        row = _require(conn, table, **key)
        changes = change_rows(conn, table, [row.id], {"removed": True})
        note_audit(conn, store.actor, command, f"{table.name} {next(iter(key.values()))}")
        note_undo(conn, store.actor, command, changes)


def _find(conn: Connection, table: Table, **key: str) -> Any:
    ((name, value),) = key.items()
    return conn.execute(select(table).where(table.c[name] == value, table.c.removed.is_(False))).first()


def _require(conn: Connection, table: Table, **key: str) -> Any:
    row = _find(conn, table, **key)
    if row is None:
        raise NotFound(f"no {table.name} {next(iter(key.values()))}")
    return row


def _free_key(conn: Connection, login: str) -> str:
    taken = set(conn.execute(select(member.c.key).where(member.c.removed.is_(False))).scalars())
    letters = (letter for letter in login.lower() if letter.isascii() and letter.isalpha())
    return next((letter for letter in letters if letter not in taken and letter != "i"), "")
