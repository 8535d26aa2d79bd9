"""The forms in which words are looked up: folded, without apostrophes, without elongation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from meydan.insight.text import fold

HEAD = 4
SHORT_HEAD = 3

_TRIPLES = tuple(letter * 3 for letter in "aeioulnmrstykzhgbpcdfvjwqx")
_REPEATS = re.compile(r"([a-z])\1{2,}")


def plain_form(text: str) -> str:
    """Fold, take out apostrophes and shorten letters repeated three times or more to one."""
    form = fold(text).replace("'", "").replace("’", "")
    for letters in _TRIPLES:
        if letters in form:
            return _REPEATS.sub(r"\1", form)
    return form


def plain_forms(tokens: Sequence[str]) -> list[str]:
    """Say the plain form of each token, in order."""
    forms = plain_form(" ".join(tokens)).split(" ")
    if len(forms) != len(tokens):  # a rare character folds to a blank
        forms = [plain_form(token) for token in tokens]
    return forms


def is_word(token: str) -> bool:
    """Tell words from links, handles, numbers, punctuation and pictures."""
    return token[:1].isalpha() and "/" not in token


class Heads:
    """Tells by its first letters which forms may be on a list, so that most words need no closer look.

    `stems` are beginnings of forms, three letters long or more; `exact` are whole forms.
    """

    def __init__(self, stems: Iterable[str], exact: Iterable[str]) -> None:
        stems = set(stems)
        self._short = frozenset(stem for stem in stems if len(stem) == SHORT_HEAD)
        self._heads = frozenset(text[:HEAD] for text in (*stems, *exact))

    def positions(self, forms: Sequence[str]) -> list[int]:
        """Say which forms are worth a look."""
        heads, short = self._heads, self._short
        return [at for at, form in enumerate(forms) if form[:HEAD] in heads or form[:SHORT_HEAD] in short]
