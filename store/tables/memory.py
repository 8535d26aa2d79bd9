"""What earlier questions are found by, of those that were answered."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from meydan.store.tables.base import StoreTable, table_of
from meydan.store.types import row_id


class AnswerStem(StoreTable, table=True):
    """That an answered item of a brand holds a word with this stem; every answered item holds the stem ''."""

    __tablename__ = "answer_stem"
    __table_args__ = (Index("ix_answer_stem_item", "item_id"), {"sqlite_with_rowid": False})

    brand_id: int = Field(foreign_key="brand.id", primary_key=True, sa_type=row_id())
    stem: str = Field(primary_key=True)
    item_id: int = Field(foreign_key="item.id", primary_key=True, sa_type=row_id())


answer_stem = table_of(AnswerStem)
