"""What the team taught the analysis of tone: by corrections, and by saying what phrases mean."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from meydan.store.tables.base import StoreTable, partial_index, table_of
from meydan.store.types import Instant, row_id


class Lesson(StoreTable, table=True):
    """What a brand's corrections in a language taught: `weights` is JSON.

    `mark` tells the corrections that it was learnt from, all `corrections` of them, from any others.
    """

    brand_id: int = Field(foreign_key="brand.id", primary_key=True, sa_type=row_id())
    lang: str = Field(primary_key=True)
    corrections: int
    mark: str
    weights: str
    learnt_at: datetime = Field(sa_type=Instant)


class Phrase(StoreTable, table=True):
    """Words that follow each other, and the tone that a brand's people give them.

    `words` are as somebody wrote them, `folded` tells them from others.
    """

    __table_args__ = (partial_index("ix_phrase", "folded", sqlite="removed = 0", postgresql="NOT removed"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    brand_id: int = Field(foreign_key="brand.id", sa_type=row_id())
    words: str
    folded: str
    tone: str
    created_by: str
    created_at: datetime = Field(sa_type=Instant)
    removed: bool = False


lesson = table_of(Lesson)
phrase = table_of(Phrase)
