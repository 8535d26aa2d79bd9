"""What the world talks about."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, distinct, func, select

from meydan.store.rows.figures import TrendCard
from meydan.store.sets import within
from meydan.store.tables.accounts import account
from meydan.store.tables.trends import trend, trend_sample

WINDOW = timedelta(hours=24)


def cards(conn: Connection, limit: int) -> tuple[TrendCard, ...]:
    """The trends seen last, the fastest growing first.

    `velocity` is the volume change per hour over the samples of a trend's last 24 hours.
    """
    query = (
        select(trend, account.c.name.label("source"), account.c.platform)
        .select_from(trend.join(account))
        .order_by(trend.c.last_seen_at.desc(), trend.c.id)
        .limit(limit)
    )
    rows = conn.execute(query).all()
    samples = _samples(conn, [row.id for row in rows])
    networks = _networks(conn, [row.topic for row in rows])
    found = [_card(row, samples.get(row.id, []), networks.get(row.topic, 1)) for row in rows]
    return tuple(sorted(found, key=lambda card: (-(card.velocity or 0.0), -(card.volume or 0.0), card.id)))


def _card(row: Any, samples: list[Any], networks: int) -> TrendCard:
    recent = [sample for sample in samples if sample.at >= row.last_seen_at - WINDOW]
    velocity = None
    if len(recent) > 1:
        hours = (recent[-1].at - recent[0].at) / timedelta(hours=1)
        velocity = (recent[-1].volume - recent[0].volume) / hours
    return TrendCard(
        id=row.id,
        title=row.title,
        source=row.source,
        platform=row.platform,
        url=row.url,
        excerpt=row.excerpt,
        volume=samples[-1].volume if samples else None,
        velocity=velocity,
        samples=tuple(sample.volume for sample in recent),
        networks=networks,
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
        state=row.state,
    )


def _samples(conn: Connection, ids: list[int]) -> dict[int, list[Any]]:
    query = (
        select(trend_sample.c.trend_id, trend_sample.c.at, trend_sample.c.volume)
        .where(within(trend_sample.c.trend_id, ids), trend_sample.c.volume.is_not(None))
        .order_by(trend_sample.c.trend_id, trend_sample.c.at)
    )
    return {number: list(rows) for number, rows in groupby(conn.execute(query), lambda row: row.trend_id)}


def _networks(conn: Connection, topics: list[str]) -> dict[str, int]:
    """On how many platforms each topic is talked about."""
    query = (
        select(trend.c.topic, func.count(distinct(account.c.platform)))
        .select_from(trend.join(account))
        .where(within(trend.c.topic, topics))
        .group_by(trend.c.topic)
    )
    return {row[0]: row[1] for row in conn.execute(query)}
