"""What is fitted on what: the settings that generalised best to sources that were left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from meydan.insight.language import ENGLISH, TURKISH
from meydan.insight.training.fitting import Fitted, Flags, Floats, Ints, balanced, fit, fit_two
from meydan.insight.training.invented import SOURCE
from meydan.insight.training.matrix import BUCKETS, Reader, frequent
from meydan.insight.training.rows import Row, kind
from meydan.insight.training.vectors import meant, vectors


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the model of one language is made.

    `sources` are what it learns from; those in `two_sided` know no neutral; those in `mixed` are left out
    kind by kind, since without them nothing would know it; `weighed` changes what a row of a source counts.
    `penalty` is the L2 penalty; `trust` is the share of the rules in the odds; `meaning` says whether what
    an encoder knows of words is folded in; the last two are shares of the invented comments in all weight.
    """

    name: str
    sources: tuple[str, ...]
    two_sided: tuple[str, ...] = ()
    mixed: tuple[str, ...] = ()
    weighed: tuple[tuple[str, float], ...] = ()
    penalty: float = 3e-5
    trust: float = 0.5
    meaning: bool = False
    invented_for_words: float = 0.05
    invented_for_rules: float = 0.05


RECIPES = {
    TURKISH: Recipe(
        "turkish.npz",
        ("tr_fsmtsad", "tr_cemrifki_twitter"),
        two_sided=("tr_cemrifki_twitter",),
        mixed=("tr_fsmtsad",),
        trust=0.4,
        invented_for_words=0.08,
        invented_for_rules=0.3,
    ),
    ENGLISH: Recipe(
        "english.npz",
        ("en_tweetext", "en_goemotions", "en_vader_snippets", "en_xed"),
        weighed=(("en_xed", 0.3),),
        penalty=1e-4,
        meaning=True,
    ),
}
RULES_PENALTY = 1e-6
OFFENCE_PENALTY = 3e-5
OFFENCE_FROM = 0.8
"""Odds in nats from which a text is called offensive, of classes that count the same.

0.5 gives the best macro-F1 on tweets held back (0.770); a little more costs 0.003 there and spares reviews:
a quarter fewer of them are called so.
"""


class Pool(NamedTuple):
    """Rows of one language, read once: the matrix and, for each row, its label, its source and its kind.

    `meanings` are the vectors of the buckets, where the recipe asks for them.
    """

    matrix: csr_matrix
    labels: Ints
    sources: NDArray[np.object_]
    kinds: NDArray[np.object_]
    meanings: Floats | None = None


def pool(rows: list[Row], reader: Reader, *, meaning: bool = False) -> Pool:
    """Read rows into a pool."""
    texts = [row.text for row in rows]
    return Pool(
        reader.matrix(texts),
        np.array([row.label for row in rows]),
        np.array([row.source for row in rows], dtype=object),
        np.array([kind(row.text) for row in rows], dtype=object),
        vectors(texts) if meaning else None,
    )


def train(read: Pool, recipe: Recipe, chosen: Flags | None = None) -> Fitted:
    """Fit a recipe on its sources and the invented comments, or on the chosen rows of them.

    Words and rules are fitted apart and their odds added by the recipe's `trust`. Fitted together, the one
    that knows the sources better takes the weight of what holds everywhere from the other.
    """
    mine = np.isin(read.sources, (*recipe.sources, SOURCE))
    if chosen is not None:
        mine &= chosen
    labels, sources = read.labels[mine], read.sources[mine]
    masked = np.isin(sources, recipe.two_sided)
    weights = balanced(labels, sources, masked)
    for source, factor in recipe.weighed:
        weights[sources == source] *= factor
    matrix = read.matrix[mine]
    invented = _with_share(weights, sources == SOURCE, recipe.invented_for_rules)
    rules = fit(matrix[:, BUCKETS:], labels, invented, masked, RULES_PENALTY)
    weights = _with_share(weights, sources == SOURCE, recipe.invented_for_words)
    words = frequent(matrix[:, :BUCKETS])
    if read.meanings is None:
        fitted = fit(words, labels, weights, masked, recipe.penalty)
        slopes = fitted.weights
    else:
        wider = hstack([words, meant(matrix[:, :BUCKETS], read.meanings)]).tocsr()
        fitted = fit(wider, labels, weights, masked, recipe.penalty)
        slopes = fitted.weights[:BUCKETS] + read.meanings @ fitted.weights[BUCKETS:]
    trust = np.float32(recipe.trust)
    return Fitted(
        np.vstack([(1 - trust) * slopes, trust * rules.weights]),
        (1 - trust) * fitted.bias + trust * rules.bias,
    )


def train_offence(read: Pool, chosen: Flags | None = None) -> Fitted:
    """Fit what tells offensive texts from others; from 0 on they are called so."""
    mine = np.ones(len(read.labels), dtype=bool) if chosen is None else chosen
    labels = read.labels[mine]
    fitted = fit_two(frequent(read.matrix[mine]), labels, _even(labels), OFFENCE_PENALTY)
    return Fitted(fitted.weights, fitted.bias - np.float32(OFFENCE_FROM))


def _with_share(weights: Floats, chosen: Flags, share: float) -> Floats:
    """Change the weights of chosen rows so that they have a share of all weight."""
    changed = weights.copy()
    if chosen.any():
        changed[chosen] *= share / (1 - share) * weights[~chosen].sum() / weights[chosen].sum()
    return changed


def _even(labels: Ints) -> Floats:
    counts = np.bincount(labels, minlength=2)
    return (1 / counts[labels]).astype(np.float32)
