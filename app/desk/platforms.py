"""What each platform lets us do, as its connector declares it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meydan.connectors.base import Declaration


class Platforms:
    """Declarations by platform key; loading them imports connectors, so it is done in a thread."""

    def __init__(self) -> None:
        self._known: dict[str, Declaration | None] = {}

    def load(self, keys: frozenset[str]) -> None:
        """Learn the declarations of these platforms."""
        from meydan.connectors import registry

        for key in keys - self._known.keys():
            try:
                self._known[key] = registry.entry(key).declaration
            except registry.UnknownPlatform:
                self._known[key] = None

    def declaration(self, key: str) -> Declaration | None:
        """What a platform declares; None for one without a connector."""
        if key not in self._known:
            self.load(frozenset({key}))
        return self._known[key]

    def windows(self) -> dict[tuple[str, str], tuple[timedelta, timedelta]]:
        """How long answers where something was said are taken, by platform and kind, as far as known."""
        return {
            (key, window.kind): (window.length, window.whole)
            for key, known in self._known.items()
            if known is not None
            for window in known.limits.windows
            if window.kind == "dm" or not window.private
        }

    def title(self, key: str) -> str:
        """The platform's name."""
        known = self._known.get(key)
        return known.title if known else key.replace("_", " ").title()

    def can(self, key: str, capability: str) -> bool:
        """Whether it can be done there; may import the connector."""
        known = self.declaration(key)
        return known is not None and capability in known.capabilities

    def offers(self, key: str, capability: str) -> bool:
        """Whether it can be done there, as far as is known without importing anything."""
        known = self._known.get(key)
        return known is not None and capability in known.capabilities
