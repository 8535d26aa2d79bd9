"""What the Instagram connector can do."""

from __future__ import annotations

from datetime import timedelta

from meydan.connectors import counting
from meydan.connectors.base import Capability, Declaration, Limits, ReplyWindow, StreamSpec

INSTAGRAM = "https://graph.instagram.com"
FACEBOOK = "https://graph.facebook.com"
TEXT_LENGTH = 2200
MESSAGE_BYTES = 1000
"""What a private message may hold (Instagram messaging, send API)."""

WINDOW = timedelta(hours=24)
BY_HAND = timedelta(days=7)

DECLARATION = Declaration(
    key="instagram",
    title="Instagram",
    short="IG",
    capabilities=frozenset(
        {
            Capability.COMMENTS,
            Capability.MENTIONS,
            Capability.DMS,
            Capability.REPLY,
            Capability.PRIVATE_REPLY,
            Capability.HIDE,
            Capability.DELETE,
            Capability.DELETE_OWN,
            Capability.PUBLISH,
            Capability.METRICS,
            Capability.PROFILE,
            Capability.RIVAL_POSTS,
        }
    ),
    # A picture or video is taken from a public address only, so files cannot be sent: the address stands on
    # a line of its own in the text.
    limits=Limits(
        text_length=TEXT_LENGTH,
        count=counting.utf16_units,
        windows=(
            ReplyWindow("dm", WINDOW, by_hand=BY_HAND),
            ReplyWindow("comment", timedelta(days=7), private=True),
        ),
    ),
    streams=(
        StreamSpec("own", timedelta(seconds=60), timedelta(minutes=10), cost=4),
        StreamSpec("conversations", timedelta(seconds=60), timedelta(minutes=5)),
        StreamSpec("tags", timedelta(minutes=5), timedelta(minutes=30)),
    ),
    base_url=INSTAGRAM,
)
