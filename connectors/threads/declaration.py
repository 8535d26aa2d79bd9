"""What the Threads connector can do."""

from __future__ import annotations

from datetime import timedelta

from meydan.connectors import counting
from meydan.connectors.base import Capability, Declaration, Limits, StreamSpec

BASE_URL = "https://graph.threads.net"
TEXT_LENGTH = 500

DECLARATION = Declaration(
    key="threads",
    title="Threads",
    short="TH",
    capabilities=frozenset(
        {
            Capability.COMMENTS,
            Capability.MENTIONS,
            Capability.REPLY,
            Capability.HIDE,
            Capability.DELETE_OWN,
            Capability.PUBLISH,
            Capability.METRICS,
            Capability.PROFILE,
            Capability.RIVAL_POSTS,
        }
    ),
    # An emoji counts as its bytes in UTF-8 (Threads posts guide). Pictures must lie at a public address,
    # which the outbox has none of.
    limits=Limits(text_length=TEXT_LENGTH, count=counting.emoji_as_bytes),
    streams=(
        StreamSpec("own", timedelta(seconds=60), timedelta(minutes=10), cost=4),
        StreamSpec("mentions", timedelta(seconds=60), timedelta(minutes=10)),
        StreamSpec("replies", timedelta(minutes=2), timedelta(minutes=20), cost=2),
    ),
    base_url=BASE_URL,
)
