"""Taking an account out of the store."""

from __future__ import annotations

from sqlalchemy import delete, select

from meydan.store import search
from meydan.store.database import Store
from meydan.store.errors import Conflict
from meydan.store.journal import note_audit
from meydan.store.reads import accounts as reading
from meydan.store.tables.accounts import account, call_budget, rate_limit, stream
from meydan.store.tables.ads import ad_day, ad_plan
from meydan.store.tables.calendar import post_target
from meydan.store.tables.inbox import (
    inquiry,
    item,
    item_counter,
    item_tag,
    note,
    note_mention,
    person,
    publication,
)
from meydan.store.tables.memory import answer_stem
from meydan.store.tables.outbox import delivery
from meydan.store.tables.system import quarantine
from meydan.store.tables.trends import trend, trend_sample


def remove(store: Store, account_id: int) -> None:
    """Delete an account with everything that came through it. Raises NotFound, Conflict while it sends."""
    with store.writing() as conn:
        row = reading.account(conn, account_id)
        waiting = delivery.c.state.in_(("asked", "held", "ready", "sending"))
        busy = select(delivery.c.id).where(delivery.c.account_id == account_id, waiting)
        if conn.execute(busy.limit(1)).first() is not None:
            raise Conflict(f"{row.name} still has deliveries in the outbox")
        ids = list(conn.execute(select(item.c.id).where(item.c.account_id == account_id)).scalars())
        search.forget(conn, ids)
        own_items = select(item.c.id).where(item.c.account_id == account_id)
        own_trends = select(trend.c.id).where(trend.c.account_id == account_id)
        conn.execute(delete(delivery).where(delivery.c.account_id == account_id))
        own_notes = select(note.c.id).where(note.c.item_id.in_(own_items))
        conn.execute(delete(note_mention).where(note_mention.c.note_id.in_(own_notes)))
        for table in (item_tag, note, inquiry, answer_stem):
            conn.execute(delete(table).where(table.c.item_id.in_(own_items)))
        conn.execute(delete(trend_sample).where(trend_sample.c.trend_id.in_(own_trends)))
        for table in (
            *(item, item_counter, publication, trend, ad_day, ad_plan),
            *(post_target, quarantine, stream, call_budget, rate_limit),
        ):
            conn.execute(delete(table).where(table.c.account_id == account_id))
        conn.execute(
            delete(person).where(
                person.c.platform == row.platform,
                person.c.base_url == row.base_url,
                ~select(item.c.id).where(item.c.person_id == person.c.id).exists(),
            )
        )
        conn.execute(delete(account).where(account.c.id == account_id))
        note_audit(conn, store.actor, "disconnect", f"account {row.name}", row.platform)
