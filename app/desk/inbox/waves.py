"""Having seen the wave that the alert line tells of."""

from __future__ import annotations

from collections.abc import Callable

from meydan.app.desk.inbox.seat import Seat
from meydan.app.desk.spec import Acts
from meydan.panes.alert import Alert


class SeenWaves:
    """Puts the `alert` of a wave away."""

    def __init__(self, seat: Seat, alert: Callable[[], Alert | None]) -> None:
        self._seat = seat
        self._alert = alert

    def acts(self) -> Acts:
        """Its key."""
        return {"inbox.hide_wave": self.hide}

    async def hide(self) -> None:
        """The wave has been seen: its alert goes, for the whole team."""
        from meydan.store.writes import waves

        alert = self._alert()
        if alert is None or alert.wave is None:
            return
        number = alert.wave
        await self._seat.command(lambda store: waves.see(store, [number]))
        self._seat.tell(self._seat.speech.say("Seen; undo shows it again"))
