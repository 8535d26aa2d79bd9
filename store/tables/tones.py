"""What members say of the tone of items without knowing what the analysis says."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from meydan.store.tables.base import StoreTable, table_of
from meydan.store.types import Instant, row_id


class BlindTone(StoreTable, table=True):
    """A member's blind judgement of an item; it changes nothing about the item.

    `analysed` is what the analysis said of it at that moment, whatever it says later.
    """

    __tablename__ = "blind_tone"

    item_id: int = Field(foreign_key="item.id", primary_key=True, sa_type=row_id())
    login: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    said: str
    analysed: str
    lang: str


blind_tone = table_of(BlindTone)
