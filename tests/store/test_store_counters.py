"""The counters say what a recount says, after any sequence of commands."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meydan.store import NotFound, counters
from meydan.store.reads import inbox
from meydan.store.rows.inbox import InboxQuery
from meydan.store.rows.outgoing import ReplyOrder
from meydan.store.writes import inquiries, outbox, team, triage

if TYPE_CHECKING:
    from tests.store.conftest import Scene

TEXTS = ("iyi", "kötü", "neden?", "kötü mü?")


def agrees(scene: Scene) -> bool:
    """Whether the counters are what counting gives."""
    with scene.store.reading() as conn:
        return +counters.stored(conn) == counters.tally(conn)


STEPS: dict[str, Callable[[Scene, list[int], int], object]] = {
    "arrive": lambda scene, ids, n: scene.arrive(
        *(scene.item(str(n + each), TEXTS[n % 4], kind=("dm", "comment")[n % 2]) for each in range(3))
    ),
    "delete": lambda scene, ids, n: scene.arrive(
        scene.item(str(n), kind=("dm", "comment")[n % 2], deleted=True)
    ),
    "done": lambda scene, ids, n: triage.done(scene.store, ids),
    "reopen": lambda scene, ids, n: triage.reopen(scene.store, ids),
    "snooze": lambda scene, ids, n: triage.snooze(scene.store, ids, scene.now + timedelta(hours=n)),
    "wake": lambda scene, ids, n: triage.wake(scene.store, scene.now + timedelta(hours=n)),
    "assign": lambda scene, ids, n: triage.assign(scene.store, ids, ("bora", "ayse", "")[n % 3]),
    "ask": lambda scene, ids, n: inquiries.ask(scene.store, ids, "bora"),
    "sentiment": lambda scene, ids, n: triage.sentiment(
        scene.store, ids, ("positive", "neutral", "negative", "")[n % 4]
    ),
    "star": lambda scene, ids, n: triage.star(scene.store, ids, bool(n % 2)),
    "reply": lambda scene, ids, n: [
        outbox.queue_reply(scene.store, each, ReplyOrder("a", hold=timedelta(9), done=True))
        for each in ids[:1]
    ],
    "undo": lambda scene, ids, n: triage.undo(scene.store),
    "redo": lambda scene, ids, n: triage.redo(scene.store),
}


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 9)), max_size=12))
def test_counters_agree_with_a_recount(scene: Scene, steps: list[tuple[str, int]]) -> None:
    for name, n in steps:
        with scene.store.reading() as conn:
            ids = [number for number in inbox.ids(conn, InboxQuery()) if (number + n) % 3]
        with suppress(NotFound):  # the member may have been undone as well
            STEPS[name](scene, ids, n)
        assert agrees(scene), name


def test_counts_of_filters_agree_with_what_they_list(scene: Scene) -> None:
    scene.arrive(
        *(scene.item(str(n), TEXTS[n % 4], kind=("dm", "comment", "review")[n % 3]) for n in range(40))
    )
    with scene.store.reading() as conn:
        ids = list(inbox.ids(conn, InboxQuery()))
    triage.done(scene.store, ids[:7])
    triage.assign(scene.store, ids[5:15], "bora")
    team.add_tag(scene.store, "k", "kargo")
    triage.tag(scene.store, ids[:3], "kargo")
    triage.star(scene.store, ids[4:6], True)
    filters = [
        InboxQuery(),
        InboxQuery(states=frozenset({"open", "waiting", "snoozed"})),
        InboxQuery(states=frozenset({"done"}), sentiments=frozenset({"negative"})),
        InboxQuery(kinds=frozenset({"dm", "review"}), question=True),
        InboxQuery(assignee="bora"),
        InboxQuery(assignee=""),
        InboxQuery(assignee="nobody of this name"),
        InboxQuery(accounts=frozenset({"kahve"})),
        InboxQuery(accounts=frozenset({"no such account"})),
        InboxQuery(platforms=frozenset({"mastodon"}), states=frozenset({"open"})),
        InboxQuery(states=frozenset({"'; DROP TABLE item"})),
        InboxQuery(tags=frozenset({"kargo"})),
        InboxQuery(starred=True),
        InboxQuery(starred=False, states=frozenset({"open"})),
        InboxQuery(langs=frozenset({"tr"})),
        InboxQuery(langs=frozenset({"en"})),
        InboxQuery(since=scene.now),
        InboxQuery(since=scene.now + timedelta(microseconds=1)),
        InboxQuery(search="kotu"),
    ]
    with scene.store.reading() as conn:
        listed = [len(inbox.ids(conn, each)) for each in filters]
        paged = [len(inbox.page(conn, each, 1000)) for each in filters]
        assert inbox.counts(conn, filters) == listed == paged
    assert listed[:5] == [40, 33, listed[2], listed[3], 10]
    assert (listed[6], listed[8], listed[10], listed[11], listed[12], listed[15]) == (0, 0, 0, 3, 2, 0)


def test_recount_repairs(scene: Scene) -> None:
    scene.arrive(scene.item("1"), scene.item("2", "kötü"))
    with scene.store.writing() as conn:
        conn.exec_driver_sql("UPDATE item_counter SET items = items + 5")
    assert not agrees(scene)
    with scene.store.writing() as conn:
        counters.recount(conn)
    assert agrees(scene)


def test_five_thousand_at_once_take_less_than_a_second(scene: Scene) -> None:
    scene.arrive(*(scene.item(str(n), TEXTS[n % 4]) for n in range(5000)))
    with scene.store.reading() as conn:
        ids = list(inbox.ids(conn, InboxQuery()))
    team.add_tag(scene.store, "k", "kargo")
    store = scene.store
    commands: list[Callable[[], object]] = [
        partial(triage.done, store, ids),
        partial(triage.assign, store, ids, "bora"),
        partial(triage.tag, store, ids, "kargo"),
        *[partial(triage.undo, store)] * 3,
    ]
    for work in commands:
        started = time.process_time()
        work()
        assert time.process_time() - started < 1.0
    assert agrees(scene)
    assert scene.one("17").state == "open"
