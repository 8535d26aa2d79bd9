"""What words of a text are compared by, so that `kargom`, `kargonuz` and `KARGO` are one.

A word is cut after its fifth letter: for Turkish, which puts its endings in a row behind the stem, this finds
as much as a morphological analysis (F5 in Can et al. 2008, "Information retrieval on Turkish texts", JASIST
59(3)), and it does English no harm.
"""

from __future__ import annotations

import re

from meydan.store.folding import words

LENGTH = 5
SHORTEST = 3
MOST = 40
VOWELS = frozenset("aeiou")
NAMES = re.compile(r"https?://\S+|[\w.-]*@[\w.@-]+")
"""Addresses and handles say who and where, not what."""

TURKISH = (
    "acaba ama ancak artik asla aslinda bana bazi belki ben beni benim beri bile bir biraz biri birkac "
    "biz bize bizi bizim boyle boylece bunlar bunlari bunu bunun burada cok cunku daha dahi dan defa "
    "degil den diger diye dolayi eger ekstra elbette evet fakat falan filan gibi gore gunler hala halde "
    "hani hatta hem henuz hep hepsi her herhangi herkes hic hicbir icin ile ilgili ise iste iyi kendi kez "
    "kim kimse lutfen madem merhaba merhabalar mesela misin misiniz musun musunuz nin niye nun ola olan "
    "olarak oldu oldugu olmaz olsa olsun olur olurdu ona once ondan onlar onlari onu onun orada oyle oysa "
    "pek peki ragmen rica sadece sanki selam selamlar sen senin siz size sizi sizin sonra soyle suna sunu "
    "tabi tabii tamam tan tekrar ten tesekkur tesekkurler tum var veya yani yapiyor yine yla yle yok "
    "yoksa zaten"
)
ENGLISH = (
    "about after again all also and any anyone are because been before being but can cannot could did "
    "does doing don down during each even ever every few for from further get got had has have having "
    "hello her here hers him his into isn its just let like many may maybe more most much must nor not "
    "now off once one only other our ours out over own please same she should some such than thank thanks "
    "that the their them then there these they this those through too under until upon very was wasn were "
    "what while who whom will with won would you your yours"
)
"""Words, folded, that say nothing about what a text is about; what asks (where, how) says something."""
STOPPED = frozenset(f"{TURKISH} {ENGLISH}".split())


def stems(text: str) -> tuple[str, ...]:
    """The stems of a text, each once, in its order, at most MOST; numbers and stop words have none."""
    found = dict.fromkeys(
        _stem(word)
        for word in words(NAMES.sub(" ", text))
        if len(word) >= SHORTEST and word not in STOPPED and not word.isdigit()
    )
    return tuple(found)[:MOST]


def _stem(word: str) -> str:
    stem = word[:LENGTH]
    # A short word ends within the five letters: `iade` and `iadeyi`, `süt` and `sütü` are to be one.
    if len(stem) == LENGTH and stem[-1] == "y" and stem[-2] in VOWELS:
        stem = stem[:-1]
    if len(stem) == LENGTH - 1 and stem[-1] in VOWELS and stem[-2] not in VOWELS:
        stem = stem[:-1]
    return stem
