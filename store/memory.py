"""Keeping the memory of answers right: it knows the stems of every item that was answered and still stands.

An item is answered by a reply of ours that was sent, or by a colleague who was asked about it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, and_, delete, exists, insert, or_, select

from meydan.store.sets import within_named
from meydan.store.stems import stems
from meydan.store.tables.accounts import account
from meydan.store.tables.inbox import inquiry, item
from meydan.store.tables.memory import answer_stem
from meydan.store.tables.outbox import delivery

# Joined to nothing so that no index of states is used: nearly all deliveries are sent, few are an item's.
SENT = and_(delivery.c.action == "reply", delivery.c.state.concat("") == "sent")
REPLIED = and_(delivery.c.item_id == item.c.id, SENT)
TOLD = and_(
    inquiry.c.item_id == item.c.id, inquiry.c.answered_at.is_not(None), inquiry.c.withdrawn.is_(False)
)
ANSWERED = (
    select(item.c.id, account.c.brand_id, item.c.text)
    .select_from(item.join(account, account.c.id == item.c.account_id))
    .where(
        within_named(item.c.id, "ids"),
        item.c.deleted_at.is_(None),
        or_(exists().where(REPLIED), exists().where(TOLD)),
    )
)
FORGET = delete(answer_stem).where(within_named(answer_stem.c.item_id, "ids"))


def refresh(conn: Connection, ids: Sequence[int]) -> None:
    """Bring the memory up to date with items that were answered, changed, or whose answer was taken back."""
    if not ids:
        return
    conn.execute(FORGET, {"ids": ids})
    rows = [
        {"brand_id": brand, "stem": stem, "item_id": number}
        for number, brand, text in conn.execute(ANSWERED, {"ids": ids})
        for stem in ("", *stems(text))
    ]
    if rows:
        conn.execute(insert(answer_stem), rows)
