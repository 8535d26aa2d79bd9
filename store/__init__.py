"""The store: what is kept. The only room with SQL."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meydan.store.database import Store, open_store
    from meydan.store.errors import Conflict, Forbidden, LeaseLost, NewerStore, NotFound, StoreError
    from meydan.store.rows.people import Actor

__all__ = [
    "Actor",
    "Conflict",
    "Forbidden",
    "LeaseLost",
    "NewerStore",
    "NotFound",
    "Store",
    "StoreError",
    "open_store",
]

_HOMES = {"Store": "database", "open_store": "database", "Actor": "rows.people"}


def __getattr__(name: str) -> object:
    # Rows and errors are needed by code that must start before SQLAlchemy has been imported.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)
