"""The workspace and what the team sets up for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from meydan.store.database import Store
from meydan.store.errors import Conflict, NotFound
from meydan.store.journal import Change, Values, change_rows, note_audit, note_undo
from meydan.store.reads import team as reading
from meydan.store.rows.people import BrandRow, MemberRow, SavedReplyRow, TagRow
from meydan.store.tables.inbox import item
from meydan.store.tables.team import brand, member, saved_reply, saved_variant, tag


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


def add_saved(
    store: Store,
    code: str,
    text: str,
    *,
    lang: str = "",
    media: Sequence[str] | None = None,
    alt_texts: Sequence[str] = (),
) -> SavedReplyRow:
    """Add a saved reply, or change what a code says; `lang` is the text's language.

    A code that has a text in another language gets one more. `media` None leaves the files as they are.
    Raises Conflict when a code begins another.
    """
    if not code:
        raise Conflict("a saved reply needs a code")
    with store.writing() as conn:
        query = select(saved_reply.c.code).where(saved_reply.c.removed.is_(False), saved_reply.c.code != code)
        for other in conn.execute(query).scalars():
            if other.startswith(code) or code.startswith(other):
                raise Conflict(f"the code {code} and the code {other} begin alike: one would hide the other")
        known = _find(conn, saved_reply, code=code)
        files = {} if media is None else {"media": tuple(media), "alt_texts": tuple(alt_texts)}
        if known is not None and lang and known.lang != lang:
            changes = _put_variant(conn, known.id, lang, text)
            if files:
                changes += change_rows(conn, saved_reply, [known.id], files)
        else:
            fresh = {"lang": lang, "media": (), "alt_texts": ()} if known is None else {}
            values = {**fresh, **({"lang": lang} if lang else {}), "text": text, **files}
            changes = _put(conn, saved_reply, "code", {"code": code, **values})
        note_audit(conn, store.actor, "add_saved", f"saved_reply {code}", text)
        note_undo(conn, store.actor, "add_saved", changes)
        return reading.saved_reply(conn, code)


def remove_saved(store: Store, code: str, lang: str = "") -> None:
    """Take a saved reply away, or only its text in another language. Raises NotFound."""
    with store.writing() as conn:
        row = _require(conn, saved_reply, code=code)
        variants = select(saved_variant.c.id).where(
            saved_variant.c.reply_id == row.id, saved_variant.c.removed.is_(False)
        )
        if lang:
            variants = variants.where(saved_variant.c.lang == lang)
        ids = list(conn.execute(variants).scalars())
        if lang and not ids:
            raise NotFound(f"no saved_reply {code} ({lang})")
        changes = change_rows(conn, saved_variant, ids, {"removed": True}) if ids else []
        if not lang:
            changes += change_rows(conn, saved_reply, [row.id], {"removed": True})
        note_audit(conn, store.actor, "remove_saved", f"saved_reply {code}", lang)
        note_undo(conn, store.actor, "remove_saved", changes)


def _put_variant(conn: Connection, reply_id: int, lang: str, text: str) -> list[Change]:
    same = (saved_variant.c.reply_id == reply_id, saved_variant.c.lang == lang)
    known = conn.execute(select(saved_variant.c.id).where(*same)).scalar()
    if known is not None:
        return change_rows(conn, saved_variant, [known], {"text": text, "removed": False})
    values = {"reply_id": reply_id, "lang": lang, "text": text, "removed": False}
    made = conn.execute(insert(saved_variant).values(**values).returning(saved_variant.c.id)).scalar_one()
    return [Values("saved_variant", (made,), {"removed": True}, {"removed": False})]


def _add(
    conn: Connection, store: Store, command: str, table: Table, key: str, values: Mapping[str, Any]
) -> int:
    """Insert a row, or bring back and change the one with the same `key`."""
    changes = _put(conn, table, key, values)
    note_audit(conn, store.actor, command, f"{table.name} {values[key]}")
    note_undo(conn, store.actor, command, changes)
    return int(conn.execute(select(table.c.id).where(table.c[key] == values[key])).scalar_one())


def _put(conn: Connection, table: Table, key: str, values: Mapping[str, Any]) -> list[Change]:
    known = conn.execute(select(table.c.id).where(table.c[key] == values[key])).scalar()
    if known is not None:
        return change_rows(conn, table, [known], {**values, "removed": False})
    made = conn.execute(insert(table).values(**values, removed=False).returning(table.c.id)).scalar_one()
    return [Values(table.name, (made,), {"removed": True}, {"removed": False})]


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
