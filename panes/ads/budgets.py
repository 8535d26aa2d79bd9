"""The budgets: one line per campaign, spend against plan and where it is heading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from meydan.insight.text import one_line
from meydan.panes.ads.standing import FAST, OVER, WORDS, Standing, standing_of
from meydan.panes.marks import bar, platform_short, sparkline
from meydan.panes.shortlist import ShortList
from meydan.panes.spans import Span, Spans, fit, fit_right, spans
from meydan.panes.speech import Speech
from meydan.store.rows.figures import BudgetRow

_PLATFORM, _NAME, _SHARE, _SPENT, _PACE, _MEANING = 3, 16, 6, 12, 8, 12
LEAST_BAR = 6
WIDE = 56
"""Cells from which there is room for what the pace means."""


def budget_line(row: BudgetRow, speech: Speech, width: int, today: date, plain: bool = False) -> Spans:
    """Platform, campaign, bar with the mark of today, share, pace and what it means in money or days."""
    found = standing_of(row, today)
    wide = width >= WIDE
    name = _NAME if wide else _NAME - 2
    head = (
        Span(fit(platform_short(row.platform), _PLATFORM), "dim"),
        Span(fit(one_line(row.campaign), name)),
    )
    if found is None:
        spent = speech.money(row.spent, row.currency)
        return spans(
            *head, Span("  " + fit_right(spent, _SPENT)), Span("  " + speech.say("no budget set"), "dim")
        )
    word, ink = WORDS[found.state]
    if found.runs_out is not None and found.state in (FAST, OVER):
        meaning = speech.say("ends {day}", day=speech.short_date(found.runs_out))
    else:
        meaning = speech.say("{money}/day", money=speech.money(found.pace.per_day, row.currency))
    tail = _SHARE + 2 + _PACE + (1 + _MEANING if wide else 0)
    room = max(LEAST_BAR, min(30, width - _PLATFORM - name - 1 - tail))
    return spans(
        *head,
        Span(" "),
        *_marked_bar(found, room, ink, plain),
        Span(fit_right(speech.percent(found.spent_ratio), _SHARE)),
        Span("  " + fit(speech.say(word), _PACE), ink),
        Span(" " + meaning, ink if found.state in (FAST, OVER) else "dim") if wide else "",
    )


def _marked_bar(found: Standing, width: int, ink: str, plain: bool) -> Spans:
    """The bar of what is spent; a mark stands where time is."""
    full, rest = bar(found.spent_ratio, width, plain)
    mark = min(width - 1, int(found.time_ratio * width))
    cells = [(char, "blue" if ink == "good" else ink) for char in full] + [(char, "dim") for char in rest]
    cells[mark] = ("|" if plain else "┃" if mark < len(full) else "│", "plain")
    merged: list[Span] = []
    for char, colour in cells:
        if merged and merged[-1].ink == colour:
            merged[-1] = Span(merged[-1].text + char, colour)
        else:
            merged.append(Span(char, colour))
    return tuple(merged)


def totals_line(rows: Sequence[BudgetRow], speech: Speech) -> Spans:
    """What the results cost and return, per currency; nothing where there are none."""
    parts: list[str] = []
    for currency in dict.fromkeys(row.currency for row in rows):
        same = [row for row in rows if row.currency == currency]
        spent = sum((row.spent for row in same), Decimal(0))
        results = sum((row.results for row in same), Decimal(0))
        value = sum((row.value for row in same), Decimal(0))
        if results:
            parts.append(f"CPA {speech.money(spent / results, currency)}")
        if value and spent:
            parts.append(f"ROAS {speech.number(round(value / spent, 1))}")
        clicks, seen = sum(row.clicks for row in same), sum(row.impressions for row in same)
        if seen:
            parts.append(f"CTR {speech.percent(clicks / seen)}")
    return spans(Span("   ".join(parts), "dim"))


def budget_numbers(rows: Sequence[BudgetRow], speech: Speech, month: date, today: date) -> str:
    """Month, spend of budget and forecast, per currency."""
    parts = [speech.month(month)]
    for currency in dict.fromkeys(row.currency for row in rows):
        same = [row for row in rows if row.currency == currency]
        spent = sum((row.spent for row in same), Decimal(0))
        budget = sum((row.budget or Decimal(0) for row in same), Decimal(0))
        if not budget:
            parts.append(speech.money(spent, currency))
            continue
        parts.append(f"{speech.money(spent, currency)} / {speech.money(budget, currency)}")
        forecast = sum(
            (found.pace.projected if (found := standing_of(row, today)) else row.spent for row in same),
            Decimal(0),
        )
        parts.append(speech.say("forecast {money}", money=speech.money(forecast, currency)))
    return " · ".join(parts)


def no_budgets(speech: Speech) -> tuple[Spans, ...]:
    """What a month without ads says."""
    return (
        spans(Span(speech.say("No ad spend in this month."))),
        spans(Span(speech.say("Connect an ad account:"), "dim"), Span(" meydan connect meta_ads", "amber")),
    )


def budget_detail(
    row: BudgetRow, speech: Speech, width: int, today: date, plain: bool = False
) -> list[Spans]:
    """A campaign in full: plan, pace, curve of days, what it brought."""
    found = standing_of(row, today)
    lines: list[Spans] = [
        spans(Span(one_line(row.campaign), bold=True)),
        spans(
            Span(
                f"{one_line(row.account)} · {speech.short_date(row.start)} – {speech.short_date(row.end)}",
                "dim",
            )
        ),
        (),
    ]

    def figure(name: str, value: str, ink: str = "plain") -> None:
        lines.append(spans(Span(fit(name, 16), "dim"), Span(value, ink)))

    figure(speech.say("spent"), speech.money(row.spent, row.currency))
    if row.budget is not None:
        figure(speech.say("budget"), speech.money(row.budget, row.currency))
    if found is not None:
        word, ink = WORDS[found.state]
        figure(speech.say("pace"), speech.say(word), ink)
        figure(speech.say("forecast"), speech.money(found.pace.projected, row.currency))
        figure(speech.say("left per day"), speech.money(found.pace.per_day, row.currency))
        if found.runs_out is not None:
            figure(speech.say("gone on"), speech.day(found.runs_out), "bad")
    figure(speech.say("impressions"), speech.number(row.impressions))
    figure(speech.say("clicks"), speech.number(row.clicks))
    if row.results:
        figure(speech.say("results"), speech.number(row.results))
    if row.daily:
        lines += [(), spans(Span(speech.say("spend by day"), "dim"))]
        lines.append(spans(Span(sparkline([float(day) for day in row.daily], width, plain), "blue")))
    return lines


class BudgetList(ShortList[BudgetRow]):
    """The campaigns as a list with a cursor."""

    def __init__(self, speech: Speech, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._speech = speech
        self._today: date | None = None

    def show_budgets(self, rows: Sequence[BudgetRow], today: date) -> None:
        """Show these on a day."""
        self._today = today
        places = {id(row): place for place, row in enumerate(rows)}
        self.show(rows, lambda row: places[id(row)], no_budgets(self._speech))

    def paint(self, row: BudgetRow, width: int, gone: bool) -> Spans:
        """One campaign."""
        return budget_line(row, self._speech, width, self._today or row.end)
