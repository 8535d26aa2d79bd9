"""Texts of one language: what is known of each word is looked up once, for all that is asked of a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from itertools import compress, count
from typing import Any, Protocol

from meydan.insight.analysis import Analysis
from meydan.insight.forms import plain_form
from meydan.insight.memory import REMEMBERED, Memory
from meydan.insight.offence import TurkishOffence
from meydan.insight.sentiment.verdict import Verdict
from meydan.insight.sight import Columns, Known, Words
from meydan.insight.signals import RAISED_AT, SignalRules, Signals


class Judge(Protocol):
    """Whoever judges the tone of a text."""

    def lists(self, form: str) -> bool:
        """Tell whether a word is worth a closer look."""
        ...

    def examine(self, form: str) -> Known:
        """Say what is known of one form; pure, so that it may be remembered."""
        ...

    def judge(self, words: Words, *, asks: bool, rude: float) -> Verdict:
        """Judge one text, knowing whether it asks and how rude it is."""
        ...

    def clues(self, words: Words) -> Sequence[tuple[float, str]]:
        """Say what the rules weigh in one text, praise above zero, in its order and as it stands there."""
        ...


class Monolingual:
    """Analyses texts of one language; may be shared between threads.

    What is known of a word is remembered, so a stream of comments is analysed faster than its first texts.
    """

    def __init__(
        self,
        language: str,
        judge: Judge,
        offence: TurkishOffence | None = None,
        *,
        remembered: int = REMEMBERED,
    ) -> None:
        self._language = language
        self._signals = SignalRules(language)
        self._judge = judge
        self._offence = offence
        self._known = Memory(self._examine, remembered).__getitem__
        self._width = len(judge.examine(""))
        self._nothing: Columns = [()] * len(self._examine(""))

    def learn(self, tokens: Iterable[str]) -> None:
        """Find out about words that are about to be asked for."""
        for token in set(tokens):
            self._known(token)

    def judged_by(self, judge: Judge) -> Monolingual:
        """The same, with a judge who says the same of each word; what is remembered of words is shared."""
        other = copy(self)
        other._judge = judge
        return other

    def analyse(self, text: str, tokens: Sequence[str]) -> Analysis:
        """Analyse one sanitised text, given with its tokens."""
        words, insulting, signals = self._read(text, tokens)
        asks, rude, reasons = signals.question >= RAISED_AT, signals.offensive, signals.reasons
        offends = rude >= RAISED_AT
        if self._offence is not None and not offends:
            insults = self._offence.judge(words._replace(listed=(), said=insulting), rude)
            if insults is not None:
                offends, reasons = True, (*reasons, *[("offensive", word) for word in insults])
        verdict = self._judge.judge(words, asks=asks, rude=rude)
        return Analysis(
            self._language,
            verdict.sentiment,
            verdict.score,
            verdict.confidence,
            asks,
            signals.urgent >= RAISED_AT,
            offends,
            signals.spam >= RAISED_AT,
            verdict.words,
            reasons,
        )

    def hand_over(self, text: str, tokens: Sequence[str]) -> tuple[Words, bool, float]:
        """Say what the judge of a text is given: its words, whether it asks, how rude it is."""
        words, _, signals = self._read(text, tokens)
        return words, signals.question >= RAISED_AT, signals.offensive

    def _read(self, text: str, tokens: Sequence[str]) -> tuple[Words, Columns, Signals]:
        """A text's words with what the judge knows of them, what is known of their offence, its signals."""
        columns: Sequence[Any] = [*zip(*map(self._known, tokens), strict=True)] or self._nothing
        forms, for_signals, for_tone, *said = columns
        signals = self._signals.read(text, tokens, forms, compress(count(), for_signals))
        listed = [*compress(count(), for_tone)]
        width = self._width
        return Words(text, tokens, forms, listed, said[:width]), said[width:], signals

    def clues(self, text: str, tokens: Sequence[str]) -> Sequence[tuple[float, str]]:
        """Say what the rules weigh in one text, praise above zero, in its order and as it stands there."""
        known = [*map(self._known, tokens)]
        listed = [at for at, (_, _, for_tone, *_) in enumerate(known) if for_tone]
        return self._judge.clues(Words(text, tokens, [form for form, *_ in known], listed))

    def _examine(self, token: str) -> tuple[Any, ...]:
        """Say what is known of one token: its form, whether signals and tone look at it, what models say."""
        form = plain_form(token)
        if form == token:
            form = token  # most are: one string instead of two
        insults = self._offence.examine(form) if self._offence else ()
        begins = self._signals.lists(token, form)
        return form, begins, self._judge.lists(form), *self._judge.examine(form), *insults
