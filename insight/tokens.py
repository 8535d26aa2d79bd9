"""A text cut into the pieces that the rules look at."""

from __future__ import annotations

import re

_TOKENS = re.compile(
    r"https?://\S++|www\.\S++"
    r"|@[\w.-]++"
    r"|[^\W\d_]++(?:['’][^\W\d_]++)*+"
    r"|\d++"
    r"|[:;=][-'^]?[)(DPpOo3*|/\\]++|\^_*\^|<3|-_++-"
    r"|[!?.,;:()]++|\n|#(?=\w)"
    r"|[^\w\s\x00-\x7f\u2018-\u201f\ufe0f\u200d]"
)


def tokenise(text: str) -> list[str]:
    """Cut sanitised text into links, handles, words, numbers, emoticons, punctuation and single emoji."""
    return _TOKENS.findall(text)


def tokenise_in_place(text: str) -> list[tuple[str, int, int]]:
    """Cut as `tokenise` does, and say where each piece begins and ends in the text."""
    return [(match.group(), *match.span()) for match in _TOKENS.finditer(text)]
