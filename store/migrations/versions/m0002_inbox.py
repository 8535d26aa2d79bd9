"""The inbox and its search index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

FOLDED_WORDS = (
    "replace(replace(person.handle || char(10) || person.name || char(10) || item.text, 'ı', 'i'), 'İ', 'i')"
)
SEARCH = {
    "sqlite": (
        f"CREATE VIEW item_words AS SELECT item.place AS place, item.id AS item_id, {FOLDED_WORDS} AS words "
        "FROM item JOIN person ON person.id = item.person_id WHERE item.deleted_at IS NULL",
        "CREATE VIRTUAL TABLE item_fts USING fts5(words, content='item_words', content_rowid='place', "
        "columnsize=0, tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
    ),
    "postgresql": (
        "CREATE TABLE item_words (place BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
        "CREATE INDEX ix_item_words ON item_words USING gin (words)",
    ),
}


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "person",
        sa.Column("id", KEY, nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("base_url", sa.String(), nullable=False),
        sa.Column("remote_id", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("bio", sa.String(), nullable=False),
        sa.Column("followers", sa.BigInteger(), nullable=True),
        sa.Column("first_seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint(
            "platform", "base_url", "remote_id", name="uq_person_platform_base_url_remote_id"
        ),
    )
    op.create_table(
        "item",
        sa.Column("id", KEY, nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("remote_id", sa.String(), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("permalink", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("attachments", sa.Text(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("edited_at", sa.BigInteger(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("analysed", sa.String(), nullable=False),
        sa.Column("override", sa.String(), nullable=True),
        sa.Column(
            "sentiment",
            sa.Text(),
            sa.Computed("coalesce(override, analysed)", persisted=True),
            nullable=False,
        ),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("question", sa.Boolean(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("offensive", sa.Boolean(), nullable=False),
        sa.Column("spam", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("assignee_id", KEY, nullable=True),
        sa.Column("starred", sa.Boolean(), nullable=False),
        sa.Column("snoozed_until", sa.BigInteger(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_item_account_id"),
        sa.ForeignKeyConstraint(["assignee_id"], ["member.id"], name="fk_item_assignee_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_item_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_item"),
        sa.UniqueConstraint("account_id", "kind", "remote_id", name="uq_item_account_id_kind_remote_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_item_assigned",
        "item",
        ["assignee_id", "state", "place"],
        unique=False,
        sqlite_where=sa.text("assignee_id IS NOT NULL"),
        postgresql_where=sa.text("assignee_id IS NOT NULL"),
    )
    op.create_index(
        "ix_item_list",
        "item",
        [
            "state",
            "place",
            "account_id",
            "kind",
            "sentiment",
            "question",
            "assignee_id",
            "lang",
            "deleted_at",
        ],
        unique=False,
    )
    op.create_index("ix_item_person", "item", ["person_id"], unique=False)
    op.create_index(
        "ix_item_snoozed",
        "item",
        ["snoozed_until"],
        unique=False,
        sqlite_where=sa.text("snoozed_until IS NOT NULL"),
        postgresql_where=sa.text("snoozed_until IS NOT NULL"),
    )
    op.create_index(
        "ix_item_starred",
        "item",
        ["place"],
        unique=False,
        sqlite_where=sa.text("starred = 1"),
        postgresql_where=sa.text("starred"),
    )
    op.create_index("ix_item_thread", "item", ["account_id", "thread"], unique=False)
    op.create_index("uq_item_place", "item", ["place"], unique=True)
    op.create_table(
        "item_tag",
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("tag_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_item_tag_item_id"),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name="fk_item_tag_tag_id"),
        sa.PrimaryKeyConstraint("item_id", "tag_id", name="pk_item_tag"),
    )
    op.create_index("ix_item_tag_tag", "item_tag", ["tag_id", "item_id"], unique=False)
    op.create_table(
        "note",
        sa.Column("id", KEY, nullable=False),
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_note_item_id"),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
    )
    op.create_index(("ix_note_item_id"), "note", ["item_id"], unique=False)
    op.create_table(
        "item_counter",
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sentiment", sa.String(), nullable=False),
        sa.Column("question", sa.Boolean(), nullable=False),
        sa.Column("spam", sa.Boolean(), nullable=False),
        sa.Column("assignee_id", sa.BigInteger(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_item_counter_account_id"),
        sa.PrimaryKeyConstraint(
            "account_id",
            "kind",
            "state",
            "sentiment",
            "question",
            "spam",
            "assignee_id",
            name="pk_item_counter",
        ),
    )
    op.create_table(
        "publication",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("remote_id", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("ours", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("permalink", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("attachments", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.BigInteger(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("likes", sa.BigInteger(), nullable=True),
        sa.Column("replies", sa.BigInteger(), nullable=True),
        sa.Column("shares", sa.BigInteger(), nullable=True),
        sa.Column("views", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_publication_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_publication"),
        sa.UniqueConstraint("account_id", "remote_id", name="uq_publication_account_id_remote_id"),
    )
    op.create_index("ix_publication_created", "publication", ["created_at"], unique=False)
    op.create_index("ix_publication_thread", "publication", ["account_id", "thread"], unique=False)
    for statement in SEARCH[op.get_bind().dialect.name]:
        op.execute(sa.text(statement))
