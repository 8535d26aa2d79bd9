"""The analyser with what the team taught it: by corrections, and by saying what phrases mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from meydan.insight.analysis import Analysis
    from meydan.insight.engine import Analyser
    from meydan.store import Store
    from meydan.store.rows.lessons import TaughtRow


class Taught:
    """Goes over analyses where there is a lesson for the language or a phrase; asked from several threads.

    `load` gives the untaught analyser, when it is first needed; `known` is what has been taught so far.
    """

    def __init__(self, load: Callable[[], Analyser]) -> None:
        self._load = load
        self.known: TaughtRow | None = None
        self._analyser: Analyser | None = None

    def catch_up(self, conn: Connection) -> None:
        """Go by what the store has been taught by now."""
        from meydan.store.reads import lessons

        now = lessons.taught(conn)
        if now != self.known:
            self._learn(conn, now)

    @property
    def analyser(self) -> Analyser:
        """The analyser as taught so far."""
        return self._analyser or self._load()

    def refine(self, texts: Sequence[str], analyses: Sequence[Analysis]) -> Sequence[Analysis]:
        """The analyses of some texts, as they are by what was taught."""
        analyser, known = self._analyser, self.known
        if analyser is None or known is None:
            return analyses
        langs = {mark.lang for mark in known.lessons}
        return [
            analyser.analyse(text) if analysis.lang in langs else analyser.settled(text, analysis)
            for text, analysis in zip(texts, analyses, strict=True)
        ]

    def _learn(self, conn: Connection, now: TaughtRow) -> None:
        from meydan.insight.sentiment.brand import Lesson
        from meydan.insight.sentiment.phrases import Phrase
        from meydan.store.reads import lessons

        by_lang = {row.lang: Lesson.unpack(row.weights) for row in lessons.lessons(conn)}
        phrases = [Phrase(row.words, row.tone) for row in now.phrases]
        self._analyser = self._load().taught(by_lang, phrases) if by_lang or phrases else None
        self.known = now


def taught_by(store: Store) -> Taught | None:
    """This process's analyser as a store has been taught; None where it has not."""
    from meydan.store.reads import lessons

    with store.reading() as conn:
        if lessons.taught(conn).nothing:
            return None
        from meydan.insight.engine import shared_analyser

        taught = Taught(shared_analyser)
        taught.catch_up(conn)
    return taught
