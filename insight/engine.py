"""The one analyser: a text in, its language, tone and signals out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from meydan.insight.analysis import Analysis
from meydan.insight.forms import plain_forms
from meydan.insight.language import ENGLISH, TURKISH, LanguageGuesser
from meydan.insight.sentiment.emoji import Emoji
from meydan.insight.sentiment.english import English
from meydan.insight.sentiment.turkish import Turkish
from meydan.insight.signals import RAISED_AT, SignalRules
from meydan.insight.tokens import tokenise


@lru_cache(maxsize=1)
def shared_analyser() -> Analyser:
    """The analyser of this process, made when it is first asked for: reading the word lists takes 0.1 s."""
    return Analyser()


class Analyser:
    """Analyses texts. It reads its word lists once, when made, and may be shared between threads.

    What is known of a word is remembered, so a stream of comments is analysed faster than its first texts.
    """

    def __init__(self) -> None:
        self._language = LanguageGuesser()
        self._signals = SignalRules()
        self._english = English()
        self._turkish = Turkish()
        self._emoji = Emoji()

    def analyse(self, text: str) -> Analysis:
        """Analyse one sanitised text; the same text always gives the same answer."""
        tokens = tokenise(text)
        forms = plain_forms(tokens)
        lang = self._language.guess(tokens)
        signals = self._signals.read(tokens, forms, lang)
        question = signals.question >= RAISED_AT
        if lang == TURKISH:
            verdict = self._turkish.judge(tokens, forms, asks=question, rude=signals.offensive)
        elif lang == ENGLISH:
            verdict = self._english.judge(text, tokens, forms, asks=question, rude=signals.offensive)
        else:
            verdict = self._emoji.judge(tokens)
        return Analysis(
            lang,
            verdict.sentiment,
            verdict.score,
            verdict.confidence,
            question,
            signals.urgent >= RAISED_AT,
            signals.offensive >= RAISED_AT or verdict.offends > 0,
            signals.spam >= RAISED_AT,
            verdict.words,
        )

    def analyse_many(self, texts: Iterable[str]) -> list[Analysis]:
        """Analyse texts in order; equal texts are analysed once."""
        seen: dict[str, Analysis] = {}
        analyses = []
        for text in texts:
            analysis = seen.get(text)
            if analysis is None:
                analysis = seen[text] = self.analyse(text)
            analyses.append(analysis)
        return analyses
