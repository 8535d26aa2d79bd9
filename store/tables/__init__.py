"""The tables of the store, as SQLModel classes and as the Core tables that queries are built from."""

from __future__ import annotations

from meydan.store.tables.accounts import Account, CallBudget, RateLimit, Stream
from meydan.store.tables.ads import AdDay, AdPlan
from meydan.store.tables.base import StoreTable
from meydan.store.tables.calendar import Post, PostTarget
from meydan.store.tables.inbox import Item, ItemCounter, ItemTag, Note, Person, Publication
from meydan.store.tables.outbox import Delivery, Draft, Lease
from meydan.store.tables.system import Audit, Quarantine, Setting, UndoEntry
from meydan.store.tables.team import Brand, Member, SavedReply, Tag
from meydan.store.tables.trends import Trend, TrendSample

metadata = StoreTable.metadata

brand = metadata.tables["brand"]
member = metadata.tables["member"]
tag = metadata.tables["tag"]
saved_reply = metadata.tables["saved_reply"]
account = metadata.tables["account"]
stream = metadata.tables["stream"]
call_budget = metadata.tables["call_budget"]
rate_limit = metadata.tables["rate_limit"]
person = metadata.tables["person"]
item = metadata.tables["item"]
item_tag = metadata.tables["item_tag"]
note = metadata.tables["note"]
item_counter = metadata.tables["item_counter"]
publication = metadata.tables["publication"]
delivery = metadata.tables["delivery"]
draft = metadata.tables["draft"]
lease = metadata.tables["lease"]
post = metadata.tables["post"]
post_target = metadata.tables["post_target"]
ad_day = metadata.tables["ad_day"]
ad_plan = metadata.tables["ad_plan"]
trend = metadata.tables["trend"]
trend_sample = metadata.tables["trend_sample"]
audit = metadata.tables["audit"]
undo_entry = metadata.tables["undo_entry"]
quarantine = metadata.tables["quarantine"]
setting = metadata.tables["setting"]

__all__ = [
    "Account",
    "AdDay",
    "AdPlan",
    "Audit",
    "Brand",
    "CallBudget",
    "Delivery",
    "Draft",
    "Item",
    "ItemCounter",
    "ItemTag",
    "Lease",
    "Member",
    "Note",
    "Person",
    "Post",
    "PostTarget",
    "Publication",
    "Quarantine",
    "RateLimit",
    "SavedReply",
    "Setting",
    "StoreTable",
    "Stream",
    "Tag",
    "Trend",
    "TrendSample",
    "UndoEntry",
    "account",
    "ad_day",
    "ad_plan",
    "audit",
    "brand",
    "call_budget",
    "delivery",
    "draft",
    "item",
    "item_counter",
    "item_tag",
    "lease",
    "member",
    "metadata",
    "note",
    "person",
    "post",
    "post_target",
    "publication",
    "quarantine",
    "rate_limit",
    "saved_reply",
    "setting",
    "stream",
    "tag",
    "trend",
    "trend_sample",
    "undo_entry",
]
