"""The one analyser: a text in, its language, tone and signals out."""

from __future__ import annotations

from collections.abc import Iterable

from meydan.insight.analysis import NEUTRAL, Analysis
from meydan.insight.language import ENGLISH, TURKISH, LanguageGuesser
from meydan.insight.sentiment.english import English
from meydan.insight.sentiment.turkish import Turkish
from meydan.insight.sentiment.verdict import Verdict
from meydan.insight.tokens import tokenise


class Analyser:
    """Analyses texts; loads its word lists once, opens nothing else, may be shared between threads."""

    def __init__(self) -> None:
        self._language = LanguageGuesser()
        self._english = English()
        self._turkish = Turkish()

    def analyse(self, text: str) -> Analysis:
        """Analyse one sanitised text; the same text always gives the same answer."""
        tokens = tokenise(text)
        lang = self._language.guess(tokens)
        if lang == TURKISH:
            verdict = self._turkish.judge(tokens)
        elif lang == ENGLISH:
            verdict = self._english.judge(text)
        else:
            verdict = Verdict(NEUTRAL, 0.0, 0.2, ())
        return Analysis(
            lang,
            verdict.sentiment,
            verdict.score,
            verdict.confidence,
            question="?" in text,
            words=verdict.words,
        )

    def analyse_many(self, texts: Iterable[str]) -> list[Analysis]:
        """Analyse texts in order."""
        return [self.analyse(text) for text in texts]
