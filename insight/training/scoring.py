"""How good answers are: macro-F1, confusion, and whether confidence is as often right as it says."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from meydan.insight.training.fitting import Floats, Ints

CLASSES = 3
BANDS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


class Score(NamedTuple):
    """Macro-F1 over the classes that the labels have, F1 of each class, and the confusion (rows: labels)."""

    macro: float
    each: tuple[float, ...]
    confusion: NDArray[np.int64]


class Band(NamedTuple):
    """Answers of about the same confidence: how many, their mean confidence, how many of them were right."""

    texts: int
    said: float
    right: float


def shares(odds: Floats) -> Floats:
    """Turn odds of negative and positive against neutral into probabilities of the three classes."""
    full = np.stack([odds[:, 0], np.zeros(len(odds), np.float32), odds[:, 1]], axis=1)
    raised = np.exp(full - full.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def score(labels: Ints, answers: Ints, classes: int = CLASSES) -> Score:
    """Score answers; an answer of a class that the labels do not have is simply wrong."""
    confusion = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(confusion, (labels, answers), 1)
    met = confusion.sum(axis=1)
    both = met + confusion.sum(axis=0)
    each = 2 * confusion.diagonal() / np.maximum(both, 1)
    return Score(float(each[met > 0].mean()), tuple(map(float, each)), confusion)


def sureness(labels: Ints, odds: Floats) -> float:
    """Find what to multiply the odds by so that the probabilities of the labels are highest."""
    rows = np.arange(len(labels))
    tried = np.arange(0.3, 1.51, 0.02)
    costs = [-np.log(shares(odds * factor)[rows, labels] + 1e-9).mean() for factor in tried]
    return float(tried[int(np.argmin(costs))])


def reliability(labels: Ints, odds: Floats) -> list[Band]:
    """Group answers by how sure they are."""
    said = shares(odds)
    sure, right = said.max(axis=1), said.argmax(axis=1) == labels
    bands = []
    for low, high in pairwise(BANDS):
        mine = (sure >= low) & (sure < high)
        if mine.any():
            bands.append(Band(int(mine.sum()), float(sure[mine].mean()), float(right[mine].mean())))
    return bands
