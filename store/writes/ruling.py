"""What rules do to the items that they match, many at once.

A rule does something to an item once, whatever comes later, and never against a member: what is assigned
stays assigned, what was taken up or closed stays so, what was shown again is not hidden again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from meydan.store.database import Store
from meydan.store.deliveries import aimed_at, enqueue
from meydan.store.ingesting.ruled import queue as queue
from meydan.store.journal import (
    Change,
    Links,
    Queued,
    Values,
    change_rows,
    note_audit,
    note_undo,
    put_links,
    subject_of,
)
from meydan.store.roles import require_ruling
from meydan.store.rows.people import Actor
from meydan.store.rows.rules import RuleWork
from meydan.store.rows.system import Fence
from meydan.store.sets import within
from meydan.store.tables.inbox import item, item_tag
from meydan.store.tables.outbox import delivery, draft
from meydan.store.tables.rules import rule, rule_hit, rule_queue
from meydan.store.tables.team import member, saved_reply, tag
from meydan.store.upserts import add_missing
from meydan.store.writes.leases import require


def ruled(
    store: Store, fence: Fence, works: Sequence[RuleWork], *, until: int, now: datetime, hold: timedelta
) -> int:
    """Do what the rules in force ask for, and take the queue up to the entry `until` as seen; how many hits.

    All of it or nothing. Raises LeaseLost.
    """
    with store.writing(durable=any(work.actions.hide for work in works)) as conn:
        require(conn, fence)
        query = select(rule.c.id).where(rule.c.enabled, rule.c.removed.is_(False))
        in_force = set(conn.execute(query).scalars())
        hits = 0
        for work in works:
            if work.rule_id in in_force:
                hits += len(_Round(conn, store, work, now, hold).run(again=False)[0])
        conn.execute(delete(rule_queue).where(rule_queue.c.id <= until))
    return hits


def apply(store: Store, work: RuleWork, *, now: datetime, hold: timedelta) -> int:
    """Do what a rule asks for to items, as a member wishes; how many it was new to. Undo takes it back.

    Raises Forbidden for a member who may not.
    """
    with store.writing(durable=True) as conn:
        require_ruling(conn, store.actor.login, hides=work.actions.hide)
        ids, changes = _Round(conn, store, work, now, hold).run(again=True)
        if ids:
            note_audit(conn, store.actor, "apply_rule", f"rule {work.rule_id}", subject_of("item", ids))
            # Apart, because undo passes over a whole entry of which something has left the machine.
            note_undo(conn, store.actor, "apply_rule", [one for one in changes if isinstance(one, Queued)])
            note_undo(
                conn, store.actor, "apply_rule", [one for one in changes if not isinstance(one, Queued)]
            )
    return len(ids)


class _Round:
    """One rule at work on some items, within a transaction."""

    def __init__(
        self, conn: Connection, store: Store, work: RuleWork, now: datetime, hold: timedelta
    ) -> None:
        self._conn = conn
        self._store = store
        self._work = work
        self._now = now
        self._hold = hold
        self._actor = Actor(f"rule:{work.rule_id}", "rule")
        self._did: dict[int, list[tuple[str, str]]] = {}
        self._changes: list[Change] = []

    def run(self, *, again: bool) -> tuple[list[int], list[Change]]:
        """Do it to the items that the rule has not had yet; their ids, and what changed.

        With `again` also to those of which it was taken back.
        """
        ids = self._new_to(again)
        if not ids:
            return [], []
        self._did = {number: [] for number in ids}
        actions = self._work.actions
        for name in actions.tags:
            self._tag(ids, name)
        # Told before anything is assigned: what a member holds, no rule puts away.
        free = self._untouched(ids)
        if actions.assignee:
            self._assign(ids, actions.assignee)
        if actions.boost:
            self._boost(ids, actions.boost)
        if actions.draft:
            self._draft(ids, actions.draft)
        if actions.hide:
            self._hide([number for number in ids if number in self._work.hideable])
        if actions.done:
            self._set("done", free, {"state": "done", "snoozed_until": None})
        if actions.snooze is not None:
            until = self._now + actions.snooze
            self._set("snooze", free, {"state": "snoozed", "snoozed_until": until}, until.isoformat())
        self._keep(ids)
        return ids, self._changes

    def _new_to(self, again: bool) -> list[int]:
        query = select(rule_hit.c.item_id).where(
            rule_hit.c.rule_id == self._work.rule_id, within(rule_hit.c.item_id, self._work.ids)
        )
        known = set(
            self._conn.execute(query.where(rule_hit.c.removed.is_(False)) if again else query).scalars()
        )
        there = set(self._conn.execute(select(item.c.id).where(within(item.c.id, self._work.ids))).scalars())
        return [number for number in dict.fromkeys(self._work.ids) if number in there - known]

    def _untouched(self, ids: Sequence[int]) -> list[int]:
        """Those that are open and nobody's, or only a rule's who gave them to somebody."""
        query = select(item.c.id, member.c.login).select_from(item.outerjoin(member))
        rows = self._conn.execute(query.where(within(item.c.id, ids), item.c.state == "open")).all()
        owners = {number: login for number, login in rows if login is not None}
        given = select(rule_hit.c.item_id, rule_hit.c.actions).where(
            within(rule_hit.c.item_id, list(owners)), rule_hit.c.removed.is_(False)
        )
        by_rule = {
            number
            for number, actions in self._conn.execute(given)
            if ["assign", owners[number]] in json.loads(actions)
        }
        return [number for number, login in rows if login is None or number in by_rule]

    def _tag(self, ids: Sequence[int], name: str) -> None:
        query = select(tag.c.id).where(tag.c.name == name, tag.c.removed.is_(False))
        tag_id = self._conn.execute(query).scalar()
        if tag_id is None:
            return
        linked = select(item_tag.c.item_id).where(
            item_tag.c.tag_id == tag_id, within(item_tag.c.item_id, ids)
        )
        there = set(self._conn.execute(linked).scalars())
        changing = tuple(number for number in ids if number not in there)
        if changing:
            link = Links(tag_id, changing, True)
            put_links(self._conn, link, on=True)
            self._changed("tag", changing, [link], name)

    def _assign(self, ids: Sequence[int], login: str) -> None:
        query = select(member.c.id).where(member.c.login == login, member.c.removed.is_(False))
        owner = self._conn.execute(query).scalar()
        if owner is None:
            return
        nobodys = select(item.c.id).where(within(item.c.id, ids), item.c.assignee_id.is_(None))
        self._set("assign", list(self._conn.execute(nobodys).scalars()), {"assignee_id": owner}, login)

    def _boost(self, ids: Sequence[int], points: int) -> None:
        groups: dict[int, list[int]] = {}
        for number, before in self._conn.execute(
            select(item.c.id, item.c.boost).where(within(item.c.id, ids))
        ):
            groups.setdefault(before, []).append(number)
        changes: list[Change] = []
        for before, numbers in groups.items():
            changes += change_rows(self._conn, item, numbers, {"boost": before + points})
        self._changed("priority", ids, changes, f"{points:+d}")

    def _draft(self, ids: Sequence[int], code: str) -> None:
        """A draft for whom the item belongs to, or for whoever takes it up; nobody's own draft is touched."""
        query = select(item.c.id, member.c.login).select_from(item.outerjoin(member))
        owners = self._conn.execute(
            query.where(within(item.c.id, ids), item.c.state != "done").order_by(item.c.id)
        ).all()
        keys = {number: f"reply:{number}" for number, _ in owners if number in self._work.drafts}
        taken = set(
            self._conn.execute(select(draft.c.key).where(within(draft.c.key, keys.values()))).scalars()
        )
        saved = select(saved_reply.c.media, saved_reply.c.alt_texts).where(saved_reply.c.code == code)
        files = self._conn.execute(saved).mappings().one()
        rows = [
            {
                "key": keys[number],
                "login": login or "",
                "text": self._work.drafts[number],
                "updated_at": self._now,
                "codes": (code,),
                **files,
            }
            for number, login in owners
            if number in keys and keys[number] not in taken
        ]
        add_missing(self._conn, draft, ["key", "login"], rows)
        written = {row["key"] for row in rows}
        self._changed("draft", [number for number, key in keys.items() if key in written], [], code)

    def _hide(self, ids: Sequence[int]) -> None:
        """Queue what was neither hidden nor shown again before, even if that was taken back."""
        before = select(delivery.c.item_id).where(
            within(delivery.c.item_id, ids), delivery.c.action.in_(("hide", "unhide"))
        )
        touched = set(self._conn.execute(before).scalars())
        shown = select(item.c.id).where(within(item.c.id, ids), item.c.hidden.is_(False)).order_by(item.c.id)
        queued = [number for number in self._conn.execute(shown).scalars() if number not in touched]
        changes: list[Change] = []
        for aimed in aimed_at(self._conn, queued):
            values = aimed | {"action": "hide", "created_by": self._actor.login}
            made = enqueue(self._conn, self._store, values, self._hold)
            changes.append(Queued(made, self._hold.total_seconds(), back="unhide"))
        self._changed("hide", queued, changes)

    def _set(self, command: str, ids: Sequence[int], values: dict[str, object], detail: str = "") -> None:
        if ids:
            self._changed(command, ids, change_rows(self._conn, item, ids, values), detail)

    def _changed(self, command: str, ids: Sequence[int], changes: Iterable[Change], value: str = "") -> None:
        if ids:
            self._changes += changes
            note_audit(self._conn, self._actor, command, subject_of("item", ids), value)
            for number in ids:
                self._did[number].append((command, value))

    def _keep(self, ids: Sequence[int]) -> None:
        """Write down what was done to which item."""
        rows = [
            {
                "rule_id": self._work.rule_id,
                "item_id": number,
                "at": self._now,
                "actions": json.dumps(self._did[number], ensure_ascii=False),
                "removed": False,
            }
            for number in ids
        ]
        ours = rule_hit.c.rule_id == self._work.rule_id
        self._conn.execute(delete(rule_hit).where(ours, within(rule_hit.c.item_id, ids)))
        self._conn.execute(insert(rule_hit), rows)
        made = select(rule_hit.c.id).where(ours, within(rule_hit.c.item_id, ids))
        numbers = tuple(self._conn.execute(made).scalars())
        self._changes.append(Values("rule_hit", numbers, {"removed": True}, {"removed": False}))
