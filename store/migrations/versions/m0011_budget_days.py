"""When a day of a platform's budget ends: not every platform counts by the UTC day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the column; what was spent before counts again with the day's next call."""
    op.add_column("call_budget", sa.Column("ends_at", sa.BigInteger(), nullable=True))
