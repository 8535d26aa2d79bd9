"""The word lists that ship with the analysers, read from package data."""

from __future__ import annotations

from dataclasses import dataclass, field

from meydan.insight.resources import read_rows

NEGATED_SHARE = -0.7
"""What is left of a word's weight when it is negated and the list says nothing else."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Weight of a stem from -3.2 to 3.2, and its weight when negated."""

    weight: float
    negated: float


Phrase = tuple[tuple[str, ...], Entry]
"""The stems that must follow the first one, and what the whole weighs."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Turkish stems by kind; every key folded. Phrases are listed by the first of their stems."""

    words: dict[str, Entry] = field(default_factory=dict)
    nouns: dict[str, Entry] = field(default_factory=dict)
    verbs: dict[str, Entry] = field(default_factory=dict)
    boosters: dict[str, float] = field(default_factory=dict)
    negators: set[str] = field(default_factory=set)
    phrases: dict[str, list[Phrase]] = field(default_factory=dict)


def turkish_lexicon() -> Lexicon:
    """Read the Turkish word list; ValueError on an unknown kind."""
    lexicon = Lexicon()
    for kind, stem, *numbers in read_rows("turkish_lexicon.tsv"):
        if kind == "s":
            lexicon.negators.add(stem)
            continue
        weight = float(numbers[0])
        if kind == "b":
            lexicon.boosters[stem] = weight
            continue
        entry = Entry(
            weight,
            float(numbers[1]) if len(numbers) > 1 else weight if kind == "p" else NEGATED_SHARE * weight,
        )
        if kind == "p":
            first, *rest = stem.split(" ")
            lexicon.phrases.setdefault(first, []).append((tuple(rest), entry))
        elif kind == "n":
            lexicon.nouns[stem] = entry
        elif kind == "v":
            lexicon.verbs[stem] = entry
        elif kind == "w":
            lexicon.words[stem] = entry
        else:
            raise ValueError(f"unknown kind {kind!r} in the Turkish word list")
    return lexicon


def emoji_weights() -> dict[str, float]:
    """Read what emoji and emoticons weigh, from -3 to 3."""
    weights: dict[str, float] = {}
    for weight, signs in read_rows("emoji.tsv"):
        for sign in signs.split() if " " in signs else signs:
            weights[sign] = float(weight)
    return weights
