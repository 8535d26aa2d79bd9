"""The memory of answers, filled with what was answered so far."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from meydan.store.stems import stems

revision = "0006"
down_revision = "0005"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BATCH = 1000

ANSWERED = (
    "SELECT item.id, account.brand_id, item.text FROM item JOIN account ON account.id = item.account_id "
    "WHERE item.deleted_at IS NULL AND EXISTS (SELECT 1 FROM delivery WHERE delivery.item_id = item.id "
    "AND delivery.action = 'reply' AND delivery.state = 'sent')"
)


def upgrade() -> None:
    """Make the table and fill it."""
    op.create_table(
        "answer_stem",
        sa.Column("brand_id", KEY, nullable=False),
        sa.Column("stem", sa.String(), nullable=False),
        sa.Column("item_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name="fk_answer_stem_brand_id"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_answer_stem_item_id"),
        sa.PrimaryKeyConstraint("brand_id", "stem", "item_id", name="pk_answer_stem"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_answer_stem_item", "answer_stem", ["item_id"], unique=False)
    conn = op.get_bind()
    fill = sa.text("INSERT INTO answer_stem (brand_id, stem, item_id) VALUES (:brand, :stem, :item)")
    answered = conn.execute(sa.text(ANSWERED)).all()
    for start in range(0, len(answered), BATCH):
        rows = [
            {"brand": brand, "stem": stem, "item": number}
            for number, brand, words in answered[start : start + BATCH]
            for stem in ("", *stems(words))
        ]
        conn.execute(fill, rows)
