"""Trying a rule on what is stored: what it would have done, and nothing is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from meydan.app.rules.book import Surroundings, book, can_hide, rule_of, surroundings
from meydan.insight.rules.language import write_actions
from meydan.insight.rules.model import Actions, Rule, RuleError
from meydan.insight.rules.parts import cut
from meydan.panes.rules.trial import Effect, Sample, Trial
from meydan.store.reads import inbox, rules
from meydan.store.rows.inbox import ItemRow
from meydan.store.rows.rules import RuleItem, RuleRow

DAYS = 30
PIECE = 1000
SAMPLES = 12


class Trying:
    """A rule that is tried on the last days, piece by piece, newest first.

    Each `look` reads one piece in the snapshot that it is given, so that a long history keeps nobody waiting.
    Of the rules in force `before` it, those that are the last keep items from it.
    """

    def __init__(
        self, rule: Rule, before: Sequence[Rule], around: Surroundings, since: datetime, days: int
    ) -> None:
        self.rule = rule
        self._own = book([rule], around)
        self._before = book([one for one in before if one.actions.last], around)
        self._since = since
        self._days = days
        self._below = rules.TOP
        self._deeds = _deeds(rule.actions)
        self._counts: Counter[str] = Counter()
        self._done: Counter[tuple[str, str]] = Counter()
        self._new: Counter[tuple[str, str]] = Counter()
        self._hides: dict[str, bool] = {}
        self._samples: list[Sample] = []
        self.items: list[RuleItem] = []
        self.whole = False

    def look(self, conn: Connection) -> bool:
        """Look at the next piece; whether there may be more."""
        piece = rules.history(conn, self._since, PIECE, self._below)
        met = [item for item in piece if self._meets(item)]
        self._count(met, inbox.by_ids(conn, [item.id for item in met]))
        self.items += met
        self._counts["seen"] += len(piece)
        self.whole = len(piece) < PIECE
        if piece:
            self._below = piece[-1].place
        return not self.whole

    @property
    def seen(self) -> int:
        """How many items were looked at so far."""
        return self._counts["seen"]

    def all(self, conn: Connection) -> Trial:
        """Look at everything."""
        while self.look(conn):
            pass
        return self.result()

    def result(self) -> Trial:
        """What is known so far."""
        effects = [Effect(*deed, self._done[deed], self._new[deed]) for deed in self._deeds]
        return Trial(
            self._days,
            self.seen,
            len(self.items),
            self._counts["stopped"],
            tuple(effects),
            tuple(self._samples),
            self.whole,
        )

    def _meets(self, item: RuleItem) -> bool:
        if not self._own.matches(item):
            return False
        if self._before.matches(item):
            self._counts["stopped"] += 1
            return False
        if len(self._samples) < SAMPLES:
            why = self._own.reasons(self.rule, item)
            author = item.author_name or item.author
            self._samples.append(Sample(item.id, author, item.text, item.created_at, why))
        return True

    def _count(self, met: Sequence[RuleItem], rows: dict[int, ItemRow]) -> None:
        for item in met:
            for deed in self._deeds:
                if deed[0] != "hide" or self._can_hide(item.platform):
                    self._done[deed] += 1
                    self._new[deed] += _is_new(rows[item.id], *deed)

    def _can_hide(self, platform: str) -> bool:
        if platform not in self._hides:
            self._hides[platform] = can_hide(platform)
        return self._hides[platform]


def _deeds(actions: Actions) -> list[tuple[str, str]]:
    """What actions do, as pairs of an action and a value, in the order in which they are written."""
    return [
        (part.name, value)
        for part in cut(write_actions(actions), "do")
        for value in [one.text for one in part.values] or [""]
        if part.name != "last"
    ]


def _is_new(row: ItemRow, action: str, value: str) -> bool:
    """Whether an item is not so already, as it is today."""
    match action:
        case "tag":
            return value not in row.tags
        case "assign":
            return not row.assignee
        case "done" | "snooze":
            return row.state == "open" and not row.assignee
        case "draft":
            return row.state != "done"
        case "hide":
            return not row.hidden
        case _:
            return True


def trying(
    conn: Connection,
    rule: Rule,
    now: datetime,
    days: int = DAYS,
    *,
    place: int | None = None,
    since: datetime | None = None,
) -> Trying:
    """A trial of a rule that stands at a place of the order, or after all others.

    Over the last days, or what came in since a moment.
    """
    rows = rules.in_force(conn)
    before = [row for row in rows if row.id != rule.id and (place is None or row.place < place)]
    readable = [one for one in map(_readable, before) if one is not None]
    return Trying(rule, readable, surroundings(conn), since or now - timedelta(days=days), days)


def _readable(row: RuleRow) -> Rule | None:
    try:
        return rule_of(row)
    except RuleError:
        return None
