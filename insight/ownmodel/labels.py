"""Which tone each label of a model means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from meydan.insight.analysis import NEGATIVE, NEUTRAL, POSITIVE
from meydan.insight.ownmodel.problem import ModelProblem
from meydan.insight.text import fold

NAMES = {
    NEGATIVE: ("negative", "neg", "negatif", "olumsuz"),
    NEUTRAL: ("neutral", "neu", "notr", "notral", "yansiz", "tarafsiz", "mixed", "karisik"),
    POSITIVE: ("positive", "pos", "pozitif", "olumlu"),
}
DEGREES = ("very", "cok", "extremely", "slightly", "somewhat", "biraz")
"""Words before a name that make it stronger or weaker, not another."""
BY_COUNT = {
    2: (NEGATIVE, POSITIVE),
    3: (NEGATIVE, NEUTRAL, POSITIVE),
    5: (NEGATIVE, NEGATIVE, NEUTRAL, POSITIVE, POSITIVE),
}
"""What labels without a name mean by their order, as nearly all models have it; five are stars."""

_NUMBERED = re.compile(r"label[ _-]?(\d+)")
_STARS = re.compile(r"(?:star[ _-]?)?([1-5])(?: ?(?:star(?:\(s\)|s)?|yildiz(?:li)?))?")


def tones_of(labels: Sequence[str], file: str) -> tuple[str, ...]:
    """The tone that each label means. Raises ModelProblem naming the file and the label that says none.

    Known are names in English and Turkish, stars from 1 to 5, and LABEL_0, LABEL_1 ... by their order.
    """
    folded = [fold(label).strip() for label in labels]
    numbered = [int(match[1]) for label in folded if (match := _NUMBERED.fullmatch(label))]
    if numbered and numbered == list(range(len(labels))) and len(labels) in BY_COUNT:
        return BY_COUNT[len(labels)]
    tones = []
    for label, name in zip(folded, labels, strict=True):
        tone = _named(label) or _starred(label)
        if tone is None:
            raise ModelProblem("unknown_label", file=file, label=name[:60])
        tones.append(tone)
    if not {NEGATIVE, POSITIVE} <= set(tones):
        raise ModelProblem("one_sided", file=file, labels=", ".join(labels)[:200])
    return tuple(tones)


def _named(label: str) -> str | None:
    words = re.split(r"[ _-]+", label)
    while words[0] in DEGREES:
        words.pop(0)
        if not words:
            return None
    name = " ".join(words)
    return next((tone for tone, names in NAMES.items() if name in names), None)


def _starred(label: str) -> str | None:
    match = _STARS.fullmatch(label)
    return BY_COUNT[5][int(match[1]) - 1] if match else None
