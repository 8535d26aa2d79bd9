"""What a wave is about: words and pairs of words that its texts have more often than usual."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from meydan.insight.text import fold
from meydan.insight.waves.chance import at_least_of
from meydan.insight.waves.detector import FEWEST_BAD, HOUR, RARE

MOST = 3
SHORTEST = 3
ROOT = 4
"""A word of so many letters that longer ones begin with is theirs too: `iade` is what `iadeyi` is about."""
STEM = 5
"""Otherwise words that agree in so many letters are one (F5 in Can et al. 2008, JASIST 59(3))."""
OFTEN = 0.15
"""A topic is in so many of a wave's texts."""
SURE = 1e-3
SAME = 0.8
"""A gram of whose texts so many hold another gram that shares a word with it says nothing new."""

_NAMES = re.compile(r"https?://\S+|[\w.-]*@[\w.@-]+")
_WORDS = re.compile(r"[^\W\d_]+")

Gram = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A folded word or pair of words, and in how many texts it is."""

    name: str
    count: int


def topics(said: Sequence[str], usual: Sequence[str]) -> tuple[str, ...]:
    """What texts are about, compared with usual ones: at most `MOST` topics, the most frequent first."""
    fewest = max(SHORTEST, OFTEN * len(said))
    found = _found(said, usual, len(said), fewest=fewest, sure=SURE)
    return tuple(topic.name for topic in found[:MOST])


def complaint(bad: Sequence[str], count: int, usual_bad: Sequence[str], usual_count: int) -> Topic | None:
    """A topic that an hour's negative texts share as hardly ever; None where there is none.

    `count` and `usual_count` are all texts of the hour and of usual times, in which the negative ones are.
    Of all that is compared at a time, chance finds one once in `RARE`.
    """
    found = _found(bad, usual_bad, count, fewest=FEWEST_BAD, sure=HOUR / RARE, usual_count=usual_count)
    return found[0] if found else None


def _found(
    said: Sequence[str],
    usual: Sequence[str],
    count: int,
    *,
    fewest: float,
    sure: float,
    usual_count: int | None = None,
) -> list[Topic]:
    """The grams that at least `fewest` texts have, with their chance below `sure`, without repetitions."""
    words = [_words(text) for text in said]
    usual_words = [_words(text) for text in usual]
    stems = _stems(words, usual_words)
    where: dict[Gram, set[int]] = defaultdict(set)
    for number, each in enumerate(words):
        for gram in _grams(each, stems):
            where[gram].add(number)
    frequent = {gram: texts for gram, texts in where.items() if len(texts) >= fewest}
    before = Counter(gram for each in usual_words for gram in _grams(each, stems) if gram in frequent)
    of = len(usual) if usual_count is None else usual_count
    known = {
        gram: texts
        for gram, texts in frequent.items()
        if at_least_of(len(texts), count, before[gram] + 1, of - before[gram] + 1) <= sure / len(frequent)
    }
    names = _names(words, stems)
    return [Topic(" ".join(names[stem] for stem in gram), len(known[gram])) for gram in _telling(known)]


def _words(text: str) -> list[str]:
    return _WORDS.findall(fold(_NAMES.sub(" ", text)))


def _stems(*corpora: Sequence[Sequence[str]]) -> dict[str, str]:
    """The stem of every word, so that the forms of a word are one."""
    vocabulary = {word for corpus in corpora for words in corpus for word in words}
    stems = {}
    for word in vocabulary:
        shorter = (word[:length] for length in range(ROOT, len(word)))
        stems[word] = next((form for form in shorter if form in vocabulary), word)[:STEM]
    return stems


def _grams(words: Sequence[str], stems: Mapping[str, str]) -> Set[Gram]:
    found: set[Gram] = {(stems[word],) for word in words if len(word) >= SHORTEST}
    found.update(
        (stems[one], stems[other])
        for one, other in pairwise(words)
        if len(one) >= SHORTEST and len(other) >= SHORTEST
    )
    return found


def _names(words: Sequence[Sequence[str]], stems: Mapping[str, str]) -> dict[str, str]:
    """How a stem is shown: its most frequent form, of equals the shortest."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for each in words:
        for word in each:
            forms[stems[word]][word] += 1
    return {
        stem: min(counted, key=lambda form: (-counted[form], len(form), form))
        for stem, counted in forms.items()
    }


def _telling(known: Mapping[Gram, Set[int]]) -> list[Gram]:
    told: list[Gram] = []
    for gram in sorted(known, key=lambda gram: (-len(known[gram]), -len(gram), gram)):
        kin = (other for other in told if set(other) & set(gram))
        if all(len(known[gram] & known[other]) < SAME * len(known[gram]) for other in kin):
            told.append(gram)
    return told
