"""What the Mastodon connector can do."""

from __future__ import annotations

from datetime import timedelta

from meydan.connectors import counting
from meydan.connectors.base import Capability, Declaration, Limits, StreamSpec

IDEMPOTENCY = timedelta(hours=1)


def limits_with(text_length: int | None = None, media: int | None = None) -> Limits:
    """The limits of a server that names its own."""
    return Limits(
        text_length=text_length or 500,
        count=counting.mastodon,
        media_per_post=4 if media is None else media,
        edit=True,
        idempotency=IDEMPOTENCY,
        mentions=True,
    )


DECLARATION = Declaration(
    key="mastodon",
    title="Mastodon",
    short="MA",
    capabilities=frozenset(
        {
            Capability.COMMENTS,
            Capability.MENTIONS,
            Capability.DMS,
            Capability.REPLY,
            Capability.PRIVATE_REPLY,
            Capability.DELETE_OWN,
            Capability.LIKE,
            Capability.UNLIKE,
            Capability.BLOCK,
            Capability.REPORT,
            Capability.PUBLISH,
            Capability.SCHEDULE_NATIVELY,
            Capability.METRICS,
            Capability.PROFILE,
            Capability.SEARCH_ACCOUNTS,
            Capability.RIVAL_POSTS,
            Capability.TRENDS,
            Capability.STREAM,
        }
    ),
    limits=limits_with(),
    streams=(
        StreamSpec("notifications", timedelta(seconds=15), timedelta(minutes=2)),
        StreamSpec("conversations", timedelta(seconds=30), timedelta(minutes=5)),
        StreamSpec("own", timedelta(seconds=60), timedelta(minutes=10), cost=3),
        StreamSpec("trends", timedelta(minutes=10), timedelta(hours=1), cost=3),
    ),
    needs_base_url=True,
)
