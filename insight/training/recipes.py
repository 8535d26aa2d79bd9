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
    kind by kind, since without them nothing would know it. `penalty` is the L2 penalty. `meaning`: whether
    what an encoder knows of words is folded in.
    """

    name: str
    sources: tuple[str, ...]
    two_sided: tuple[str, ...] = ()
    mixed: tuple[str, ...] = ()
    penalty: float = 3e-5
    meaning: bool = False


RECIPES = {
    TURKISH: Recipe(
        "turkish.npz",
        ("tr_fsmtsad", "tr_cemrifki_twitter"),
        two_sided=("tr_cemrifki_twitter",),
        mixed=("tr_fsmtsad",),
    ),
    ENGLISH: Recipe(
        "english.npz", ("en_tweetext", "en_goemotions", "en_vader_snippets", "en_xed"), meaning=True
    ),
}
OFFENSIVE_PENALTY = 3e-5
INVENTED_SHARE = 0.08
"""How much of all weight the invented comments have."""


class Pool(NamedTuple):
    """Rows of one language, read once: the matrix and, for each row, its label, its source and its kind.

    `meanings` are the vectors of the buckets, where the recipe asks for them.
    """

    matrix: csr_matrix
    labels: Ints
    sources: NDArray[np.object_]
    kinds: NDArray[np.object_]
    meanings: Floats | None = None


def pool(rows: list[Row], language: str, *, meaning: bool = False) -> Pool:
    """Read rows into a pool."""
    texts = [row.text for row in rows]
    return Pool(
        Reader(language).matrix(texts),
        np.array([row.label for row in rows]),
        np.array([row.source for row in rows], dtype=object),
        np.array([kind(row.text) for row in rows], dtype=object),
        vectors(texts) if meaning else None,
    )


def train(read: Pool, recipe: Recipe, chosen: Flags | None = None) -> Fitted:
    """Fit a recipe on its sources and the invented comments, or on the chosen rows of them."""
    mine = np.isin(read.sources, (*recipe.sources, SOURCE))
    if chosen is not None:
        mine &= chosen
    labels, sources = read.labels[mine], read.sources[mine]
    masked = np.isin(sources, recipe.two_sided)
    weights = balanced(labels, sources, masked)
    invented = sources == SOURCE
    if invented.any():
        others = weights[~invented].sum()
        weights[invented] *= INVENTED_SHARE / (1 - INVENTED_SHARE) * others / weights[invented].sum()
    matrix = frequent(read.matrix[mine])
    if read.meanings is None:
        return fit(matrix, labels, weights, masked, recipe.penalty)
    words = read.matrix[mine][:, :BUCKETS]
    fitted = fit(
        hstack([matrix, meant(words, read.meanings)]).tocsr(), labels, weights, masked, recipe.penalty
    )
    slopes, folded = fitted.weights[: matrix.shape[1]].copy(), fitted.weights[matrix.shape[1] :]
    slopes[:BUCKETS] += read.meanings @ folded
    return Fitted(slopes, fitted.bias)


def train_offensive(read: Pool) -> Fitted:
    """Fit what tells offensive texts from others."""
    return fit_two(frequent(read.matrix), read.labels, _even(read.labels), OFFENSIVE_PENALTY)


def joined(sentiment: Fitted, offensive: Fitted) -> Fitted:
    """Put the offensive outcome beside the two of sentiment."""
    return Fitted(
        np.hstack([sentiment.weights, offensive.weights]), np.hstack([sentiment.bias, offensive.bias])
    )


def _even(labels: Ints) -> Floats:
    counts = np.bincount(labels, minlength=2)
    return (1 / counts[labels]).astype(np.float32)
