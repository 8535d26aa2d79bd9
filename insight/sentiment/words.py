"""What is known of one Turkish word by itself: its stem's weight, its suffixes, its part in a sentence."""

from __future__ import annotations

import re
from typing import NamedTuple

from meydan.insight.forms import Heads, is_word
from meydan.insight.sentiment.lexicons import Entry, Lexicon, Phrase, emoji_weights, turkish_lexicon

SHORT_STEM = 4
SHORTEST_HEAD = 3

# -me/-ma before a tense, a person, -den, -yen or -se: the verb is negative. The infinitive -mek is not.
_NEGATIVE = r"m(?:[ea](?:d[iu]|m[iu]s|y[ei]|y[au]|s[ea]|z|d[ea]n|l[iu]|yin|m$)|[iu]yo|[ea]m$|[ea]z|yo)"
_NEGATED_STEM = re.compile(rf"(?:[iu]?[lnt]|[dt]?[iu]r|[iu]s)?(?:y?[ea](?:bil)?)?{_NEGATIVE}")
_NEGATED_VERB = re.compile(rf"[a-z]{{2,}}?{_NEGATIVE}")
_WITHOUT = re.compile(r"s[iu]z(?!in)")
_NOUN_SUFFIX = re.compile(
    r"(?:l[ea]r)?(?:[iu]m|[iu]n|s?[iu]|[iu]m[iu]z|[iu]n[iu]z)?"
    r"(?:n?[dt][ea]n?|[yn]?[ea]|n?[iu]n|y?[iu]|y?l[ea])?"
    r"(?:[dt][iu]r|y?[dt][iu][mk]?|y?m[iu]s|y?s[ea])?"
    r"|s[iu]n(?:[iu]z)?|y?[iu]z|c[ea]|[ld][iu].*"
)
_CLITIC = re.compile(r"m[iu](?:s[iu]n(?:[iu]z)?|y[iu]m|y[iu]z|d[iu]r|yd[iu]\w*)?")
_UNIT_STEMS = ("gun", "hafta", "ay", "saat", "dakika", "dk", "yil")
_UNIT = re.compile(rf"(?:{'|'.join(_UNIT_STEMS)})(\w*)")
_NEGATION_LETTERS = "aem"
_SINCE = re.compile(r"(?:l[ea]r)?d[iu]r|[dt][ea]n|oldu|gect")


class Word(NamedTuple):
    """What the rules know of one token alone."""

    form: str
    entry: Entry | None = None
    negated: bool = False
    booster: float = 0.0
    negator: bool = False
    denies: bool = False
    phrases: tuple[Phrase, ...] = ()
    clitic: bool = False
    stop: bool = False
    unit: bool = False
    since: bool = False


class Vocabulary:
    """Examines words against the lexicon."""

    def __init__(self) -> None:
        self._lexicon: Lexicon = turkish_lexicon()
        self._emoji = emoji_weights()
        lexicon = self._lexicon
        stems = {*lexicon.nouns, *lexicon.verbs, *lexicon.phrases, *_UNIT_STEMS}
        short = {stem for stem in stems if len(stem) < SHORTEST_HEAD}
        longer = {f"{stem}{letter}" for stem in short for letter in _NEGATION_LETTERS}
        self.heads = Heads(stems - short | longer, (*short, *lexicon.words, *self._emoji))
        self._lengths: dict[str, list[int]] = {}
        for stem in sorted(stems, key=len, reverse=True):
            lengths = self._lengths.setdefault(stem[:SHORT_STEM], [])
            if len(stem) not in lengths:
                lengths.append(len(stem))

    def examine(self, form: str) -> Word:
        """Say what the rules know of one form."""
        weight = self._emoji.get(form)
        if weight is not None:
            return Word(form, Entry(weight, weight))
        lexicon = self._lexicon
        if form.isdigit():
            return Word(form, phrases=tuple(lexicon.phrases.get(form, ())))
        if not is_word(form):
            return Word(form, stop=True)
        entry, negated, phrases = self._stem(form)
        unit = _UNIT.fullmatch(form) if form.startswith(_UNIT_STEMS) else None
        return Word(
            form,
            entry,
            negated,
            lexicon.boosters.get(form, 0.0),
            form in lexicon.negators,
            "m" in form and _NEGATED_VERB.match(form) is not None,
            phrases,
            form[0] == "m" and _CLITIC.fullmatch(form) is not None,
            unit=unit is not None,
            since=_SINCE.match(unit[1] if unit else form) is not None,
        )

    def _lengths_of(self, form: str) -> list[int]:
        """How long the stems may be that a form begins with, the longest first."""
        size = len(form)
        lengths = [length for length in self._lengths.get(form[:SHORT_STEM], ()) if length <= size]
        lengths += [short for short in (3, 2) if short < size and form[:short] in self._lengths]
        return lengths

    def _stem(self, folded: str) -> tuple[Entry | None, bool, tuple[Phrase, ...]]:
        """Find the longest listed stem, whether suffixes negate it, and the phrases it begins."""
        lexicon = self._lexicon
        entry = lexicon.words.get(folded)
        negated = False
        phrases: tuple[Phrase, ...] = ()
        size = len(folded)
        for length in self._lengths_of(folded):
            stem = folded[:length]
            if stem in lexicon.phrases and (length == size or length >= SHORT_STEM):
                phrases += tuple(lexicon.phrases[stem])
            if entry is None:
                if stem in lexicon.nouns:
                    rest = folded[length:]
                    without = _WITHOUT.match(rest) is not None
                    if without or length > SHORT_STEM or _NOUN_SUFFIX.fullmatch(rest):
                        entry = lexicon.nouns[stem]
                        negated = without or _NEGATED_STEM.match(rest) is not None
                elif stem in lexicon.verbs:
                    negated = _NEGATED_STEM.match(folded[length:]) is not None
                    if negated or lexicon.verbs[stem].weight:
                        entry = lexicon.verbs[stem]
        return entry, negated and entry is not None, phrases
