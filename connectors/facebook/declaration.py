"""What the Facebook connector can do."""

from __future__ import annotations

from datetime import timedelta

from meydan.connectors.base import Capability, Declaration, Limits, ReplyWindow, StreamSpec

BASE_URL = "https://graph.facebook.com"
MESSAGE_LENGTH = 2000
"""Characters of a private message (Messenger Platform, Send API)."""
PICTURES = 10
PRIVATE_REPLY = timedelta(days=7)
MESSAGING = timedelta(hours=24)
"""The standard messaging window (Messenger Platform, policy overview)."""
HUMAN_AGENT = timedelta(days=7)

DECLARATION = Declaration(
    key="facebook",
    title="Facebook",
    short="FB",
    capabilities=frozenset(
        {
            Capability.COMMENTS,
            Capability.MENTIONS,
            Capability.DMS,
            Capability.REVIEWS,
            Capability.REPLY,
            Capability.PRIVATE_REPLY,
            Capability.HIDE,
            Capability.DELETE,
            Capability.DELETE_OWN,
            Capability.LIKE,
            Capability.UNLIKE,
            Capability.BLOCK,
            Capability.PUBLISH,
            Capability.SCHEDULE_NATIVELY,
            Capability.METRICS,
            Capability.PROFILE,
        }
    ),
    limits=Limits(
        text_length=8000,
        media_per_post=PICTURES,
        windows=(
            ReplyWindow("dm", MESSAGING, by_hand=HUMAN_AGENT),
            ReplyWindow("comment", PRIVATE_REPLY, private=True),
            ReplyWindow("mention", PRIVATE_REPLY, private=True),
        ),
    ),
    streams=(
        StreamSpec("posts", timedelta(seconds=60), timedelta(minutes=10), cost=2),
        StreamSpec("conversations", timedelta(seconds=30), timedelta(minutes=5), cost=2),
        StreamSpec("visitors", timedelta(seconds=60), timedelta(minutes=15)),
        StreamSpec("mentions", timedelta(minutes=2), timedelta(minutes=20)),
        StreamSpec("reviews", timedelta(minutes=5), timedelta(hours=1)),
        StreamSpec("ads", timedelta(minutes=2), timedelta(minutes=20), cost=2),
    ),
    base_url=BASE_URL,
    scopes={
        "pages_show_list": frozenset({Capability.PROFILE}),
        "pages_read_engagement": frozenset({Capability.PROFILE, Capability.METRICS}),
        "pages_read_user_content": frozenset({Capability.COMMENTS, Capability.MENTIONS, Capability.REVIEWS}),
        "pages_manage_engagement": frozenset(
            {Capability.REPLY, Capability.HIDE, Capability.DELETE, Capability.LIKE, Capability.UNLIKE}
        ),
        "pages_manage_posts": frozenset({Capability.PUBLISH, Capability.SCHEDULE_NATIVELY}),
        "pages_messaging": frozenset({Capability.DMS, Capability.PRIVATE_REPLY}),
    },
)
