"""Our profiles on platforms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from meydan.store.clock import utc_now
from meydan.store.database import Store
from meydan.store.errors import Conflict, NotFound
from meydan.store.journal import note_audit
from meydan.store.reads import accounts as reading
from meydan.store.rows.people import AccountRow
from meydan.store.tables.accounts import account, stream
from meydan.store.tables.team import brand
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
    expires_at: datetime | None = None,
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
            "expires_at": expires_at,
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


def _brand_id(conn: Connection) -> int:
    found = conn.execute(select(brand.c.id).order_by(brand.c.id).limit(1)).scalar()
    if found is not None:
        return int(found)
    return int(conn.execute(insert(brand).values(name="", timezone="UTC").returning(brand.c.id)).scalar_one())
