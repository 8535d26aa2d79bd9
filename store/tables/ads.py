"""Ad campaigns: what platforms report per day and what we plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger
from sqlmodel import Field

from meydan.store.tables.base import StoreTable, table_of
from meydan.store.types import Money, row_id


class AdDay(StoreTable, table=True):
    """One campaign's figures of one day, as last restated by the platform."""

    __tablename__ = "ad_day"

    account_id: int = Field(foreign_key="account.id", primary_key=True, sa_type=row_id())
    campaign_id: str = Field(primary_key=True)
    day: date = Field(primary_key=True, index=True)
    campaign: str
    currency: str
    spend: Decimal = Field(sa_type=Money)
    budget: Decimal | None = Field(default=None, sa_type=Money)
    impressions: int | None = Field(default=None, sa_type=BigInteger)
    clicks: int | None = Field(default=None, sa_type=BigInteger)
    results: Decimal | None = Field(default=None, sa_type=Money)
    value: Decimal | None = Field(default=None, sa_type=Money)


class AdPlan(StoreTable, table=True):
    """What we mean to spend on a campaign from `first_day` to `last_day`."""

    __tablename__ = "ad_plan"

    id: int | None = Field(default=None, primary_key=True, sa_type=row_id())
    account_id: int = Field(foreign_key="account.id", sa_type=row_id())
    campaign_id: str
    first_day: date
    last_day: date
    budget: Decimal = Field(sa_type=Money)
    removed: bool = False


ad_day = table_of(AdDay)
ad_plan = table_of(AdPlan)
