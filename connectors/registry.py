"""The platforms Meydan knows: those built in, and those that other packages add.

A package adds one through an entry point of the group `meydan.connectors`: its name is the platform's key,
its object a `PlatformEntry`. Nothing is imported before it is asked for.
"""

from __future__ import annotations

import logging
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from meydan.connectors.base import PlatformEntry

GROUP = "meydan.connectors"

_BUILT_IN = {
    "facebook": "meydan.connectors.facebook.connector",
    "instagram": "meydan.connectors.instagram.connector",
    "mastodon": "meydan.connectors.mastodon.connector",
    "meta_ads": "meydan.connectors.meta_ads.connector",
    "playground": "meydan.connectors.playground",
    "threads": "meydan.connectors.threads.connector",
    "x": "meydan.connectors.x.connector",
}


class UnknownPlatform(LookupError):
    """No connector has this key, or it could not be loaded; the message says which and why."""


def keys() -> tuple[str, ...]:
    """The keys of all platforms, without importing any."""
    return tuple(sorted({*_BUILT_IN, *_added()}))


def entry(key: str) -> PlatformEntry:
    """The platform with this key; built-in ones cannot be replaced. Raises UnknownPlatform."""
    if module := _BUILT_IN.get(key):
        found: object = getattr(import_module(module), "ENTRY", None)
    elif point := _added().get(key):
        found = _load(point)
    else:
        raise UnknownPlatform(f"There is no connector for {key!r}")
    if not isinstance(found, PlatformEntry):
        raise UnknownPlatform(f"The connector {key!r} is no PlatformEntry")
    return found


def platforms() -> dict[str, PlatformEntry]:
    """All platforms by key; one that cannot be loaded is logged as an error and left out."""
    found: dict[str, PlatformEntry] = {}
    for key in keys():
        try:
            found[key] = entry(key)
        except UnknownPlatform as error:
            logging.getLogger(GROUP).error("%s", error)
    return found


def _added() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def _load(point: EntryPoint) -> object:
    try:
        return point.load()
    except Exception as error:
        raise UnknownPlatform(f"The connector {point.name!r} cannot be loaded: {error}") from error
