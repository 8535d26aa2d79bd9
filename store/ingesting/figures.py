"""The trends and the ad figures of a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from meydan.store.folding import words
from meydan.store.incoming import IncomingAdDay, IncomingTrend
from meydan.store.sets import within
from meydan.store.tables.ads import ad_day
from meydan.store.tables.trends import trend, trend_sample
from meydan.store.upserts import add_missing, upsert

AD_FIGURES = ("campaign", "currency", "spend", "budget", "impressions", "clicks", "results", "value")


def store_trends(conn: Connection, account_id: int, trends: Sequence[IncomingTrend]) -> None:
    """Insert new trends, update what is said of known ones, and add samples of moments not seen yet."""
    if not trends:
        return
    newest: dict[str, IncomingTrend] = {}
    oldest: dict[str, datetime] = {}
    for each in trends:
        if each.remote_id not in newest or newest[each.remote_id].at <= each.at:
            newest[each.remote_id] = each
        oldest[each.remote_id] = min(oldest.get(each.remote_id, each.at), each.at)
    known = _known_trends(conn, account_id, newest)
    fresh = [
        {
            "account_id": account_id,
            "remote_id": remote_id,
            **_said(each),
            "first_seen_at": oldest[remote_id],
            "last_seen_at": each.at,
            "state": "new",
        }
        for remote_id, each in newest.items()
        if remote_id not in known
    ]
    if fresh:
        conn.execute(insert(trend), fresh)
    later = [
        {"number": known[remote_id].id, **_said(each), "last_seen_at": each.at}
        for remote_id, each in newest.items()
        if remote_id in known and each.at > known[remote_id].last_seen_at
    ]
    if later:
        conn.execute(update(trend).where(trend.c.id == bindparam("number")), later)
    ids = {remote_id: row.id for remote_id, row in _known_trends(conn, account_id, newest).items()}
    samples = [{"trend_id": ids[each.remote_id], "at": each.at, "volume": each.volume} for each in trends]
    add_missing(conn, trend_sample, ["trend_id", "at"], samples)


def store_ads(conn: Connection, account_id: int, days: Sequence[IncomingAdDay]) -> None:
    """Insert ad days; a restated day replaces what was stored of it."""
    rows = {
        (each.campaign_id, each.day): {
            "account_id": account_id,
            "campaign_id": each.campaign_id,
            "day": each.day,
            **{name: getattr(each, name) for name in AD_FIGURES},
        }
        for each in days
    }
    upsert(conn, ad_day, ["account_id", "campaign_id", "day"], AD_FIGURES, list(rows.values()))


def _known_trends(conn: Connection, account_id: int, remote_ids: dict[str, IncomingTrend]) -> dict[str, Any]:
    query = select(trend.c.remote_id, trend.c.id, trend.c.last_seen_at).where(
        trend.c.account_id == account_id, within(trend.c.remote_id, remote_ids)
    )
    return {row.remote_id: row for row in conn.execute(query)}


def _said(each: IncomingTrend) -> dict[str, str]:
    return {
        "title": each.title,
        "topic": " ".join(words(each.title)),
        "url": each.url,
        "excerpt": each.excerpt,
    }
