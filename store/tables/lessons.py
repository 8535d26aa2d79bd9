"""What the team's corrections taught the analysis of tone."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from meydan.store.tables.base import StoreTable, table_of
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


lesson = table_of(Lesson)
