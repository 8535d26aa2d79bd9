"""Tones that members say blind; the few items that were corrected, found without reading all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table and the index."""
    op.create_table(
        "blind_tone",
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("analysed", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_blind_tone_item_id"),
        sa.PrimaryKeyConstraint("item_id", "login", name="pk_blind_tone"),
    )
    op.create_index(
        "ix_item_corrected",
        "item",
        ["place"],
        unique=False,
        sqlite_where=sa.text("override IS NOT NULL"),
        postgresql_where=sa.text("override IS NOT NULL"),
    )
