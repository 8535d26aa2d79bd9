"""Corrections of tones, and what they taught; the newest of a language count."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, bindparam, select

from meydan.store import direct
from meydan.store.rows.lessons import CorrectionRow, LessonRow, MarkRow, PhraseRow, TaughtRow
from meydan.store.tables.inbox import item
from meydan.store.tables.lessons import lesson, phrase

MOST = 3000
"""Corrections of a language that are learnt from: what a brand's people said long ago counts no more."""

CORRECTED: Select[Any] = (
    select(item.c.id, item.c.revision, item.c.override, item.c.text)
    .where(item.c.override.is_not(None), item.c.lang == bindparam("lang"), item.c.deleted_at.is_(None))
    .order_by(item.c.place.desc())
    .limit(bindparam("most", type_=BigInteger))
)
MARKED = CORRECTED.with_only_columns(item.c.id, item.c.revision, item.c.override)


def lessons(conn: Connection) -> tuple[LessonRow, ...]:
    """What was learnt, in the order of the languages."""
    columns = [lesson.c[name] for name in LessonRow.__dataclass_fields__]
    return tuple(LessonRow(*row) for row in conn.execute(select(*columns).order_by(lesson.c.lang)))


def taught(conn: Connection) -> TaughtRow:
    """All that has been taught, but for what the lessons say: cheap enough to look often."""
    columns = [lesson.c[name] for name in MarkRow.__dataclass_fields__]
    rows = conn.execute(select(*columns).order_by(lesson.c.lang))
    return TaughtRow(tuple(MarkRow(*row) for row in rows), phrases(conn))


def phrases(conn: Connection) -> tuple[PhraseRow, ...]:
    """The phrases with a tone, in the order of their words."""
    columns = [phrase.c[name] for name in PhraseRow.__dataclass_fields__]
    query = select(*columns).where(phrase.c.removed.is_(False)).order_by(phrase.c.folded)
    return tuple(PhraseRow(*row) for row in conn.execute(query))


def corrected(conn: Connection, lang: str) -> MarkRow:
    """What there is to learn from in a language."""
    rows = direct.rows(conn, MARKED, {"lang": lang, "most": MOST})
    return _mark(lang, rows)


def corrections(conn: Connection, lang: str) -> tuple[MarkRow, tuple[CorrectionRow, ...]]:
    """The corrections of a language, the oldest first, and their mark."""
    rows = direct.rows(conn, CORRECTED, {"lang": lang, "most": MOST})
    return _mark(lang, rows), tuple(CorrectionRow(text, tone) for _, _, tone, text in reversed(rows))


def _mark(lang: str, rows: list[tuple[Any, ...]]) -> MarkRow:
    said = ";".join(f"{number} {revision} {tone}" for number, revision, tone, *_ in rows)
    return MarkRow(lang, len(rows), sha256(said.encode()).hexdigest()[:16] if rows else "")
