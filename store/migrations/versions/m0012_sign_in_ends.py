"""When an account's sign-in ends, where its platform says so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the column."""
    op.add_column("account", sa.Column("expires_at", sa.BigInteger(), nullable=True))
