"""The analyser with what the team's corrections taught it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meydan.insight.analysis import Analysis
    from meydan.insight.engine import Analyser
    from meydan.store import Store
    from meydan.store.rows.lessons import LessonRow


class Taught:
    """Analyses anew what is in a language with a lesson; may be asked from several threads.

    `load` gives the untaught analyser, when it is first needed; `marks` tell the lessons it has by
    language.
    """

    def __init__(self, load: Callable[[], Analyser]) -> None:
        self._load = load
        self.marks: Mapping[str, str] = {}
        self._analyser: Analyser | None = None

    def learn(self, lessons: Iterable[LessonRow]) -> None:
        """Go by these lessons from now on."""
        from meydan.insight.sentiment.brand import Lesson

        rows = {row.lang: row for row in lessons}
        marks = {lang: row.mark for lang, row in rows.items()}
        if marks == self.marks:
            return
        unpacked = {lang: Lesson.unpack(row.weights) for lang, row in rows.items()}
        self._analyser = self._load().taught(unpacked) if unpacked else None
        self.marks = marks

    @property
    def analyser(self) -> Analyser:
        """The analyser as taught so far."""
        return self._analyser or self._load()

    def refine(self, texts: Sequence[str], analyses: Sequence[Analysis]) -> Sequence[Analysis]:
        """The analyses of some texts, made anew where there is a lesson for their language."""
        analyser, marks = self._analyser, self.marks
        if analyser is None:
            return analyses
        return [
            analyser.analyse(text) if analysis.lang in marks else analysis
            for text, analysis in zip(texts, analyses, strict=True)
        ]


def taught_by(store: Store) -> Taught | None:
    """This process's analyser as the lessons of a store make it; None where there is none."""
    from meydan.store.reads import lessons

    with store.reading() as conn:
        rows = lessons.lessons(conn)
    if not rows:
        return None
    from meydan.insight.engine import shared_analyser

    taught = Taught(shared_analyser)
    taught.learn(rows)
    return taught
