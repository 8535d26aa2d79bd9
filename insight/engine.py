"""The one analyser: a text in, its language, tone and signals out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from meydan.insight.analysis import Analysis
from meydan.insight.language import ENGLISH, OTHER, TURKISH, UNDETERMINED, LanguageGuesser
from meydan.insight.linear import LinearModel
from meydan.insight.monolingual import Monolingual
from meydan.insight.offence import TurkishOffence
from meydan.insight.sentiment.emoji import Emoji
from meydan.insight.sentiment.english import EnglishRules
from meydan.insight.sentiment.tone import Tone
from meydan.insight.sentiment.turkish import TurkishRules
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
        self._language = LanguageGuesser()
        turkish = Tone(TurkishRules(), LinearModel(read_weights("turkish.npz")))
        english = Tone(EnglishRules(), LinearModel(read_weights("english.npz")))
        self._languages = {
            TURKISH: Monolingual(TURKISH, turkish, TurkishOffence()),
            ENGLISH: Monolingual(ENGLISH, english),
            OTHER: Monolingual(OTHER, Emoji()),
            UNDETERMINED: Monolingual(UNDETERMINED, Emoji()),
        }

    def analyse(self, text: str) -> Analysis:
        """Analyse one sanitised text; the same text always gives the same answer."""
        tokens = tokenise(text)
        return self._languages[self._language.guess(tokens)].analyse(text, tokens)

    def clues(self, text: str) -> Sequence[tuple[float, str]]:
        """Say what the rules weigh in a text, praise above zero, in its order and as it stands there."""
        tokens = tokenise(text)
        return self._languages[self._language.guess(tokens)].clues(text, tokens)

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
