"""Learns from corrections in the process that syncs, and judges the inbox again."""

from __future__ import annotations

from meydan.app.learning.again import judged_again
from meydan.app.learning.learning import LANGUAGES
from meydan.app.learning.taught import Taught
from meydan.app.learning.teacher import TeachingFailed, teach
from meydan.app.sync.events import Notice
from meydan.app.sync.ingest import Refine
from meydan.app.sync.offload import Offload
from meydan.app.sync.tools import Tools
from meydan.insight.analysis import Analysis
from meydan.store.reads import lessons, tones
from meydan.store.rows.lessons import LessonRow
from meydan.store.writes import lessons as writes
from meydan.store.writes import tones as tone_writes

EVERY = (*LANGUAGES, "other", "und")
LOOK_EVERY = 20.0
"""Seconds between two looks: who corrects one item after the other is not learnt from at every key."""
AT_ONCE = 100
AGAIN = 2000
"""So many unfinished items, the newest, are judged again."""


class Learner:
    """Keeps the lessons in step with the corrections.

    `taught` is the analyser that learns, `refine` has the last word on analyses, as it has on what arrives.
    """

    def __init__(self, tools: Tools, taught: Taught, refine: Refine) -> None:
        self._tools = tools
        self._taught = taught
        self._refine = refine
        self._learning = Offload("meydan-learning")
        self._looked_at = float("-inf")

    def pause(self) -> float:
        """Seconds until the next look."""
        return max(0.0, self._looked_at + LOOK_EVERY - self._tools.clock.monotonic())

    async def catch_up(self) -> None:
        """Go by what has been taught so far. Raises StoreError."""
        await self._tools.read(self._taught.catch_up)

    async def look(self) -> None:
        """Learn where corrections were made or taken back, and phrases said to mean something else.

        Raises LeaseLost, StoreError.
        """
        self._looked_at = self._tools.clock.monotonic()
        before = self._taught.known
        marks = {row.lang: row.mark for row in before.lessons} if before else {}
        changed = [lang for lang in LANGUAGES if await self._learn(lang, marks.get(lang, ""))]
        await self.catch_up()
        now = self._taught.known
        if before and now and before.phrases != now.phrases:
            changed = [*EVERY]
        if changed:
            await self._judge_again(frozenset(changed))

    def close(self) -> None:
        """Take no more work."""
        self._learning.close()

    async def _learn(self, lang: str, mark: str) -> bool:
        """Learn a language's corrections unless they are those of `mark`; whether there was something new."""
        if (await self._tools.read(lessons.corrected, lang)).mark == mark:
            return False
        found, rows = await self._tools.read(lessons.corrections, lang)
        weights = ""
        if rows:
            try:
                weights = await self._learning(teach, lang, rows)
            except TeachingFailed as error:
                self._tools.tell(Notice.JOB_FAILED, subject="learning", message=str(error))
                return False
        row = LessonRow(lang, found.corrections, found.mark, weights, self._tools.clock.now())
        await self._tools.fenced(writes.keep, row)
        return True

    async def _judge_again(self, langs: frozenset[str]) -> None:
        """Judge the newest unfinished items of some languages by what was learnt."""
        rows = await self._tools.read(tones.unfinished, langs, AGAIN)
        for start in range(0, len(rows), AT_ONCE):
            part = rows[start : start + AT_ONCE]
            found = await self._tools.thinking(judged_again, part, self._analyses)
            await self._tools.write(tone_writes.retag, found)

    def _analyses(self, texts: list[str]) -> list[Analysis]:
        return [*self._refine(texts, self._taught.analyser.analyse_many(texts))]
