"""Our profiles on platforms."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from meydan.store import search
from meydan.store.clock import utc_now
from meydan.store.database import Store
from meydan.store.errors import Conflict, NotFound
from meydan.store.journal import note_audit
from meydan.store.reads import accounts as reading
from meydan.store.rows import AccountRow
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
from meydan.store.tables.team import brand
from meydan.store.tables.trends import trend, trend_sample
from meydan.store.upserts import add_missing

STATES = frozenset({"active", "paused", "signed_out"})
FIRST_INTERVAL = 60.0


def add(
    store: Store,
    *,
    platform: str,
    name: str,
    base_url: str = "",
    handle: str = "",
    display_name: str = "",
    remote_id: str = "",
    streams: Sequence[str] = (),
    daily_budget: int | None = None,
) -> AccountRow:
    """Add a profile with its streams, due at once, or bring a known one up to date (it is active again).

    A profile is known by platform, base_url and remote_id. Raises Conflict when another has the name.
    """
    with store.writing() as conn:
        known = conn.execute(
            select(account.c.id).where(
                account.c.platform == platform,
                account.c.base_url == base_url,
                account.c.remote_id == remote_id,
            )
        ).scalar()
        taken = conn.execute(select(account.c.id, account.c.platform).where(account.c.name == name)).first()
        if taken is not None and taken.id != known:
            raise Conflict(f"another account ({taken.platform}) is named {name}")
        values = {
            "name": name,
            "handle": handle,
            "display_name": display_name,
            "daily_budget": daily_budget,
            "state": "active",
        }
        now = utc_now()
        if known is None:
            made = {"platform": platform, "base_url": base_url, "remote_id": remote_id, "created_at": now}
            known = conn.execute(
                insert(account).values(brand_id=_brand_id(conn), **values, **made).returning(account.c.id)
            ).scalar_one()
        else:
            conn.execute(update(account).where(account.c.id == known).values(**values))
        rows = [
            {"account_id": known, "name": each, "due_at": now, "interval": FIRST_INTERVAL, "error": ""}
            for each in streams
        ]
        add_missing(conn, stream, ("account_id", "name"), rows)
        note_audit(conn, store.actor, "connect", f"account {name}", platform)
        return reading.account(conn, known)


def ensure_local(store: Store, name: str, platform: str = "ingest") -> AccountRow:
    """The account of a name; when there is none, one without connector is made."""
    with store.reading() as conn:
        try:
            return reading.account(conn, name)
        except NotFound:
            pass
    return add(store, platform=platform, name=name, remote_id=name, base_url="local:")


def set_state(store: Store, account_id: int, state: str) -> None:
    """Make an account active, paused or signed_out. Raises NotFound, ValueError."""
    if state not in STATES:
        raise ValueError(f"no account state: {state!r}")
    with store.writing() as conn:
        row = reading.account(conn, account_id)
        if row.state != state:
            conn.execute(update(account).where(account.c.id == account_id).values(state=state))
            note_audit(conn, store.actor, state, f"account {row.name}")


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


def _brand_id(conn: Connection) -> int:
    found = conn.execute(select(brand.c.id).order_by(brand.c.id).limit(1)).scalar()
    if found is not None:
        return int(found)
    return int(conn.execute(insert(brand).values(name="", timezone="UTC").returning(brand.c.id)).scalar_one())
