"""The rules in force at work on what has arrived, in the process that syncs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from meydan.app.rules.book import Surroundings, book, rule_of, surroundings, works
from meydan.app.sync.events import Notice, Step
from meydan.app.sync.tools import Tools
from meydan.insight.rules.matching import RuleBook
from meydan.insight.rules.model import Rule, RuleError
from meydan.store.reads import rules
from meydan.store.rows.rules import RuleRow, RuleWork
from meydan.store.writes import ruling

AT_ONCE = 500
"""Items that are ruled in one transaction: a longer one would make those who write wait."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What is to be done to a piece of the queue that ends at entry `until`."""

    works: tuple[RuleWork, ...]
    until: int


class Ruling:
    """Lets the rules in force look at what waits for them.

    What arrives waits in the store from the transaction that stored it until the one that did what the rules
    ask for, so that a death in between loses nothing and doubles nothing. `hold` is for what leaves.
    """

    def __init__(self, tools: Tools, hold: timedelta) -> None:
        self._tools = tools
        self._hold = hold
        self._made: tuple[tuple[RuleRow, ...], Surroundings, RuleBook] | None = None

    async def catch_up(self) -> int:
        """Work until nothing waits; how many hits there were. Raises LeaseLost, StoreError."""
        hits = 0
        while (found := await self._tools.off(self._prepare)) is not None:
            done = await self._tools.fenced(
                ruling.ruled, found.works, until=found.until, now=self._tools.clock.now(), hold=self._hold
            )
            self._tools.tell(Step.RULED, count=done)
            hits += done
        return hits

    def _prepare(self) -> _Prepared | None:
        with self._tools.store.reading() as conn:
            queued = rules.queued(conn, AT_ONCE)
            if queued is None:
                return None
            rows, around = rules.in_force(conn), surroundings(conn)
        made = self._book(rows, around)
        return _Prepared(tuple(works(made, queued.items, around, self._tools.clock.now())), queued.last)

    def _book(self, rows: tuple[RuleRow, ...], around: Surroundings) -> RuleBook:
        """The rules made ready, once for as long as they stay as they are."""
        if self._made is None or self._made[:2] != (rows, around):
            readable = [rule for rule in map(self._rule, rows) if rule is not None]
            self._made = rows, around, book(readable, around)
        return self._made[2]

    def _rule(self, row: RuleRow) -> Rule | None:
        try:
            return rule_of(row)
        except RuleError as error:
            self._tools.tell(Notice.RULE_UNREAD, subject=row.name, message=str(error))
            return None
