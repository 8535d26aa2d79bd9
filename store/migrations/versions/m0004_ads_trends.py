"""Ads and trends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "ad_day",
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("spend", sa.Text(), nullable=False),
        sa.Column("budget", sa.Text(), nullable=True),
        sa.Column("impressions", sa.BigInteger(), nullable=True),
        sa.Column("clicks", sa.BigInteger(), nullable=True),
        sa.Column("results", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_ad_day_account_id"),
        sa.PrimaryKeyConstraint("account_id", "campaign_id", "day", name="pk_ad_day"),
    )
    op.create_index(("ix_ad_day_day"), "ad_day", ["day"], unique=False)
    op.create_table(
        "ad_plan",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("budget", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_ad_plan_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ad_plan"),
    )
    op.create_table(
        "trend",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("remote_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("excerpt", sa.String(), nullable=False),
        sa.Column("first_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_trend_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_trend"),
        sa.UniqueConstraint("account_id", "remote_id", name="uq_trend_account_id_remote_id"),
    )
    op.create_index("ix_trend_seen", "trend", ["last_seen_at"], unique=False)
    op.create_index("ix_trend_topic", "trend", ["topic"], unique=False)
    op.create_table(
        "trend_sample",
        sa.Column("trend_id", KEY, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("volume", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["trend_id"], ["trend.id"], name="fk_trend_sample_trend_id"),
        sa.PrimaryKeyConstraint("trend_id", "at", name="pk_trend_sample"),
    )
