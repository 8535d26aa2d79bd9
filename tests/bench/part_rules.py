"""Rules: fifty of them on a page that arrived, one on a month of history, five thousand hits at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from meydan.app.rules.book import book, rule_of, surroundings, works
from meydan.app.rules.trial import trying
from meydan.connectors.base import Page
from meydan.insight.rules.language import pack_actions, pack_conditions, read_actions, read_conditions
from meydan.insight.rules.model import Rule
from meydan.store import Actor, Store, open_store
from meydan.store.reads import rules
from meydan.store.rows.rules import RuleWork
from meydan.store.writes import rules as writes
from meydan.store.writes import ruling, team, triage
from meydan.store.writes.ingest import ingest
from tests.bench.corpus import START, analyses, big_store, items
from tests.bench.figures import Figure, median_ms, seconds

RULES, PAGE, BULK = 50, 100, 5000


def figures(work: Path, count: int) -> Iterator[Figure]:
    """Milliseconds and items a second, in a copy of the big store."""
    big_store(work, count).close()
    shutil.copy(work / f"ws-{count}" / "meydan.db", work / "rules.db")
    store = open_store(f"sqlite:///{work / 'rules.db'}", Actor("bench", "cli"))
    try:
        team.init_workspace(store, "Bench", "Europe/Istanbul", "bench", "Bench")
        yield from _page(store, count)
        yield from _history(store, count)
    finally:
        store.close()


def _page(store: Store, count: int) -> Iterator[Figure]:
    """What the rules add to a page: reading it, matching, and what its queue costs when none is in force."""
    fresh = items(count + PAGE)[count:]
    page = Page(items=tuple(fresh))
    with store.writing() as conn:
        unruled = median_ms(lambda: ruling.queue(conn, list(range(1, PAGE + 1))))
    yield Figure("no rule in force, a page of 100", "ms", unruled, None, 0.2)
    for number in range(RULES):
        conditions = read_conditions(
            f"kind:comment,mention,dm words:söz{number}*,kelime{number},word{number}*"
        )
        actions = pack_actions(read_actions("priority:+1"))
        rule = writes.add(store, f"rule {number}", pack_conditions(conditions), actions)
        writes.enable(store, rule, True)
    ingest(store, 1, page, analyses(fresh), now=START)

    def look() -> None:
        with store.reading() as conn:
            queued = rules.queued(conn, PAGE)
            around = surroundings(conn)
        assert queued is not None
        works(made, queued.items, around, START)

    with store.reading() as conn:
        made = book([rule_of(row) for row in rules.in_force(conn)], surroundings(conn))
    yield Figure("50 rules on a page of 100", "ms", median_ms(look), None, 10)


def _history(store: Store, count: int) -> Iterator[Figure]:
    """A trial of all that is stored, and what is done to 5,000 items at once and taken back."""
    end = START + timedelta(minutes=count)
    rule = Rule(0, "", read_conditions("tone:negative words:kargo*"), read_actions("tag:kargo priority:+3"))
    with store.reading() as conn:
        tried = trying(conn, rule, end, since=START)
        took = seconds(lambda: tried.all(conn))
        first = median_ms(lambda: trying(conn, rule, end).look(conn), 10)
    yield Figure("trial of a rule, items", "/s", count / took, None, 20_000, at_least=True)
    yield Figure("trial of a rule, its first piece", "ms", first, None, 60)
    team.add_tag(store, "k", "kargo")
    team.add_member(store, "mert", "Mert", "responder", "m")
    number = writes.add(store, "bulk", pack_conditions(rule.conditions), pack_actions(rule.actions))
    deeds = read_actions("tag:kargo assign:mert priority:+3 done")
    work = RuleWork(number, deeds, list(range(1, min(BULK, count) + 1)))
    done = seconds(lambda: ruling.apply(store, work, now=end, hold=timedelta(0)))
    undone = seconds(lambda: triage.undo(store))
    yield Figure("5,000 hits of a rule at once", "ms", done * 1000, None, 1000)
    yield Figure("5,000 hits taken back", "ms", undone * 1000, None, 1000)
