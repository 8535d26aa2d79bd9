"""Recognising a text of ours after a platform has formatted it."""

from __future__ import annotations

import unicodedata


def comparable(text: str, strip_mentions: bool = True) -> str:
    """A text as it survives a server's formatting: letters and digits only, or signs when there are none."""
    words = unicodedata.normalize("NFKC", text).casefold().split()
    if strip_mentions:
        words = [word for word in words if not (word.startswith("@") and len(word) > 1)]
    kept = "".join(ch for word in words for ch in word if ch.isalnum())
    return kept or "".join(words)
