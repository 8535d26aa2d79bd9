"""What is read and written for answers, on the database's threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from meydan.panes.composer.target import Target, Written
from meydan.store.rows.outgoing import ReplyOrder

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from meydan.connectors.base import Declaration
    from meydan.connectors.limits import Closing
    from meydan.store import Store
    from meydan.store.rows.inbox import DraftRow, ItemRow
    from meydan.store.rows.outgoing import DeliveryRow
    from meydan.store.rows.together import ThreadMark


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to become of a text: held for `hold`, the item `done`, sent `at` a time, approved first.

    It is approved by `ask`: "" is anyone who may approve, None nobody. `reject_others` says what becomes of
    other proposals when one is approved.
    """

    hold: timedelta
    done: bool = False
    at: datetime | None = None
    ask: str | None = None
    reject_others: bool | None = None

    def over_others(self, reject: bool) -> Wish:
        """The wish with what becomes of other proposals."""
        return replace(self, reject_others=reject)

    @property
    def due(self) -> datetime | None:
        """The time in UTC."""
        return None if self.at is None else self.at.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Background:
    """What is found out about a target after its composer has opened."""

    draft: DraftRow | None
    closing: Closing | None
    rejection: DeliveryRow | None


def read_background(
    conn: Connection, target: Target, row: ItemRow, login: str, declared: Declaration | None
) -> Background:
    """Read it in one snapshot."""
    from meydan.app.answering import closing
    from meydan.store.reads import answering, drafts

    draft = drafts.draft(conn, target.key, login)
    if not target.to_platform:
        return Background(draft, None, None)
    private = target.purpose == "private"
    rejection = None if target.delivery_id else answering.rejection(conn, row.id, login, private)
    return Background(draft, closing(conn, declared, row, private), rejection)


def queue_answer(
    written: Written,
    wish: Wish,
    known: str | None,
    declared: Declaration | None,
    seen: Callable[[], ThreadMark | None],
    store: Store,
) -> int | None:
    """Queue or approve a reply, answer a colleague or keep a note, and let go of the draft last `known`.

    The delivery's id, None for what stays inside. Raises ThreadChanged when the conversation is not as it was
    `seen`.
    """
    from meydan.store.writes import drafts, inquiries, triage

    target, made = written.target, None
    if target.purpose == "answer":
        inquiries.answer(store, int(target.key.partition(":")[2]), written.text)
    elif target.purpose == "note" and target.item_id is not None:
        triage.note(store, target.item_id, written.text)
    elif target.delivery_id is not None:
        made = _approve(written, wish, declared, store)
    elif target.item_id is not None:
        made = _queue(written, wish, declared, seen(), store)
    drafts.drop_draft(store, target.key, known)
    return made


def _queue(
    written: Written, wish: Wish, declared: Declaration | None, seen: ThreadMark | None, store: Store
) -> int:
    from meydan.store.writes import outbox

    target, attached = written.target, written.attached
    assert target.item_id is not None, "queue_answer looked"
    order = ReplyOrder(
        written.text,
        wish.hold,
        due_at=wish.due,
        private=target.purpose == "private",
        everyone=written.everyone,
        done=wish.done,
        media=attached.media,
        alt_texts=attached.alt_texts,
        codes=attached.codes,
        ask=wish.ask,
    )
    before = _before(store, target, declared, at_once=wish.at is None)
    return outbox.queue_reply(store, target.item_id, order, before=before, seen=seen)


def _approve(written: Written, wish: Wish, declared: Declaration | None, store: Store) -> int:
    from meydan.store.reads import outbox
    from meydan.store.writes import approvals

    target = written.target
    assert target.delivery_id is not None, "queue_answer looked"
    with store.reading() as conn:
        at_once = outbox.delivery(conn, target.delivery_id).due_at is None
    approvals.approve(
        store,
        target.delivery_id,
        target.version,
        hold=wish.hold,
        text=written.text,
        reject_others=wish.reject_others,
        before=_before(store, target, declared, at_once),
    )
    return target.delivery_id


def approve_as_it_is(
    delivery_id: int,
    version: int,
    hold: timedelta,
    reject_others: bool | None,
    declared: Declaration | None,
    store: Store,
) -> None:
    """Approve a delivery as it was at `version`. Raises as `approvals.approve`."""
    from meydan.app.answering import closing
    from meydan.store.reads import inbox, outbox
    from meydan.store.writes import approvals

    before = None
    with store.reading() as conn:
        for work in outbox.work(conn, [delivery_id]):
            item_id, at_once = work.delivery.item_id, work.delivery.due_at is None
            if item_id is not None and work.delivery.action == "reply":
                found = closing(conn, declared, inbox.item(conn, item_id), work.private)
                before = None if found is None else found.latest(at_once)
    approvals.approve(store, delivery_id, version, hold=hold, reject_others=reject_others, before=before)


def _before(store: Store, target: Target, declared: Declaration | None, at_once: bool) -> datetime | None:
    from meydan.app.answering import closing
    from meydan.store.reads import inbox

    if target.item_id is None:
        return None
    with store.reading() as conn:
        found = closing(conn, declared, inbox.item(conn, target.item_id), target.purpose == "private")
    return None if found is None else found.latest(at_once)
