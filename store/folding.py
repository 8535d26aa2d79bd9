"""Folding of texts for search: Turkish dotted and dotless i, accents and case do not matter."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_WORDS = 16
WORD = re.compile(r"[^\W_]+")
UNDOTTED = str.maketrans({"ı": "i", "İ": "i"})


@dataclass(frozen=True, slots=True)
class Sought:
    """One word of a query: its parts follow each other; the last one may be a prefix."""

    parts: tuple[str, ...]
    prefix: bool


def fold(text: str) -> str:
    """Lower case without accents; I, ı and İ are i."""
    plain = unicodedata.normalize("NFD", text.translate(UNDOTTED).lower())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(UNDOTTED)


def words(text: str) -> list[str]:
    """The folded words of a text."""
    return WORD.findall(fold(text))


def sought(search: str) -> list[Sought] | None:
    """What a person's query asks for; None when it holds no word at all.

    A word that ends in `*` is a prefix. Everything else that is no letter or digit only separates.
    """
    found = []
    for chunk in search.split():
        parts = tuple(words(chunk))
        if parts:
            found.append(Sought(parts, chunk.endswith("*")))
    return found[:MAX_WORDS] or None
