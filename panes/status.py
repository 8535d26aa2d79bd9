"""The top line: whose desk it is, whether the connectors live, what is stuck, who syncs, what time it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from meydan.panes.ink import Sheet
from meydan.panes.spans import Span, Spans, between, spans, width_of
from meydan.panes.speech import N_, Speech
from meydan.store.rows.outgoing import OutboxCounts
from meydan.store.rows.people import AccountHealth
from meydan.store.rows.waves import WaveRow

STALE = timedelta(minutes=15)
GAP = 3
SYNCERS = {
    "desk": N_("this desk syncs"),
    "colleague": N_("another desk syncs"),
    "service": N_("the service syncs"),
    "nobody": N_("nobody syncs"),
}


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """What the top line tells.

    `late` is what should have left by now, `missed` the posts that were too late to leave by themselves,
    `unread` are open, `waiting` those that wait for a colleague; tones and questions count both. `syncer` is
    desk (this one), colleague (another desk), service or nobody. `waves` are those that nobody has seen, the
    newest first.
    """

    brand: str
    member: str
    health: tuple[AccountHealth, ...]
    outbox: OutboxCounts
    late: int
    missed: int
    unread: int
    positive: int
    neutral: int
    negative: int
    questions: int
    syncer: str
    waiting: int = 0
    waves: tuple[WaveRow, ...] = ()

    @property
    def troubled(self) -> tuple[AccountHealth, ...]:
        """Accounts that are signed out or whose last calls failed."""
        return tuple(
            one for one in self.health if one.account.state == "signed_out" or (one.failures and one.error)
        )

    @property
    def freshest(self) -> datetime | None:
        """The last success of the account that has waited longest."""
        found = [one.last_success_at for one in self.health if one.account.state == "active"]
        known = [at for at in found if at is not None]
        return min(known) if known and len(known) == len(found) else None


class StatusLine(Sheet):
    """Shows the facts; parts that fit no more are left out from the least important on."""

    DEFAULT_CSS = """
    StatusLine { height: 1; padding: 0 1; background: $surface; }
    """

    def __init__(self, speech: Speech, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._speech = speech
        self._facts: StatusFacts | None = None
        self._now: datetime | None = None
        self._work = ""

    def show_facts(self, facts: StatusFacts | None, now: datetime, work: str = "") -> None:
        """Show facts at a time; `work` is long work's progress in words."""
        self._facts, self._now, self._work = facts, now, work
        self._fit()

    def on_resize(self) -> None:
        """Fit the line anew."""
        self._fit()

    def _fit(self) -> None:
        if self._now is None:
            return
        width = self.size.width
        clock = self._clock(self._now)
        name = Span("meydan", "amber", bold=True)
        wishes = self._wishes(self._facts, self._now) if self._facts else []
        room = width - width_of([name]) - width_of(clock) - GAP
        kept: list[Spans] = []
        for _, part in sorted(wishes, key=lambda wish: wish[0]):
            size = width_of(part) + GAP
            if size <= room:
                kept.append(part)
                room -= size
        line = [name]
        for _, part in wishes:
            if part in kept:
                line += [Span(" " * GAP), *part]
        self.show([between(line, clock, width)])

    def _clock(self, now: datetime) -> Spans:
        zone = now.tzname() or ""
        return spans(
            Span(self._speech.clock(now), "plain"),
            Span(f" {zone}" if zone else "", "dim"),
        )

    def _wishes(self, facts: StatusFacts, now: datetime) -> list[tuple[int, Spans]]:
        """Parts in the order they stand, each with its rank: 0 stays longest."""
        wishes = [
            (3, spans(Span(facts.brand))),
            (2, self._accounts(facts, now)),
            (1, self._unread(facts)),
            (0, self._outbox(facts)),
            (4, spans(Span(self._work, "blue"))),
            (5, self._syncer(facts)),
            (6, spans(Span(facts.member.partition(" ")[0], "blue"))),
        ]
        return [(rank, part) for rank, part in wishes if part]

    def _accounts(self, facts: StatusFacts, now: datetime) -> Spans:
        speech = self._speech
        count = len(facts.health)
        if not count:
            return spans(Span("○ ", "dim"), Span(speech.say("no accounts"), "dim"))
        bad = len(facts.troubled)
        words = speech.say_n("{n} account", "{n} accounts", count)
        if bad:
            worse = speech.say_n("{n} in trouble", "{n} in trouble", bad)
            return spans(Span("● ", "bad"), Span(f"{words}  "), Span(worse, "bad"))
        fresh = facts.freshest
        if fresh is None:
            return spans(Span("○ ", "dim"), Span(f"{words}  "), Span(speech.say("not synced yet"), "dim"))
        late = now - fresh > STALE
        age = (
            speech.say("fresh")
            if now - fresh < timedelta(minutes=1)
            else speech.say("{age} ago", age=speech.age(fresh, now))
        )
        return spans(
            Span("● ", "bad" if late else "good"), Span(f"{words}  "), Span(age, "bad" if late else "dim")
        )

    def _unread(self, facts: StatusFacts) -> Spans:
        number = self._speech.number
        if not facts.unread + facts.waiting:
            return spans(Span(self._speech.say("inbox empty"), "good"))
        return spans(
            Span(self._speech.say_n("{n} open", "{n} open", facts.unread)),
            Span("  " + self._speech.say_n("{n} waiting", "{n} waiting", facts.waiting), "dim")
            if facts.waiting
            else "",
            Span("  −" + number(facts.negative), "bad") if facts.negative else "",
            Span(" ·" + number(facts.neutral), "dim") if facts.neutral else "",
            Span(" +" + number(facts.positive), "good") if facts.positive else "",
        )

    def _outbox(self, facts: StatusFacts) -> Spans:
        say_n, outbox = self._speech.say_n, facts.outbox
        waiting = outbox.held + outbox.ready + outbox.sending
        parts = [
            (outbox.asked, say_n("{n} to approve", "{n} to approve", outbox.asked), "amber"),
            (waiting, say_n("{n} waiting", "{n} waiting", waiting), "amber"),
            (outbox.failed, say_n("{n} failed", "{n} failed", outbox.failed), "bad"),
            (outbox.unknown, say_n("{n} unknown", "{n} unknown", outbox.unknown), "bad"),
            (facts.late, say_n("{n} late", "{n} late", facts.late), "bad"),
            (facts.missed, say_n("{n} missed", "{n} missed", facts.missed), "bad"),
        ]
        shown = [Span(f" {words}", ink, bold=ink == "bad") for n, words, ink in parts if n]
        return spans(Span(self._speech.say("outbox"), "dim"), *shown) if shown else ()

    def _syncer(self, facts: StatusFacts) -> Spans:
        ink = "bad" if facts.syncer == "nobody" and facts.health else "dim"
        return spans(Span(self._speech.say(SYNCERS[facts.syncer]), ink))
