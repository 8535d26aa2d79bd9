"""Who puts the credential on a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Protocol

from meydan.connectors.errors import ConnectorError
from meydan.connectors.http.refresh import TokenKeeper

_TRY_AGAIN = timedelta(hours=1)


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
    """A token that is renewed when it is refused, or says that it ages: once, whoever asks first."""

    def __init__(self, keeper: TokenKeeper, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._keeper = keeper
        self._now = now
        self._credential = keeper.current()
        self._patient_until: datetime | None = None

    async def headers(self) -> Mapping[str, str]:
        """`Authorization: Bearer` with the newest token known here; the first one is made when there is none.

        Raises what the refresh raises.
        """
        if not self._credential.token:
            self._credential = await self._keeper.renewed(self._credential)
        elif self._credential.ages(self._now()):
            await self._renew_in_time()
        return {"Authorization": f"Bearer {self._credential.token}"}

    async def _renew_in_time(self) -> None:
        """As long as the token is accepted, a renewal that fails is tried again later."""
        now = self._now()
        if self._patient_until is not None and now < self._patient_until:
            return
        try:
            self._credential = await self._keeper.renewed(self._credential)
        except ConnectorError:
            self._patient_until = now + _TRY_AGAIN

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
