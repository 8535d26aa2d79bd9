"""The trend feed: one line per trend with its curve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from meydan.insight.text import one_line
from meydan.panes.marks import platform_short, sparkline
from meydan.panes.shortlist import ShortList
from meydan.panes.spans import Span, Spans, fit, fit_right, spans, wrap
from meydan.panes.speech import N_, Speech
from meydan.store.rows.figures import TrendCard

STATES = {
    "new": ("", "dim"),
    "watched": (N_("watched"), "dim"),
    "proposed": (N_("proposed"), "amber"),
    "accepted": (N_("accepted"), "good"),
    "skipped": (N_("skipped"), "dim"),
}
CURVE = 6
_NETWORKS, _SPEED, _SOURCE, _AGE = 10, 7, 16, 4
WIDE, MIDDLE = 70, 50
"""Cells from which the source is shown too, and the number of networks."""


def trend_line(card: TrendCard, speech: Speech, width: int, now: datetime, plain: bool = False) -> Spans:
    """Curve, title, how many networks, speed per hour, source, age."""
    rising = (card.velocity or 0) > 0
    curve = sparkline(card.samples, CURVE, plain)
    networks = speech.say_n("{n} network", "{n} networks", card.networks) if card.networks > 1 else ""
    wide, middle = width >= WIDE, width >= MIDDLE
    room = (
        width
        - CURVE
        - 1
        - (_NETWORKS + 1 if middle else 0)
        - _SPEED
        - _AGE
        - 1
        - (_SOURCE + 2 if wide else 0)
    )
    word, ink = STATES.get(card.state, (card.state, "dim"))
    source = speech.say(word) if word else platform_short(card.platform) + " " + card.source
    return spans(
        Span(fit_right(curve, CURVE), "good" if rising else "dim"),
        Span(" " + fit(one_line(card.title), max(0, room)), "plain", bold=rising),
        Span(" " + fit(networks, _NETWORKS), "dim") if middle else "",
        Span(fit_right(speed(card, speech), _SPEED), "good" if rising else "dim"),
        Span("  " + fit(one_line(source), _SOURCE), ink) if wide else "",
        Span(fit_right(speech.age(card.first_seen_at, now), _AGE + 1), "dim"),
    )


def speed(card: TrendCard, speech: Speech) -> str:
    """The change of volume per hour against the volume, signed; the volume alone where that is not known."""
    if card.velocity is None or not card.volume:
        return speech.number(round(card.volume)) if card.volume else ""
    before = card.volume - card.velocity
    if before <= 0:
        return "+" + speech.number(round(card.velocity))
    ratio = card.velocity / before
    return ("−" if ratio < 0 else "+") + speech.percent(abs(ratio))


def trend_numbers(cards: Sequence[TrendCard], speech: Speech) -> str:
    """How many there are and how many rise."""
    rising = sum((card.velocity or 0) > 0 for card in cards)
    return " · ".join(
        (
            speech.say_n("{n} trend", "{n} trends", len(cards)),
            speech.say_n("{n} rising", "{n} rising", rising),
        )
    )


def no_trends(speech: Speech) -> tuple[Spans, ...]:
    """What an empty feed says."""
    return (
        spans(Span(speech.say("No trend has been seen yet."))),
        spans(Span(speech.say("Connect a source:"), "dim"), Span(" meydan connect google_trends", "amber")),
    )


def trend_detail(card: TrendCard, speech: Speech, width: int, plain: bool = False) -> list[Spans]:
    """A trend in full: its curve at length, its words, where it was seen."""
    lines: list[Spans] = [spans(Span(one_line(card.title), bold=True))]
    seen = speech.say(
        "first seen {first}, last {last}",
        first=speech.moment(card.first_seen_at),
        last=speech.moment(card.last_seen_at),
    )
    lines += [spans(Span(f"{card.source} · {seen}", "dim")), ()]
    lines.append(
        spans(Span(sparkline(card.samples, width, plain), "good" if (card.velocity or 0) > 0 else "dim"))
    )
    if card.volume is not None:
        lines.append(spans(Span(speech.say("volume {n}", n=speech.number(round(card.volume))), "dim")))
    lines.append(())
    lines += [spans(Span(card.excerpt[start:end])) for start, end in wrap(card.excerpt, width) if end > start]
    if card.url:
        lines += [(), spans(Span(card.url, "blue"))]
    return lines


class TrendList(ShortList[TrendCard]):
    """The feed as a list with a cursor."""

    def __init__(self, speech: Speech, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._speech = speech
        self._now: datetime | None = None

    def show_cards(self, cards: Sequence[TrendCard], now: datetime) -> None:
        """Show these at a time."""
        self._now = now
        self.show(cards, lambda card: card.id, no_trends(self._speech))

    def paint(self, row: TrendCard, width: int, gone: bool) -> Spans:
        """One trend."""
        return trend_line(row, self._speech, width, self._now or row.last_seen_at)
