"""Who puts the credential on a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


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
