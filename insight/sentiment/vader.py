"""VADER's compound score at a fraction of its cost: the same rules, with a memory of the words seen."""

from __future__ import annotations

import string
from typing import NamedTuple

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    C_INCR,
    N_SCALAR,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
    normalize,
    scalar_inc_dec,
)

from meydan.insight.memory import Memory

REACH = 3
"""How many words before a listed word change its valence."""
DAMPED = (1.0, 0.95, 0.9)
LONG = 5000
SHORT = 2
"""Words this short keep their punctuation, since they may be emoticons."""

_NEGATIONS = frozenset(NEGATE)
_HINTS = frozenset(("no", "or", "nor", "least", "never", "so", "this", "without", "doubt"))
"""Words that the rules for a listed word ask for by name."""


class _Token(NamedTuple):
    item: str
    lowered: str
    valence: float | None
    shouted: bool
    booster: bool
    negates: bool
    hints: bool
    """The word may change what a listed word near it says."""


class Vader:
    """vaderSentiment's word list and rules; may be shared between threads."""

    def __init__(self) -> None:
        self._vader = SentimentIntensityAnalyzer()
        self._emoji = frozenset(sign for sign in self._vader.emojis if len(sign) == 1)
        # One word of each tells that it may be near, and the longest are the rarest.
        self._hints = _HINTS | {max(idiom.split(), key=len) for idiom in (*SPECIAL_CASES, *BOOSTER_DICT)}
        self._look_up = Memory(self._examine).__getitem__

    def compound(self, text: str) -> tuple[float, list[tuple[float, str]]]:
        """Score one text from -1 to 1 as vaderSentiment does, and say the valence of each listed word."""
        if not text.isascii() and not self._emoji.isdisjoint(text):
            text = self._describe_emoji(text)
        tokens = [*map(self._look_up, text.split())]
        listed = [(at, token.valence) for at, token in enumerate(tokens) if token.valence is not None]
        if not listed:
            return 0.0, []
        valences = [0.0] * len(tokens)
        found: list[tuple[float, str]] = []
        mixed: bool | None = None
        for at, valence in listed:
            token = tokens[at]
            if token.booster:
                continue
            if token.lowered == "kind" and at + 1 < len(tokens) and tokens[at + 1].lowered == "of":
                continue
            near = tokens[max(0, at - REACH) : at + REACH]
            said = valence
            if token.shouted or True in [other.hints for other in near]:
                if mixed is None:
                    mixed = 0 < sum([one.shouted for one in tokens]) < len(tokens)
                said = self._valence(tokens, at, valence, mixed)
            valences[at] = said
            found.append((said, token.item))
        if not found:
            return 0.0, found
        if "but" in text.lower():
            lowered = [token.lowered for token in tokens]
            valences = self._but_check(lowered, valences)
        total = float(sum(valences))
        emphasis = self._vader._punctuation_emphasis(text)
        if total > 0:
            total += emphasis
        elif total < 0:
            total -= emphasis
        return round(normalize(total), 4), found

    def _valence(self, tokens: list[_Token], at: int, valence: float, mixed_case: bool) -> float:
        listed = valence
        word = tokens[at]
        before = [token.lowered for token in reversed(tokens[max(0, at - REACH) : at])]
        if word.lowered == "no" and at + 1 < len(tokens) and tokens[at + 1].valence is not None:
            valence = 0.0
        if "no" in before[:2] or (before[2:] == ["no"] and before[0] in ("or", "nor")):
            valence = listed * N_SCALAR
        if word.shouted and mixed_case:
            valence += C_INCR if valence > 0 else -C_INCR
        for back in range(len(before)):
            earlier = tokens[at - back - 1]
            if earlier.valence is not None:
                continue
            if earlier.booster:
                valence += scalar_inc_dec(earlier.item, valence, mixed_case) * DAMPED[back]
            valence = _negate(valence, before, back, earlier.negates)
            if back == REACH - 1:
                window = [token.lowered for token in tokens[at - REACH : at + REACH]]
                valence = self._vader._special_idioms_check(valence, window, REACH)
        if (
            before[:1] == ["least"]
            and tokens[at - 1].valence is None
            and before[1:2] not in (["at"], ["very"])
        ):
            valence *= N_SCALAR
        return valence

    def _but_check(self, lowered: list[str], valences: list[float]) -> list[float]:
        """Let what stands before the first `but` count half, and what stands after it half as much again."""
        if len(lowered) <= LONG:
            return self._vader._but_check(lowered, valences)  # type: ignore[no-any-return]
        # Theirs looks each valence up among all others; of so many words that takes seconds.
        if "but" not in lowered:
            return valences
        at = lowered.index("but")
        return [
            *(0.5 * valence for valence in valences[:at]),
            *valences[at : at + 1],
            *(1.5 * valence for valence in valences[at + 1 :]),
        ]

    def _describe_emoji(self, text: str) -> str:
        """Replace each emoji by its description, with a blank before it where VADER puts one."""
        described: list[str] = []
        after_blank = True
        for character in text:
            description = self._vader.emojis.get(character)
            if description is None:
                described.append(character)
                after_blank = character == " "
            else:
                described.append(description if after_blank else f" {description}")
                after_blank = False
        return "".join(described)

    def _examine(self, token: str) -> _Token:
        stripped = token.strip(string.punctuation)
        item = token if len(stripped) <= SHORT else stripped
        lowered = item.lower()
        booster = lowered in BOOSTER_DICT
        negates = lowered in _NEGATIONS or "n't" in lowered
        hints = booster or negates or lowered in self._hints
        valence = self._vader.lexicon.get(lowered)
        return _Token(item, lowered, valence, item.isupper(), booster, negates, hints)


def _negate(valence: float, before: list[str], back: int, negates: bool) -> float:
    """Apply the negation at `before[back]`, where `before[0]` is the word just before the listed one."""
    if back == 1:
        if before[1] == "never" and before[0] in ("so", "this"):
            return valence * 1.25
        if before[1] == "without" and before[0] == "doubt":
            return valence
    elif back == 2:
        if (before[2] == "never" and before[1] in ("so", "this")) or before[0] in ("so", "this"):
            return valence * 1.25
        if before[2] == "without" and "doubt" in before[:2]:
            return valence
    return valence * N_SCALAR if negates else valence
