"""How the tone of an account changes: its negative share by weeks, and whether that is more than chance."""

from __future__ import annotations

from math import sqrt

from meydan.panes.marks import sparkline
from meydan.panes.spans import Span, Spans, fit_right, spans, wrap
from meydan.panes.speech import Speech
from meydan.store.rows.tones import ToneTrend

TOO_FEW = 20
"""Items in the last seven days below which a share says nothing."""
CLEAR = 2.6
"""How many standard errors apart shares must be: by chance one account in a hundred is, each week."""
CELLS = 13
SCALE = 0.5
"""The negative share at which a block is full, so that accounts can be compared."""


def change(trend: ToneTrend) -> int:
    """Whether the negative share rose (1) or fell (-1) by more than chance explains, else 0.

    The last seven days against the four weeks before, by the two-proportion z-test.
    """
    (count, negative), (count_before, negative_before) = trend.now, trend.before
    if min(count, count_before) < TOO_FEW:
        return 0
    pooled = (negative + negative_before) / (count + count_before)
    error = sqrt(pooled * (1 - pooled) * (1 / count + 1 / count_before))
    apart = negative / count - negative_before / count_before
    if abs(apart) <= CLEAR * error:
        return 0
    return 1 if apart > 0 else -1


def trend_spans(trend: ToneTrend | None, speech: Speech) -> Spans:
    """`▁▂▂▃▆ 18% ↑` in CELLS cells; a week in which nothing came is a blank."""
    if trend is None or not any(count for count, _ in trend.weeks):
        return spans(Span(" " * CELLS))
    blocks = "".join(_block(count, negative) for count, negative in trend.weeks)
    count, negative = trend.now
    share = speech.percent(negative / count) if count else ""
    sign, ink = {1: ("↑", "bad"), -1: ("↓", "good"), 0: (" ", "dim")}[change(trend)]
    return spans(
        Span(blocks, ink), Span(fit_right(share, CELLS - len(blocks) - 2), ink), Span(f" {sign}", ink)
    )


def trend_words(trend: ToneTrend | None, width: int, speech: Speech) -> list[Spans]:
    """The same in words, for the account under the cursor; nothing where nothing came."""
    if trend is None or not trend.now[0]:
        return []
    (count, negative), (count_before, negative_before) = trend.now, trend.before
    told = speech.say(
        "{share} negative in 7 days ({count})",
        share=speech.percent(negative / count),
        count=speech.number(count),
    )
    if count_before:
        before = speech.say(
            "{share} in the 28 days before ({count})",
            share=speech.percent(negative_before / count_before),
            count=speech.number(count_before),
        )
        told = f"{told} · {before}"
    direction = change(trend)
    if direction:
        verdict = speech.say("clearly more") if direction > 0 else speech.say("clearly less")
    elif min(count, count_before) >= TOO_FEW:
        verdict = speech.say("no clear change")
    else:
        verdict = speech.say("too few to compare")
    told = f"{told} · {verdict}"
    ink = {1: "bad", -1: "good", 0: "dim"}[direction]
    return [(Span(told[start:end], ink),) for start, end in wrap(told, width)]


def _block(count: int, negative: int) -> str:
    if not count:
        return " "
    # Between the ends of the scale; the sparkline of one value alone has no scale.
    return sparkline([0.0, min(negative / count, SCALE), SCALE], 3)[1]
