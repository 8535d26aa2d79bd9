"""What the Mastodon connector can do, and how Mastodon counts a text."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta

from meydan.connectors.base import Capability, Declaration, Limits, StreamSpec

IDEMPOTENCY = timedelta(hours=1)
_URL = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'’”]", re.IGNORECASE)
_URL_LENGTH = 23
_REMOTE = re.compile(r"(?<![\w/@])(@[\w.-]*\w)@[\w.-]+\w(?::\d+)?")


def count_text(text: str) -> int:
    """The length Mastodon counts: graphemes; a URL is 23; of a remote mention the host is free."""
    return _graphemes(_REMOTE.sub(r"\1", _URL.sub("x" * _URL_LENGTH, text)))


def limits_with(text_length: int | None = None, media: int | None = None) -> Limits:
    """The limits of a server that names its own."""
    return Limits(
        text_length=text_length or 500,
        count=count_text,
        media_per_post=4 if media is None else media,
        edit=True,
        idempotency=IDEMPOTENCY,
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


def _graphemes(text: str) -> int:
    """User-perceived characters: marks, joiners, emoji modifiers and flag halves join what is before them."""
    total = 0
    joined = flag = False
    for ch in unicodedata.normalize("NFC", text).replace("\r\n", "\n"):
        half = "\U0001f1e6" <= ch <= "\U0001f1ff"
        extends = (
            unicodedata.category(ch) in ("Mn", "Me", "Mc")
            or ch == "\u200d"
            or "\U0001f3fb" <= ch <= "\U0001f3ff"
            or "\U000e0020" <= ch <= "\U000e007f"
        )
        if not (total and (extends or joined or (half and flag))):
            total += 1
        flag = half and not flag
        joined = ch == "\u200d"
    return total
