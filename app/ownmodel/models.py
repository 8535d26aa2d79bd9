"""The team's own models at work: one for a language, believed as long as it keeps up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from meydan.app.ownmodel.problems import SLOW, STUMBLES, ModelTrouble
from meydan.app.ownmodel.process import LOADING, ModelProcess, Shares
from meydan.insight.analysis import NEGATIVE, NEUTRAL, POSITIVE, Analysis

AT_ONCE = 16
TONES = (NEGATIVE, NEUTRAL, POSITIVE)
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited for a model, in seconds: for any answer, and for each text more; and to load.

    Who keeps us waiting is left alone for `pause`; `stumbles` texts in a row are a broken model.
    """

    answer: float = 2.0
    text: float = 0.25
    load: float = LOADING
    pause: float = 600.0
    stumbles: int = 8

    def allowed(self, count: int) -> float:
        """The seconds that a model has for some texts."""
        return self.answer + self.text * count


Told = Callable[[str, ModelTrouble | None], None]
"""Hears of a language's model that is set aside, with the trouble, and of one that is well, or again so."""

UNKNOWN = "unknown"


def nobody(_lang: str, _trouble: ModelTrouble | None) -> None:
    """Does not listen."""


class OwnModels:
    """Refines analyses by models of the team's own, behind the analyser's interface.

    `folders` by language. What a model does not say in time, the built-in analysis has said. `told` is called
    once when a model is set aside and once when it is well. Several threads may ask; they take turns.
    """

    def __init__(
        self, folders: Mapping[str, Path], told: Told = nobody, patience: Patience | None = None
    ) -> None:
        patience = patience or Patience()
        self._models = {lang: _Model(lang, path, told, patience) for lang, path in folders.items()}
        self._turn = threading.Lock()

    def refine(self, texts: Sequence[str], analyses: Sequence[Analysis]) -> list[Analysis]:
        """The analyses of some texts, with the tone that the model of their language gives them."""
        refined = list(analyses)
        for lang, model in self._models.items():
            places = [place for place, analysis in enumerate(analyses) if analysis.lang == lang]
            if places:
                with self._turn:
                    shares = model.judge([texts[place] for place in places])
                for place, share in zip(places, shares, strict=True):
                    if share is not None:
                        refined[place] = judged(analyses[place], share)
        return refined

    def close(self) -> None:
        """End their processes; who waits for an answer has none."""
        for model in self._models.values():
            model.close()


def judged(analysis: Analysis, shares: Shares) -> Analysis:
    """An analysis with the tone that a model gives the text.

    The words that decided are the built-in model's: they are kept where both agree.
    """
    tone = TONES[max((1, 0, 2), key=lambda at: shares[at])]
    return analysis._replace(
        sentiment=tone,
        score=round(shares[2] - shares[0], DIGITS),
        confidence=round(max(shares), DIGITS),
        words=analysis.words if tone == analysis.sentiment else (),
    )


class _Model:
    """The model of one language."""

    def __init__(self, lang: str, folder: Path, told: Told, patience: Patience) -> None:
        self._lang = lang
        self._folder = folder
        self._told = told
        self._patience = patience
        self._process: ModelProcess | None = None
        self._closed = False
        self._again_at = float("-inf")
        self._trouble: str | None = UNKNOWN
        self._stumbled = 0

    def judge(self, texts: Sequence[str]) -> list[Shares | None]:
        """The shares of some texts, None for what it does not say in time."""
        found: list[Shares | None] = []
        if self._closed or time.monotonic() < self._again_at:
            return [None] * len(texts)
        try:
            process = self._running()
            allowed = self._patience.allowed(len(texts))
            until = time.monotonic() + allowed
            for start in range(0, len(texts), AT_ONCE):
                left = until - time.monotonic()
                if left <= 0:
                    raise ModelTrouble(SLOW, {"seconds": f"{allowed:.0f}", "count": len(texts)})
                found += process.judge(texts[start : start + AT_ONCE], left)
                self._count_stumbles(found[start:])
        except ModelTrouble as trouble:
            self._set_aside(trouble)
        else:
            if any(found):
                self._is_well()
        return found + [None] * (len(texts) - len(found))

    def close(self) -> None:
        self._closed = True
        process = self._process
        if process is not None:
            process.close()

    def _running(self) -> ModelProcess:
        if self._process is None:
            process = self._process = ModelProcess(self._folder)
            if self._closed:
                process.close()
            process.load(self._patience.load)
        return self._process

    def _count_stumbles(self, found: Sequence[Shares | None]) -> None:
        """One text may be more than a model can take; all of them are a model that cannot."""
        self._stumbled = 0 if any(found) else self._stumbled + len(found)
        if self._stumbled >= self._patience.stumbles:
            raise ModelTrouble(STUMBLES, {"count": self._stumbled})

    def _set_aside(self, trouble: ModelTrouble) -> None:
        if self._process is not None:
            self._process.close()
        self._process = None
        self._stumbled = 0
        self._again_at = time.monotonic() + self._patience.pause
        if not self._closed and self._trouble != trouble.kind:
            self._trouble = trouble.kind
            self._told(self._lang, trouble)

    def _is_well(self) -> None:
        if self._trouble is not None:
            self._trouble = None
            self._told(self._lang, None)
