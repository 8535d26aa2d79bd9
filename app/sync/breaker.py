"""One platform that keeps failing is left alone for a while, and said once."""

from __future__ import annotations

from dataclasses import dataclass

TROUBLES_BEFORE_OPEN = 3


@dataclass(slots=True)
class _State:
    failures: int = 0
    closed_again_at: float = 0.0


class Breaker:
    """Counts failures in a row per account; times are seconds of the steady clock."""

    def __init__(self) -> None:
        self._states: dict[int, _State] = {}

    def failures(self, account_id: int) -> int:
        """How often in a row the account's platform has failed."""
        return self._states.get(account_id, _State()).failures

    def waits(self, account_id: int, at: float) -> float:
        """For how many seconds the account is still to be left alone."""
        return max(0.0, self._states.get(account_id, _State()).closed_again_at - at)

    def failed(self, account_id: int, at: float, pause: float) -> bool:
        """Note a failure; True when this one makes it a storm. `pause` counts from the third on."""
        state = self._states.setdefault(account_id, _State())
        state.failures += 1
        if state.failures >= TROUBLES_BEFORE_OPEN:
            state.closed_again_at = at + pause
        return state.failures == TROUBLES_BEFORE_OPEN

    def worked(self, account_id: int) -> bool:
        """Note that the platform answered; True when that ends a storm."""
        state = self._states.pop(account_id, None)
        return state is not None and state.failures >= TROUBLES_BEFORE_OPEN
