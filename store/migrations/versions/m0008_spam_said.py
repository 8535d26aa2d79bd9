"""What members say of spam, apart from what the analysis says; larger pages for the search index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from meydan.store.search import PENDING_BYTES

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column. Of earlier marks nobody knows any more who made them: they stay as they are."""
    op.add_column("item", sa.Column("spam_said", sa.Boolean(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"INSERT INTO item_fts(item_fts, rank) VALUES ('hashsize', {PENDING_BYTES})")
