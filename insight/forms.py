"""The forms in which words are looked up: folded, without apostrophes, without elongation."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from string import ascii_lowercase

from meydan.insight.text import fold

HEAD = 4

_REPEATED = re.compile(r"([a-z])\1\1")
_REPEATS = re.compile(r"([a-z])\1{2,}")


def plain_form(text: str) -> str:
    """Fold, take out apostrophes and shorten letters repeated three times or more to one."""
    form = fold(text).replace("'", "").replace("’", "")
    return _REPEATS.sub(r"\1", form) if _REPEATED.search(form) else form


def is_word(token: str) -> bool:
    """Tell words from links, handles, numbers, punctuation and pictures."""
    return token[:1].isalpha() and "/" not in token


class Heads:
    """Tells by its first letters which forms may be on a list, so that most words need no closer look.

    `stems` are beginnings of forms, three letters long or more; `exact` are whole forms.
    """

    def __init__(self, stems: Collection[str], exact: Iterable[str]) -> None:
        heads = {text[:HEAD] for text in (*stems, *exact)}
        heads.update(f"{stem}{letter}" for stem in stems if len(stem) < HEAD for letter in ascii_lowercase)
        self._heads = frozenset(heads)

    def begin(self, form: str) -> bool:
        """Tell whether a form is worth a look."""
        return form[:HEAD] in self._heads
