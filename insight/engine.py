"""The one analyser: a text in, its language, tone and signals out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from meydan.insight.analysis import Analysis
from meydan.insight.forms import plain_form
from meydan.insight.language import ENGLISH, TURKISH, LanguageGuesser
from meydan.insight.linear import LinearModel
from meydan.insight.memory import Memory
from meydan.insight.offence import TurkishOffence
from meydan.insight.sentiment.emoji import Emoji
from meydan.insight.sentiment.english import EnglishRules
from meydan.insight.sentiment.tone import Tone
from meydan.insight.sentiment.turkish import TurkishRules
from meydan.insight.signals import RAISED_AT, SignalRules
from meydan.insight.tokens import tokenise
from meydan.insight.weights import read_weights


@lru_cache(maxsize=1)
def shared_analyser() -> Analyser:
    """The analyser of this process, made when it is first asked for: reading the word lists takes 0.1 s."""
    return Analyser()


class Analyser:
    """Analyses texts. It reads its word lists once, when made, and may be shared between threads.

    What is known of a word is remembered, so a stream of comments is analysed faster than its first texts.
    """

    def __init__(self) -> None:
        self._form_of = Memory(plain_form).__getitem__
        self._language = LanguageGuesser()
        self._signals = SignalRules(self._form_of)
        self._tones = {
            TURKISH: Tone(TurkishRules(), LinearModel(read_weights("turkish.npz"))),
            ENGLISH: Tone(EnglishRules(), LinearModel(read_weights("english.npz"))),
        }
        self._offence = TurkishOffence()
        self._emoji = Emoji()

    def analyse(self, text: str) -> Analysis:
        """Analyse one sanitised text; the same text always gives the same answer."""
        tokens = tokenise(text)
        forms = [*map(self._form_of, tokens)]
        lang = self._language.guess(tokens)
        signals = self._signals.read(tokens, forms, lang)
        question = signals.question >= RAISED_AT
        rude = signals.offensive
        offends, reasons = rude >= RAISED_AT, signals.reasons
        if lang == TURKISH and not offends:
            insults = self._offence.judge(tokens, forms, rude)
            if insults is not None:
                offends, reasons = True, (*reasons, *[("offensive", word) for word in insults])
        tone = self._tones.get(lang)
        if tone is None:
            verdict = self._emoji.judge(tokens)
        else:
            verdict = tone.judge(text, tokens, forms, asks=question, rude=rude)
        return Analysis(
            lang,
            verdict.sentiment,
            verdict.score,
            verdict.confidence,
            question,
            signals.urgent >= RAISED_AT,
            offends,
            signals.spam >= RAISED_AT,
            verdict.words,
            reasons,
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
