"""Who puts the credential on a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from meydan.connectors.http.refresh import TokenKeeper


class Signer(Protocol):
    """Gives the headers of a signed request, and a new credential when the old one was refused."""

    async def headers(self) -> Mapping[str, str]:
        """Headers to send; they never leave the platform's own host."""
        ...

    async def renew(self, refused: Mapping[str, str]) -> bool:
        """After a 401 with `refused`: True when `headers` now gives something else worth one try."""
        ...

    def secrets(self) -> tuple[str, ...]:
        """Values that must never be seen."""
        ...


class Bearer:
    """A token that cannot be renewed."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def headers(self) -> Mapping[str, str]:
        """`Authorization: Bearer`."""
        return {"Authorization": f"Bearer {self._token}"}

    async def renew(self, refused: Mapping[str, str]) -> bool:
        """Never: the person must sign in again."""
        return False

    def secrets(self) -> tuple[str, ...]:
        """The token."""
        return (self._token,)

    def __repr__(self) -> str:
        return "Bearer(hidden)"


class Renewable:
    """A token that is renewed when it is refused: once, whoever asks first."""

    def __init__(self, keeper: TokenKeeper) -> None:
        self._keeper = keeper
        self._credential = keeper.current()

    async def headers(self) -> Mapping[str, str]:
        """`Authorization: Bearer` with the newest token known here; the first one is made when there is none.

        Raises what the refresh raises.
        """
        if not self._credential.token:
            self._credential = await self._keeper.renewed(self._credential)
        return {"Authorization": f"Bearer {self._credential.token}"}

    async def renew(self, refused: Mapping[str, str]) -> bool:
        """Take another's new token, or make one. Raises what the refresh raises."""
        if refused != await self.headers():
            return True
        before = self._credential
        self._credential = await self._keeper.renewed(before)
        return self._credential.token != before.token

    def secrets(self) -> tuple[str, ...]:
        """The token and what renews it."""
        return self._credential.secrets()

    def __repr__(self) -> str:
        return "Renewable(hidden)"
