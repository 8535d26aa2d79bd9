"""The one analyser: a text in, its language, tone and signals out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import lru_cache
from itertools import chain, compress, islice

from meydan.insight.analysis import NEGATIVE, NEUTRAL, POSITIVE, Analysis
from meydan.insight.language import ENGLISH, OTHER, TURKISH, UNDETERMINED, LanguageGuesser
from meydan.insight.linear import LinearModel
from meydan.insight.memory import REMEMBERED
from meydan.insight.monolingual import Monolingual
from meydan.insight.offence import TurkishOffence
from meydan.insight.sentiment.brand import BrandModel, Correction, Lesson, learn
from meydan.insight.sentiment.emoji import Emoji
from meydan.insight.sentiment.english import EnglishRules
from meydan.insight.sentiment.phrases import Phrase, PhraseBook
from meydan.insight.sentiment.tone import Tone
from meydan.insight.sentiment.turkish import TurkishRules
from meydan.insight.sight import Rules
from meydan.insight.tokens import tokenise
from meydan.insight.weights import read_weights

TAUGHT = (TURKISH, ENGLISH)
"""The languages whose analysis learns from corrections."""
TONES = (NEGATIVE, NEUTRAL, POSITIVE)
TOGETHER = 200
"""So many texts are cut, then told by language, then their new words looked up, then each is judged."""


@lru_cache(maxsize=1)
def shared_analyser() -> Analyser:
    """The analyser of this process, made when it is first asked for: reading the word lists takes 0.1 s."""
    return Analyser()


class Analyser:
    """Analyses texts. It reads its word lists once, when made, and may be shared between threads.

    What is known of a word is remembered, so a stream of comments is analysed faster than its first texts:
    of at most twice `remembered` words in each language, at 0.5 KB a word.
    """

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._language = LanguageGuesser(remembered)
        self._models = {
            TURKISH: LinearModel(read_weights("turkish.npz")),
            ENGLISH: LinearModel(read_weights("english.npz")),
        }
        rules: dict[str, Rules] = {TURKISH: TurkishRules(), ENGLISH: EnglishRules()}
        self._tones = {language: Tone(rules[language], model) for language, model in self._models.items()}
        self._languages = {
            TURKISH: Monolingual(TURKISH, self._tones[TURKISH], TurkishOffence(), remembered=remembered),
            ENGLISH: Monolingual(ENGLISH, self._tones[ENGLISH], remembered=remembered),
            OTHER: Monolingual(OTHER, Emoji()),
            UNDETERMINED: Monolingual(UNDETERMINED, Emoji()),
        }
        self._phrases: PhraseBook | None = None

    def analyse(self, text: str) -> Analysis:
        """Analyse one sanitised text; the same text always gives the same answer."""
        tokens = tokenise(text)
        analysis = self._languages[self._language.guess(tokens)].analyse(text, tokens)
        return analysis if self._phrases is None else self.settled(text, analysis)

    def learn(self, language: str, corrections: Iterable[tuple[str, str]]) -> Lesson:
        """Learn what corrections teach: sanitised texts in one of `TAUGHT`, each with its tone, in an order.

        A thousand take a second.
        """
        monolingual, see = self._languages[language], self._tones[language].see
        seen = []
        for text, tone in corrections:
            words, asks, rude = monolingual.hand_over(text, tokenise(text))
            seen.append(Correction(see(words, asks=asks, rude=rude), TONES.index(tone)))
        return learn(self._models[language], seen)

    def taught(self, lessons: Mapping[str, Lesson], phrases: Sequence[Phrase] = ()) -> Analyser:
        """The same analyser with what corrections taught, by language, and with phrases that have a tone.

        Both remember words together.
        """
        other = copy(self)
        other._phrases = PhraseBook(phrases) if phrases else None
        other._languages = self._languages | {
            language: self._languages[language].judged_by(
                self._tones[language].by(BrandModel(self._models[language], lesson))
            )
            for language, lesson in lessons.items()
        }
        return other

    def clues(self, text: str) -> Sequence[tuple[float, str]]:
        """Say what the rules weigh in a text, praise above zero, in its order and as it stands there."""
        language = self._languages[self._language.guess(tokenise(text))]
        if self._phrases is not None:
            text = self._phrases.left(text)
        return language.clues(text, tokenise(text))

    def analyse_many(self, texts: Iterable[str]) -> list[Analysis]:
        """Analyse texts in order; equal texts are analysed once."""
        texts = list(texts)
        distinct = list(dict.fromkeys(texts))
        found = dict(zip(distinct, self.stream(distinct), strict=True))
        return [found[text] for text in texts]

    def stream(self, texts: Iterable[str]) -> Iterator[Analysis]:
        """Analyse texts as they are asked for: `TOGETHER` at a time, since one thing at a time is faster.

        A new text takes a sixth less than `analyse` takes.
        """
        waiting = iter(texts)
        while block := list(islice(waiting, TOGETHER)):
            tokens = [*map(tokenise, block)]
            languages = [self._languages[language] for language in map(self._language.guess, tokens)]
            for language in set(languages):
                language.learn(chain.from_iterable(compress(tokens, [one is language for one in languages])))
            for language, text, pieces in zip(languages, block, tokens, strict=True):
                analysis = language.analyse(text, pieces)
                yield analysis if self._phrases is None else self.settled(text, analysis)

    def settled(self, text: str, analysis: Analysis) -> Analysis:
        """An analysis that was made without this one's phrases, as they have it."""
        if self._phrases is None:
            return analysis
        language = self._languages[analysis.lang]
        return self._phrases.settle(text, analysis, lambda rest: language.analyse(rest, tokenise(rest)))
