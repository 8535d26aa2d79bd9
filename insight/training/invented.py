"""Invented comments to brands: what the pool has too few of, short questions above all.

The pool's short texts are subtitles and tweets. Comments to brands are shorter still and often ask: they are
put together here from what is asked about and how, and from the words of praise and complaint on the lists.
"""

from __future__ import annotations

from collections.abc import Iterator

from meydan.insight.language import TURKISH
from meydan.insight.resources import read_rows
from meydan.insight.sentiment.lexicons import Entry, turkish_lexicon
from meydan.insight.training.rows import LABELS, Row

SOURCE = "invented"
STRONG = 1.2
"""The weight from which a listed word says what a comment is by itself."""
NEGATIVE, _, POSITIVE = range(len(LABELS))
SAID = ("{0}", "çok {0}", "{1} {0}", "{1} çok {0}")
DENIED = ("{0} değil", "{1} hiç {0} değildi")
DID = ("dim", "dik", "iyorum")
DID_NOT = ("medim", "madim", "miyorum")


def invent(language: str) -> list[Row]:
    """Invent comments in one language; always the same ones."""
    listed = [(kind, text) for lang, kind, text in read_rows("invented.tsv") if lang == language]
    things = [text for kind, text in listed if kind == "thing"]
    texts: dict[str, int] = {}
    for kind, text in listed:
        if kind in LABELS:
            filled = [text.format(thing) for thing in things] if "{}" in text else [text]
            texts.update(dict.fromkeys(filled, LABELS.index(kind)))
    if language == TURKISH:
        texts.update(_from_the_list(things))
    return [Row(text, label, SOURCE) for text, label in texts.items()]


def _from_the_list(things: list[str]) -> Iterator[tuple[str, int]]:
    """Say what the Turkish word list praises or complains of, and deny it."""
    lexicon = turkish_lexicon()
    for place, (stem, entry) in enumerate({**lexicon.nouns, **lexicon.words}.items()):
        thing = things[place % len(things)]
        yield from _labelled([frame.format(stem, thing) for frame in SAID], entry.weight)
        if _strong(entry):
            yield from _labelled([frame.format(stem, thing) for frame in DENIED], entry.negated)
    for stem, entry in lexicon.verbs.items():
        yield from _labelled([stem + ending for ending in DID], entry.weight)
        yield from _labelled([stem + ending for ending in DID_NOT], -entry.weight)


def _strong(entry: Entry) -> bool:
    return abs(entry.weight) >= STRONG


def _labelled(texts: list[str], weight: float) -> Iterator[tuple[str, int]]:
    if abs(weight) >= STRONG:
        for text in texts:
            yield text, POSITIVE if weight > 0 else NEGATIVE
