"""One line between the top and the panes, with the key that deals with it."""

from __future__ import annotations

from dataclasses import dataclass

from meydan.panes.ink import Sheet
from meydan.panes.spans import Span, clip_spans


@dataclass(frozen=True, slots=True)
class Alert:
    """What is wrong in bold, what it means, and what a key does about it; texts as they are shown.

    `screen` names the screen that deals with it, `filter` what its list is to show there. `other` is a second
    thing that can be done, and its key; `wave` the id of the wave that the alert is of.
    """

    what: str
    detail: str
    key: str
    does: str
    screen: str
    ink: str = "bad"
    filter: str = ""
    other: tuple[str, str] | None = None
    wave: int | None = None

    @property
    def offers(self) -> list[tuple[str, str]]:
        """What can be done, and by which key."""
        return [(self.does, self.key), *([self.other] if self.other else [])]


class AlertLine(Sheet):
    """Shows one alert, or takes no room."""

    DEFAULT_CSS = """
    AlertLine { height: 1; padding: 0 1; background: $alert; display: none; }
    AlertLine.-on { display: block; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.alert: Alert | None = None

    def show_alert(self, alert: Alert | None) -> None:
        """Show an alert, or none."""
        if alert == self.alert:
            return
        self.alert = alert
        self.set_class(alert is not None, "-on")
        self._fit()

    def on_resize(self) -> None:
        """Fit the line anew."""
        self._fit()

    def _fit(self) -> None:
        if self.alert is None:
            self.show([])
            return
        ink = self.alert.ink
        line = [Span(self.alert.what, ink, bold=True)]
        if self.alert.detail:
            line.append(Span(f"  {self.alert.detail}", ink))
        tail: list[Span] = []
        for does, key in self.alert.offers:
            tail += [Span(f"   {does} ", ink), Span(key, ink, bold=True)]
        room = self.size.width - sum(len(part.text) for part in tail)
        self.show([(*clip_spans(line, room), *tail)])
