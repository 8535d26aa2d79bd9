"""Who we are on a server, and what its words mean."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from meydan.connectors.base import AccountRef


@dataclass(frozen=True, slots=True)
class Us:
    """Our account: its id, and every way to write its handle (lower case, without the first @).

    `host` is the server's. `snac`: it has one word for all that is not public, and never lists what it keeps
    for later.
    """

    id: str = ""
    handles: frozenset[str] = frozenset()
    host: str = ""
    snac: bool = False

    @classmethod
    def of(cls, account: AccountRef, version: str = "") -> Us:
        """Who an account is, given the `version` that its server calls itself."""
        host = urlsplit(account.base_url).netloc.lower()
        handle = account.handle.lower()
        name = handle.partition("@")[0]
        handles = {handle, f"{name}@{host}"} if name else set()
        return cls(account.remote_id, frozenset(handles), host, "snac/" in version)

    def __bool__(self) -> bool:
        """Whether it is known who we are."""
        return bool(self.id)

    def are(self, identifier: str | None, handle: str = "") -> bool:
        """Whether this is us; some servers number mentions instead of giving the account's id."""
        return bool(self.id) and (identifier == self.id or handle.lower() in self.handles)

    def privacy(self, visibility: str) -> str:
        """A visibility as the standard means it."""
        return "direct" if self.snac and visibility == "private" else visibility

    def short(self, handle: str) -> str:
        """A handle as people of our own server write it."""
        name, _, host = handle.partition("@")
        return name if host.lower() == self.host else handle
