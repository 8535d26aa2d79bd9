"""The store: what is kept. The only room with SQL."""

from __future__ import annotations

from meydan.store.database import Store, open_store
from meydan.store.errors import Conflict, LeaseLost, NewerStore, NotFound, StoreError
from meydan.store.rows import Actor

__all__ = ["Actor", "Conflict", "LeaseLost", "NewerStore", "NotFound", "Store", "StoreError", "open_store"]
