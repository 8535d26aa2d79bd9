"""Where two versions of a text differ, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import accumulate
from typing import NamedTuple

_WORDS = re.compile(r"\s+|\S+")


class Run(NamedTuple):
    """A stretch of both texts, each as (start, end); where they differ, one of the two may be empty."""

    same: bool
    old: tuple[int, int]
    new: tuple[int, int]


def word_runs(old: str, new: str) -> list[Run]:
    """Both texts from beginning to end, in stretches of words and blanks that are the same or differ."""
    olds, news = _WORDS.findall(old), _WORDS.findall(new)
    old_at, new_at = ([0, *accumulate(map(len, words))] for words in (olds, news))
    codes = SequenceMatcher(None, olds, news, autojunk=False).get_opcodes()
    return [
        Run(what == "equal", (old_at[i], old_at[j]), (new_at[k], new_at[m])) for what, i, j, k, m in codes
    ]
