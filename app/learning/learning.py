"""Learning at once what corrections teach."""

from __future__ import annotations

from meydan.app.learning.teacher import teach
from meydan.store import Store
from meydan.store.clock import utc_now
from meydan.store.reads import lessons
from meydan.store.rows.lessons import LessonRow
from meydan.store.writes import lessons as writes

LANGUAGES = ("tr", "en")


def learn_now(store: Store) -> frozenset[str]:
    """Learn where corrections were made or taken back; the languages in which there was something new.

    Raises TeachingFailed.
    """
    learnt = set()
    with store.reading() as conn:
        marks = {row.lang: row.mark for row in lessons.taught(conn).lessons}
    for lang in LANGUAGES:
        with store.reading() as conn:
            found, rows = lessons.corrections(conn, lang)
        if found.mark != marks.get(lang, ""):
            weights = teach(lang, rows) if rows else ""
            writes.keep(store, None, LessonRow(lang, found.corrections, found.mark, weights, utc_now()))
            learnt.add(lang)
    return frozenset(learnt)
