"""Fits linear models on sparse pieces of words and a few dense values, with L-BFGS.

A source that knows no neutral must not teach what neutral is: its rows only say whether a text is rather
positive or rather negative, so for them the softmax runs over these two. Without that, whatever such a source
looks like (handles and links, for tweets) would count as evidence against neutral everywhere.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

STEPS = 60
SOURCE_POWER = -0.3
"""A row of a source of n rows weighs n to this power: 0 counts rows, -1 counts sources."""
NEVER = -1e9


class Fitted(NamedTuple):
    """Weights, a row for each column of the matrix and a column for each outcome, and the biases."""

    weights: Floats
    bias: Floats

    def odds(self, matrix: csr_matrix) -> Floats:
        """Odds of every outcome for each row."""
        return np.asarray(matrix @ self.weights + self.bias, dtype=np.float32)


def fit(matrix: csr_matrix, labels: Ints, weights: Floats, masked: Flags, penalty: float) -> Fitted:
    """Fit a softmax over three classes; rows that are `masked` choose between the first and the last only.

    `penalty` is the L2 penalty for weights that add up to one. What comes out are odds of the first and of
    the last class, against the middle one.
    """
    classes = 3
    every = matrix.shape[1]
    used = np.flatnonzero(matrix.getnnz(axis=0))
    matrix = matrix[:, used].tocsr()
    chosen = np.zeros((len(labels), classes), dtype=np.float32)
    chosen[np.arange(len(labels)), labels] = 1
    barred = np.where(masked, NEVER, 0).astype(np.float32)
    share = (weights / weights.sum())[:, None].astype(np.float32)
    columns = matrix.shape[1]
    turned = matrix.T.tocsr()

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        slopes = point[: columns * classes].reshape(columns, classes).astype(np.float32)
        odds = matrix @ slopes + point[columns * classes :].astype(np.float32)
        odds[:, 1] += barred
        odds -= odds.max(axis=1, keepdims=True)
        raised = np.exp(odds)
        total = raised.sum(axis=1, keepdims=True)
        error = (raised / total - chosen) * share
        cost = -float((share * chosen * (odds - np.log(total))).sum(dtype=np.float64))
        cost += 0.5 * penalty * float((slopes * slopes).sum(dtype=np.float64))
        slope = turned @ error + penalty * slopes
        return cost, np.concatenate([slope.ravel(), error.sum(axis=0)]).astype(np.float64)

    found: Any = minimize(
        loss,
        np.zeros(columns * classes + classes),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": STEPS, "maxcor": 6},
    )
    slopes = found.x[: columns * classes].reshape(columns, classes)
    bias = found.x[columns * classes :]
    weights_of_all = np.zeros((every, classes - 1), dtype=np.float32)
    weights_of_all[used] = slopes[:, [0, 2]] - slopes[:, [1]]
    return Fitted(
        weights_of_all,
        np.asarray(bias[[0, 2]] - bias[1], dtype=np.float32),
    )


def fit_two(matrix: csr_matrix, labels: Ints, weights: Floats, penalty: float) -> Fitted:
    """Fit a logistic regression; what comes out are the odds of label 1."""
    both = fit(matrix, labels * 2, weights, np.ones(len(labels), dtype=bool), penalty)
    return Fitted(both.weights[:, [1]] - both.weights[:, [0]], both.bias[[1]] - both.bias[[0]])


def balanced(labels: Ints, sources: NDArray[np.object_], masked: Flags) -> Floats:
    """Weigh rows: large sources count less than their size, and each class as much as the others.

    Among rows that know no neutral the two classes are balanced by themselves.
    """
    weights = np.ones(len(labels))
    for source in set(sources):
        mine = sources == source
        weights[mine] = mine.sum() ** SOURCE_POWER
    for group in (masked, ~masked):
        total = weights[group].sum()
        for label in set(labels[group].tolist()):
            mine = group & (labels == label)
            weights[mine] *= total / weights[mine].sum()
    return weights.astype(np.float32)
