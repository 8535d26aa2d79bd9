"""Rules as members make them, order them and put them in force."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from meydan.store.clock import utc_now
from meydan.store.database import Store
from meydan.store.errors import Conflict, NotFound
from meydan.store.journal import Change, Values, change_rows, note_audit, note_undo, set_rows
from meydan.store.roles import require_ruling, require_writing
from meydan.store.rows.rules import RuleActions, RuleScope
from meydan.store.tables.accounts import account
from meydan.store.tables.rules import rule
from meydan.store.tables.team import member, saved_reply, tag


def add(
    store: Store,
    name: str,
    conditions: str,
    actions: str,
    *,
    last: bool = False,
    place: int | None = None,
    scope: RuleScope | None = None,
    needs: RuleActions | None = None,
) -> int:
    """Add a rule (JSON texts), not in force yet, at a place of the order from 1 or at its end; its id.

    What its conditions (`scope`) and its actions (`needs`) name must be there.
    Raises Conflict, NotFound, Forbidden.
    """
    with store.writing() as conn:
        require_writing(conn, store.actor.login)
        _require_new(conn, name)
        _require_looked_at(conn, scope)
        _require_named(conn, needs)
        order = _order(conn)
        values = {"name": name, "conditions": conditions, "actions": actions, "last": last}
        made = conn.execute(
            insert(rule)
            .values(
                **values,
                place=len(order) + 1,
                enabled=False,
                created_by=store.actor.login,
                created_at=utc_now(),
                removed=False,
            )
            .returning(rule.c.id)
        ).scalar_one()
        changes: list[Change] = [Values("rule", (made,), {"removed": True}, {"removed": False})]
        if place is not None:
            changes += _renumber(conn, _moved([*order, made], made, place))
        _note(conn, store, "add_rule", name, changes)
    return int(made)


def change(
    store: Store,
    rule_id: int,
    *,
    name: str,
    conditions: str,
    actions: str,
    last: bool,
    scope: RuleScope | None = None,
    needs: RuleActions | None = None,
) -> None:
    """Change a rule. One that says something else has to be tested anew.

    Raises Conflict, NotFound, Forbidden.
    """
    with store.writing() as conn:
        row = _require(conn, rule_id)
        require_ruling(conn, store.actor.login, hides=row.enabled and _hides(actions))
        if name != row.name:
            _require_new(conn, name)
        _require_looked_at(conn, scope)
        _require_named(conn, needs)
        values: dict[str, Any] = {"name": name, "conditions": conditions, "actions": actions, "last": last}
        if (conditions, actions) != (row.conditions, row.actions):
            values["tested_at"] = None
        _note(conn, store, "change_rule", name, change_rows(conn, rule, [rule_id], values))


def enable(store: Store, rule_id: int, on: bool) -> None:
    """Put a rule in force for what comes from now on, or out of force. Raises NotFound, Forbidden."""
    with store.writing() as conn:
        row = _require(conn, rule_id)
        require_ruling(conn, store.actor.login, hides=on and _hides(row.actions))
        command = "enable_rule" if on else "disable_rule"
        _note(conn, store, command, row.name, change_rows(conn, rule, [rule_id], {"enabled": on}))


def move(store: Store, rule_id: int, place: int) -> None:
    """Put a rule at a place of the order, from 1. Raises NotFound, Forbidden."""
    with store.writing() as conn:
        row = _require(conn, rule_id)
        require_writing(conn, store.actor.login)
        changes = _renumber(conn, _moved(_order(conn), rule_id, place))
        _note(conn, store, "move_rule", row.name, changes)


def remove(store: Store, rule_id: int) -> None:
    """Take a rule away; what it did stays, and names it. Raises NotFound, Forbidden."""
    with store.writing() as conn:
        row = _require(conn, rule_id)
        require_writing(conn, store.actor.login)
        changes = change_rows(conn, rule, [rule_id], {"removed": True, "enabled": False})
        _note(conn, store, "remove_rule", row.name, changes)


def tested(store: Store, rule_id: int, now: datetime) -> None:
    """Somebody has seen what a rule would do, as it stands. Raises NotFound."""
    with store.writing() as conn:
        _require(conn, rule_id)
        set_rows(conn, rule, [rule_id], {"tested_at": now})


def _hides(actions: str) -> bool:
    return "hide" in json.loads(actions)


def _note(conn: Connection, store: Store, command: str, name: str, changes: Sequence[Change]) -> None:
    if changes:
        note_audit(conn, store.actor, command, f"rule {name}")
        note_undo(conn, store.actor, command, changes)


def _order(conn: Connection) -> list[int]:
    query = select(rule.c.id).where(rule.c.removed.is_(False)).order_by(rule.c.place, rule.c.id)
    return list(conn.execute(query).scalars())


def _moved(order: Sequence[int], rule_id: int, place: int) -> list[int]:
    rest = [one for one in order if one != rule_id]
    at = max(0, min(place - 1, len(rest)))
    return [*rest[:at], rule_id, *rest[at:]]


def _renumber(conn: Connection, order: Sequence[int]) -> list[Change]:
    changes: list[Change] = []
    for place, rule_id in enumerate(order, 1):
        changes += change_rows(conn, rule, [rule_id], {"place": place})
    return changes


def _require(conn: Connection, rule_id: int) -> Row[Any]:
    row = conn.execute(select(rule).where(rule.c.id == rule_id, rule.c.removed.is_(False))).first()
    if row is None:
        raise NotFound(f"no rule {rule_id}")
    return row


def _require_new(conn: Connection, name: str) -> None:
    if not name:
        raise Conflict("a rule needs a name")
    query = select(rule.c.id).where(rule.c.name == name, rule.c.removed.is_(False))
    if conn.execute(query).first() is not None:
        raise Conflict(f"there is a rule {name} already")


def _require_looked_at(conn: Connection, scope: RuleScope | None) -> None:
    """The accounts that conditions name are there, and of each platform one at least. Raises NotFound."""
    if scope is None or not (scope.accounts or scope.platforms):
        return
    there = conn.execute(select(account.c.name, account.c.platform)).all()
    names, platforms = {name for name, _ in there}, {platform for _, platform in there}
    for name in scope.accounts:
        if name not in names:
            raise NotFound(f"no account {name}")
    for platform in scope.platforms:
        if platform not in platforms:
            raise NotFound(f"no account on {platform}")


def _require_named(conn: Connection, needs: RuleActions | None) -> None:
    """The tags, the member and the saved reply that actions name are there. Raises NotFound."""
    if needs is None:
        return
    named = [(tag, tag.c.name, name) for name in needs.tags]
    if needs.assignee:
        named.append((member, member.c.login, needs.assignee))
    if needs.draft:
        named.append((saved_reply, saved_reply.c.code, needs.draft))
    for table, column, value in named:
        if (
            conn.execute(select(table.c.id).where(column == value, table.c.removed.is_(False))).first()
            is None
        ):
            raise NotFound(f"no {table.name} {value}")
