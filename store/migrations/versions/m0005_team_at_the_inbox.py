"""Priority, people's marks, the team at work on the inbox, rules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

RANK = (
    "-boost"
    " - (CASE WHEN urgent THEN 4 ELSE 0 END)"
    " - (CASE WHEN vip THEN 4 ELSE 0 END)"
    " - (CASE WHEN coalesce(override, analysed) = 'negative' THEN 3 ELSE 0 END)"
    " - (CASE WHEN question THEN 2 ELSE 0 END)"
    " - (CASE WHEN kind = 'review' AND stars <= 2 THEN 2 ELSE 0 END)"
    " - (CASE WHEN kind = 'dm' THEN 1 ELSE 0 END)"
    " - (CASE WHEN spam THEN -12 ELSE 0 END)"
)


def upgrade() -> None:
    """Add to the tables and make new ones."""
    people()
    items()
    team()
    together()
    rules()


def people() -> None:
    op.create_table(
        "contact",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
    )
    op.add_column("person", sa.Column("mark", sa.String(), server_default="", nullable=False))
    # Without a foreign key: SQLite adds such a column to a table that is there only under no name.
    op.add_column("person", sa.Column("contact_id", KEY, nullable=True))
    for name, column, where in (
        ("ix_person_contact", "contact_id", "contact_id IS NOT NULL"),
        ("ix_person_mark", "mark", "mark <> ''"),
    ):
        op.create_index(
            name,
            "person",
            [column],
            unique=False,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def items() -> None:
    op.add_column("item", sa.Column("boost", sa.Integer(), server_default="0", nullable=False))
    op.add_column("item", sa.Column("vip", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("item", sa.Column("hidden", sa.Boolean(), server_default=sa.false(), nullable=False))
    kept = op.get_bind().dialect.name == "postgresql"
    op.add_column("item", sa.Column("rank", sa.Integer(), sa.Computed(RANK, persisted=kept), nullable=True))
    op.create_index(
        "ix_item_queue",
        "item",
        ["state", "rank", "place", "account_id", "kind", "sentiment", "question", "assignee_id", "lang"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "note_mention",
        sa.Column("note_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("seen", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_note_mention_member_id"),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name="fk_note_mention_note_id"),
        sa.PrimaryKeyConstraint("note_id", "member_id", name="pk_note_mention"),
    )
    op.create_index("ix_note_mention_member", "note_mention", ["member_id", "seen"], unique=False)
    op.create_table(
        "inquiry",
        sa.Column("id", KEY, nullable=False),
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_id", KEY, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["asked_id"], ["member.id"], name="fk_inquiry_asked_id"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_inquiry_item_id"),
        sa.PrimaryKeyConstraint("id", name="pk_inquiry"),
    )
    op.create_index("ix_inquiry_item", "inquiry", ["item_id"], unique=False)
    op.create_index("ix_inquiry_asked", "inquiry", ["asked_id", "answered_at"], unique=False)
    op.create_index("ix_inquiry_answered", "inquiry", ["answered_at"], unique=False)


def team() -> None:
    op.add_column("member", sa.Column("available", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("member", sa.Column("max_open", sa.Integer(), nullable=True))
    op.add_column("saved_reply", sa.Column("lang", sa.String(), server_default="", nullable=False))
    op.add_column("saved_reply", sa.Column("media", sa.Text(), server_default="[]", nullable=False))
    op.add_column("saved_reply", sa.Column("alt_texts", sa.Text(), server_default="[]", nullable=False))
    op.create_table(
        "saved_variant",
        sa.Column("id", KEY, nullable=False),
        sa.Column("reply_id", KEY, nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["reply_id"], ["saved_reply.id"], name="fk_saved_variant_reply_id"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_variant"),
        sa.UniqueConstraint("reply_id", "lang", name="uq_saved_variant_reply_id_lang"),
    )
    op.create_table(
        "saved_split",
        sa.Column("id", KEY, nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("filter", sa.String(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_split"),
    )
    for name in ("asked_of", "decided_by", "reason", "proposed"):
        op.add_column("delivery", sa.Column(name, sa.String(), server_default="", nullable=False))
    op.add_column("delivery", sa.Column("everyone", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("delivery", sa.Column("codes", sa.Text(), server_default="[]", nullable=False))
    for name in ("media", "alt_texts", "codes"):
        op.add_column("draft", sa.Column(name, sa.Text(), server_default="[]", nullable=False))
    op.add_column("delivery", sa.Column("last_attempt_at", sa.BigInteger(), nullable=True))
    op.add_column("delivery", sa.Column("looks", sa.Integer(), server_default="0", nullable=False))
    op.add_column("delivery", sa.Column("looked_at", sa.BigInteger(), nullable=True))
    op.add_column("delivery", sa.Column("look", sa.String(), server_default="", nullable=False))
    op.add_column("delivery", sa.Column("candidates", sa.Text(), server_default="[]", nullable=False))


def together() -> None:
    op.create_table(
        "presence",
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("item_id", KEY, nullable=True),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_presence_item_id"),
        sa.PrimaryKeyConstraint("session", name="pk_presence"),
    )
    op.create_index("ix_presence_item", "presence", ["item_id"], unique=False)
    op.create_table(
        "typing",
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("taken_from", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_typing_item_id"),
        sa.PrimaryKeyConstraint("item_id", name="pk_typing"),
    )


def rules() -> None:
    op.create_table(
        "rule",
        sa.Column("id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("conditions", sa.String(), nullable=False),
        sa.Column("actions", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("last", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("tested_at", sa.BigInteger(), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rule"),
    )
    op.create_table(
        "rule_hit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("rule_id", KEY, nullable=False),
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actions", sa.String(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_rule_hit_item_id"),
        sa.ForeignKeyConstraint(["rule_id"], ["rule.id"], name="fk_rule_hit_rule_id"),
        sa.PrimaryKeyConstraint("id", name="pk_rule_hit"),
        sa.UniqueConstraint("rule_id", "item_id", name="uq_rule_hit_rule_id_item_id"),
    )
    op.create_index("ix_rule_hit_item", "rule_hit", ["item_id"], unique=False)
    op.create_index("ix_rule_hit_at", "rule_hit", ["rule_id", "at"], unique=False)
    op.create_table(
        "rule_queue",
        sa.Column("id", KEY, nullable=False),
        sa.Column("item_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_rule_queue_item_id"),
        sa.PrimaryKeyConstraint("id", name="pk_rule_queue"),
    )
