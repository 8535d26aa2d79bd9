"""What a sentiment analyser says about one text, and how a model's odds become that."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from meydan.insight.analysis import NEGATIVE, NEUTRAL, POSITIVE
from meydan.insight.forms import is_word
from meydan.insight.linear import LinearModel

SHOWN_WORDS = 5
DECIDES_FROM = 0.25
"""What a word must add to the odds to be named as a reason, in nats."""
SATURATION = 9.0


class Verdict(NamedTuple):
    """One of positive, neutral, negative, with a score from -1 to 1 and a confidence from 0 to 1.

    `words` are the words that decided, as they stand in the text; `offends` are the odds that it does (nats).
    """

    sentiment: str
    score: float
    confidence: float
    words: tuple[str, ...]
    offends: float = -math.inf


def saturated(amount: float) -> float:
    """Press an amount into -1 to 1, steep near zero."""
    return amount / math.sqrt(amount * amount + SATURATION)


def decide(
    model: LinearModel,
    tokens: Sequence[str],
    forms: Sequence[str],
    values: Sequence[float],
    pieces: Sequence[tuple[float, str]],
) -> Verdict:
    """Turn plain forms and what the rules found into a verdict; `pieces` are weights and words of the rules.

    The model's first outcomes are negative and positive, each against neutral; a third is offence.
    """
    negative, positive, *others = model.odds(forms, values)
    sureness = model.sureness
    negative, positive = negative * sureness, positive * sureness
    top = max(negative, positive, 0.0)
    shares = math.exp(negative - top), math.exp(-top), math.exp(positive - top)
    total = sum(shares)
    share = max(shares)
    score = round((shares[2] - shares[0]) / total, 4)
    offends = others[0] if others else -math.inf
    if share == shares[1]:
        return Verdict(NEUTRAL, score, round(share / total, 4), (), offends)
    sign = 1 if share == shares[2] else -1
    words = _reasons(model, tokens, forms, pieces, sign)
    return Verdict(POSITIVE if sign > 0 else NEGATIVE, score, round(share / total, 4), words, offends)


def _reasons(
    model: LinearModel,
    tokens: Sequence[str],
    forms: Sequence[str],
    pieces: Sequence[tuple[float, str]],
    sign: int,
) -> tuple[str, ...]:
    """Name what decided: what the rules found, strongest first; where that is nothing, the model's words."""
    found = sorted((-weight * sign, piece) for weight, piece in pieces if weight * sign > 0)
    if not found:
        root = math.sqrt(len(forms))
        for token, form in zip(tokens, forms, strict=True):
            if is_word(form):
                negative, positive, *_ = model.says(form)
                lead = (positive - max(negative, 0.0)) if sign > 0 else (negative - max(positive, 0.0))
                if lead > DECIDES_FROM * root:
                    found.append((-lead, token))
        found.sort()
    return tuple(dict.fromkeys(piece for _, piece in found[:SHOWN_WORDS]))
