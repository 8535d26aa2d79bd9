"""Accounts and how their connectors are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from meydan.insight.text import one_line
from meydan.panes.marks import platform_short
from meydan.panes.shortlist import ShortList
from meydan.panes.signins import sign_in_ends
from meydan.panes.spans import Span, Spans, clip, fit, fit_right, spans
from meydan.panes.speech import N_, Speech
from meydan.panes.tonetrend import CELLS, trend_spans
from meydan.store.rows.people import AccountHealth
from meydan.store.rows.tones import ToneTrend

_NAME, _FRESH, _CALLS, _RATE = 22, 11, 15, 14
WIDE = 100
"""Cells from which there is room for the rate limit, and for tones beside what is wrong."""
_TREND = 2 + CELLS
NO_TRENDS: Mapping[int, ToneTrend] = MappingProxyType({})

STATES = {
    "active": (N_("active"), "good"),
    "paused": (N_("paused"), "amber"),
    "signed_out": (N_("signed out"), "bad"),
}


def health_line(
    one: AccountHealth, speech: Speech, width: int, now: datetime, trend: ToneTrend | None = None
) -> Spans:
    """Sign, platform, name, freshness, calls today against the budget, rate limit, tones, what is wrong.

    Where it is narrow, tones give way to what is wrong.
    """
    account = one.account
    trouble = one.error or account.state != "active"
    word, ink = STATES.get(account.state, (account.state, "dim"))
    fresh = speech.age(one.last_success_at, now) if one.last_success_at else speech.say("never")
    calls = speech.number(one.calls_today)
    if account.daily_budget:
        calls += "/" + speech.number(account.daily_budget)
    rate = ""
    if one.rate_limit and one.rate_remaining is not None:
        rate = f"{speech.number(one.rate_remaining)}/{speech.number(one.rate_limit)}"
    wrong = one_line(one.error) if one.error else ("" if account.state == "active" else speech.say(word))
    if one.blocked_until is not None and one.blocked_until > now:
        wrong = speech.say("waits until {time}", time=speech.clock(one.blocked_until)) + (
            f" · {wrong}" if wrong else ""
        )
    ending = sign_in_ends(account, now, speech)
    wrong = " · ".join(filter(None, (wrong, ending)))
    wide = width >= WIDE
    room = width - 2 - 3 - _NAME - _FRESH - _CALLS - (_RATE + _TREND if wide else 0) - 2
    tones = (Span("  "), *trend_spans(trend, speech)) if wide or not wrong else ()
    return spans(
        Span("● " if account.state == "active" else "○ ", "bad" if one.error else ink),
        Span(fit(platform_short(account.platform), 3), "dim"),
        Span(fit(one_line(account.name), _NAME), bold=True),
        Span(fit_right(fresh, _FRESH), "dim"),
        Span(fit_right(calls, _CALLS), "plain"),
        Span(fit_right(rate, _RATE), "dim") if wide else "",
        *tones,
        Span("  " + clip(wrong, max(0, room)), "bad" if trouble else "amber" if ending else "dim"),
    )


def health_heads(speech: Speech, width: int) -> Spans:
    """Names over the columns."""
    return spans(
        Span("      " + fit(speech.say("account"), _NAME), "dim"),
        Span(fit_right(speech.say("synced"), _FRESH), "dim"),
        Span(fit_right(speech.say("calls today"), _CALLS), "dim"),
        Span(fit_right(speech.say("rate left"), _RATE), "dim") if width >= WIDE else "",
        Span("  " + clip(speech.say("negative"), CELLS), "dim"),
    )


def no_accounts(speech: Speech) -> tuple[Spans, ...]:
    """What a desk without accounts says."""
    return (
        spans(Span(speech.say("No account is connected yet."))),
        spans(Span(speech.say("Connect one:"), "dim"), Span(" meydan connect mastodon https://…", "amber")),
        spans(Span(speech.say("Try it with a demo brand:"), "dim"), Span(" meydan demo", "amber")),
    )


class HealthList(ShortList[AccountHealth]):
    """The accounts as a list with a cursor."""

    def __init__(self, speech: Speech, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._speech = speech
        self._now: datetime | None = None
        self._trends = NO_TRENDS

    def show_health(
        self,
        found: Sequence[AccountHealth],
        now: datetime,
        trends: Mapping[int, ToneTrend] = NO_TRENDS,
    ) -> None:
        """Show these at a time, with their tones by account."""
        self._now, self._trends = now, trends
        self.show(found, lambda one: one.account.id, no_accounts(self._speech))

    def paint(self, row: AccountHealth, width: int, gone: bool) -> Spans:
        """One account."""
        assert self._now is not None
        return health_line(row, self._speech, width, self._now, self._trends.get(row.account.id))
