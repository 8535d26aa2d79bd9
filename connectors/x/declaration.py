"""What the X connector can do, and what each call costs."""

from __future__ import annotations

import re
from datetime import timedelta

from meydan.connectors import counting
from meydan.connectors.base import Capability, Declaration, Limits, StreamSpec

MILLS = 1000
"""The budget is counted in thousandths of a dollar."""

# docs.x.com, pricing of 2026: a post of ours or a mention of us that is read, a person, a private message.
OWNED_POST, USER, MESSAGE, OTHER_POST = 1, 10, 10, 5
CREATE, CREATE_WITH_LINK, SEND_MESSAGE, HIDE, DELETE = 15, 200, 15, 5, 10
_PRICES = (
    ("POST", r"/2/tweets", CREATE),
    ("DELETE", r"/2/tweets/[^/]+", DELETE),
    ("PUT", r"/2/tweets/[^/]+/hidden", HIDE),
    ("POST", r"/2/dm_conversations/.+/messages", SEND_MESSAGE),
    ("GET", r"/2/users/me", OWNED_POST),
    ("GET", r"/2/users/by/username/[^/]+", USER),
)


def price(method: str, path: str) -> int:
    """What a call costs by itself; what reads bring is charged for when it is there."""
    for verb, pattern, mills in _PRICES:
        if verb == method and re.fullmatch(pattern, path):
            return mills
    return 0


DECLARATION = Declaration(
    key="x",
    title="X",
    short="X",
    capabilities=frozenset(
        {
            Capability.COMMENTS,
            Capability.MENTIONS,
            Capability.DMS,
            Capability.REPLY,
            Capability.HIDE,
            Capability.DELETE_OWN,
            Capability.PUBLISH,
            Capability.METRICS,
            Capability.PROFILE,
            Capability.RIVAL_POSTS,
        }
    ),
    limits=Limits(text_length=280, count=counting.x_weighted, media_per_post=0),
    streams=(
        StreamSpec("mentions", timedelta(minutes=2), timedelta(minutes=15), cost=20),
        StreamSpec("messages", timedelta(minutes=3), timedelta(minutes=20), cost=20),
        StreamSpec("own", timedelta(minutes=30), timedelta(hours=3), cost=40),
    ),
    daily_budget=5 * MILLS,
    budget_unit="dollars",
    budget_scale=MILLS,
    price=price,
    base_url="https://api.x.com",
    scopes={
        "tweet.read": frozenset({Capability.COMMENTS, Capability.MENTIONS}),
        "tweet.write": frozenset({Capability.REPLY, Capability.PUBLISH}),
        "tweet.moderate.write": frozenset({Capability.HIDE}),
        "dm.read": frozenset({Capability.DMS}),
        "dm.write": frozenset({Capability.DMS}),
    },
)
