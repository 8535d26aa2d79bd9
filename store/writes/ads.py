"""What we mean to spend."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import insert, select

from meydan.store.database import Store
from meydan.store.journal import Change, Values, change_rows, note_audit, note_undo
from meydan.store.reads.accounts import account as read_account
from meydan.store.tables.ads import ad_plan


def set_plan(
    store: Store, account_id: int, campaign_id: str, start: date, end: date, budget: Decimal
) -> None:
    """Plan a campaign's spend, in its currency, from `start` to `end` (both included). Raises NotFound."""
    with store.writing() as conn:
        name = read_account(conn, account_id).name
        own = {"account_id": account_id, "campaign_id": campaign_id, "first_day": start, "last_day": end}
        query = select(ad_plan.c.id).where(*(ad_plan.c[key] == value for key, value in own.items()))
        known = conn.execute(query).scalar()
        changes: list[Change]
        if known is None:
            row = insert(ad_plan).values(**own, budget=budget).returning(ad_plan.c.id)
            made = conn.execute(row).scalar_one()
            changes = [Values("ad_plan", (made,), {"removed": True}, {"removed": False})]
        else:
            changes = change_rows(conn, ad_plan, [known], {"budget": budget, "removed": False})
        note_audit(conn, store.actor, "plan", f"campaign {name}/{campaign_id}", f"{start} {end} {budget}")
        note_undo(conn, store.actor, "plan", changes)
