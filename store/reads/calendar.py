"""The calendar: what is planned and what was published."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from meydan.store.errors import NotFound
from meydan.store.rows.outgoing import CalendarEntry, PostRow
from meydan.store.tables.accounts import account
from meydan.store.tables.calendar import post as posts
from meydan.store.tables.calendar import post_target
from meydan.store.tables.inbox import publication

PLANNED = {
    "post_id": posts.c.id,
    "target_id": post_target.c.id,
    "account": account.c.name,
    "platform": account.c.platform,
    "title": posts.c.title,
    "text": posts.c.text,
    "due_at": post_target.c.due_at,
    "timezone": post_target.c.timezone,
    "state": post_target.c.state,
    "permalink": post_target.c.permalink,
}


def agenda(conn: Connection, start: datetime, end: datetime) -> tuple[CalendarEntry, ...]:
    """Targets due from `start` until before `end` and our own posts of that time, in order of time.

    What was published elsewhere has post_id and target_id 0.
    """
    planned = (
        select(*PLANNED.values())
        .select_from(post_target.join(posts).join(account))
        .where(post_target.c.due_at >= start, post_target.c.due_at < end)
        .where(~posts.c.removed, post_target.c.state != "cancelled")
    )
    found = [CalendarEntry(*row) for row in conn.execute(planned)]
    known = select(post_target.c.id).where(
        post_target.c.account_id == publication.c.account_id,
        post_target.c.remote_id == publication.c.remote_id,
    )
    elsewhere = (
        select(
            account.c.name,
            account.c.platform,
            publication.c.text,
            publication.c.created_at,
            publication.c.permalink,
        )
        .select_from(publication.join(account))
        .where(publication.c.created_at >= start, publication.c.created_at < end)
        .where(publication.c.ours, publication.c.parent == "", ~publication.c.deleted, ~known.exists())
    )
    for name, platform, text, at, permalink in conn.execute(elsewhere):
        found.append(CalendarEntry(0, 0, name, platform, "", text, at, "UTC", "published", permalink))
    return tuple(sorted(found, key=lambda entry: (entry.due_at, entry.target_id)))


def drafts(conn: Connection) -> tuple[PostRow, ...]:
    """Posts with a target that has no time yet, the newest first."""
    columns = [posts.c[name] for name in PostRow.__dataclass_fields__]
    undated = select(post_target.c.post_id).where(post_target.c.due_at.is_(None))
    query = select(*columns).where(~posts.c.removed, posts.c.id.in_(undated)).order_by(posts.c.id.desc())
    return tuple(PostRow(*row) for row in conn.execute(query))


def post(conn: Connection, post_id: int) -> PostRow:
    """One post. Raises NotFound."""
    columns = [posts.c[name] for name in PostRow.__dataclass_fields__]
    row = conn.execute(select(*columns).where(posts.c.id == post_id, ~posts.c.removed)).first()
    if row is None:
        raise NotFound(f"no post {post_id}")
    return PostRow(*row)


def missed(conn: Connection) -> int:
    """How many targets were too late to leave by themselves and wait for a person."""
    query = select(func.count()).select_from(post_target.join(posts))
    return int(conn.execute(query.where(post_target.c.state == "missed", ~posts.c.removed)).scalar_one())
