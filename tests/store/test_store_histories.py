"""Two members at work, with their own undo histories, against a model of what is to happen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select

from meydan.store import Store, counters
from meydan.store.reads import inbox, outbox
from meydan.store.rows.inbox import InboxQuery, ItemRow
from meydan.store.rows.outgoing import ReplyOrder
from meydan.store.tables.inbox import item
from meydan.store.tables.outbox import delivery
from meydan.store.tables.system import undo_entry
from meydan.store.writes import outbox as outbox_writes
from meydan.store.writes import team, triage
from tests.store.triage_model import Model

if TYPE_CHECKING:
    from tests.store.conftest import Scene

ITEMS = 2
LOGINS = ("ayse", "bora")
TAGS = ("kargo", "iade")
WORDS = ("fiyat", "kargom")
HOLD = timedelta(days=1)
SETTINGS = settings(
    max_examples=8,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)

who = st.sampled_from(LOGINS)
some = st.sets(st.integers(0, ITEMS - 1), min_size=1)
one = st.integers(0, ITEMS - 1)


@pytest.fixture
def stores(scene: Scene, as_login: Mapping[str, Store]) -> Mapping[str, Store]:
    """The store as each of the two uses it."""
    for letter, name in zip("ki", TAGS, strict=True):
        team.add_tag(scene.store, letter, name)
    return {"ayse": scene.store, "bora": as_login["bora"]}


_numbers: Iterator[int] = count()


class Desk:
    """Fresh items in a store, the model of them, and the commands that do to both the same.

    `apart`: each member works on half of the items.
    """

    def __init__(self, scene: Scene, stores: Mapping[str, Store], *, apart: bool = False) -> None:
        self.scene = scene
        self.apart = apart
        self.stores = stores
        self.now = scene.now
        with scene.store.writing() as conn:
            conn.execute(delete(undo_entry))
            conn.execute(delete(delivery))
        self.names = [f"e{next(_numbers)}" for _ in range(ITEMS)]
        made = scene.arrive(
            *(scene.item(name, f"{word} {name}") for name, word in zip(self.names, WORDS, strict=True))
        )
        self.ids = sorted(made.ids)
        self.model = Model(self.real())
        self.start = self.real()

    def rows(self) -> dict[int, ItemRow]:
        with self.scene.store.reading() as conn:
            return inbox.by_ids(conn, self.ids)

    def real(self) -> dict[int, dict[str, Any]]:
        """The items as the store has them, in the model's words."""
        with self.scene.store.reading() as conn:
            said = dict(conn.execute(select(item.c.id, item.c.spam_said)).all())
        return {
            number: {
                "state": row.state,
                "until": row.snoozed_until,
                "assignee": row.assignee,
                "tone": row.sentiment,
                "starred": row.starred,
                "spam": row.spam,
                "spam said": said[number],
                **{f"tag {name}": name in row.tags for name in TAGS},
            }
            for number, row in self.rows().items()
        }

    def at(self, login: str, places: Iterable[int]) -> list[int]:
        """The ids of the items at some places, each once."""
        half = ITEMS // 2
        if self.apart:
            places = [place % half + half * LOGINS.index(login) for place in places]
        return [self.ids[place] for place in sorted(set(places))]

    def do(
        self, login: str, places: set[int], command: Callable[[Store, Sequence[int]], None], **cells: Any
    ) -> None:
        ids = self.at(login, places)
        command(self.stores[login], ids)
        self.model.put(login, ids, {name.replace("_", " "): value for name, value in cells.items()})

    def agree(self) -> None:
        """The store is as the model says, and its counters are as a recount says."""
        assert self.real() == self.model.items
        with self.scene.store.reading() as conn:
            assert +counters.stored(conn) == counters.tally(conn)
            found = {row.id: row.state for row in outbox.page(conn, frozenset(), 10_000)}
        assert {number: found[number] for number in self.model.deliveries} == self.model.deliveries

    def searchable(self) -> None:
        """Each item is found by its own word, and by no other's."""
        with self.scene.store.reading() as conn:
            for number, name, word in zip(self.ids, self.names, WORDS, strict=True):
                assert list(inbox.ids(conn, InboxQuery(search=f"{word} {name}"))) == [number]


class Triage(RuleBasedStateMachine):
    """What two members may do and take back, in any order."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    @rule(login=who, places=some)
    def done(self, login: str, places: set[int]) -> None:
        self.desk.do(login, places, triage.done, state="done", until=None)

    @rule(login=who, places=some)
    def reopen(self, login: str, places: set[int]) -> None:
        self.desk.do(login, places, triage.reopen, state="open", until=None)

    @rule(login=who, places=some, hours=st.integers(1, 2))
    def snooze(self, login: str, places: set[int], hours: int) -> None:
        until = self.desk.now + timedelta(hours=hours)
        self.desk.do(login, places, lambda s, ids: triage.snooze(s, ids, until), state="snoozed", until=until)

    @rule(login=who, places=some, to=st.sampled_from(("", *LOGINS)))
    def assign(self, login: str, places: set[int], to: str) -> None:
        self.desk.do(login, places, lambda s, ids: triage.assign(s, ids, to), assignee=to)

    @rule(login=who, places=some, tone=st.sampled_from(("positive", "negative")))
    def say_tone(self, login: str, places: set[int], tone: str) -> None:
        self.desk.do(login, places, lambda s, ids: triage.sentiment(s, ids, tone), tone=tone)

    @rule(login=who, places=some, on=st.booleans())
    def star(self, login: str, places: set[int], on: bool) -> None:
        self.desk.do(login, places, lambda s, ids: triage.star(s, ids, on), starred=on)

    @rule(login=who, place=one)
    def star_there_and_back(self, login: str, place: int) -> None:
        (number,) = self.desk.at(login, [place])
        was = self.desk.model.items[number]["starred"]
        self.star(login, {place}, not was)
        self.star(login, {place}, was)

    @rule(login=who, places=some, on=st.booleans())
    def spam(self, login: str, places: set[int], on: bool) -> None:
        state = "done" if on else "open"
        self.desk.do(
            login,
            places,
            lambda s, ids: triage.spam(s, ids, on),
            spam=on,
            spam_said=on,
            state=state,
            until=None,
        )

    @rule(login=who, places=some, name=st.sampled_from(TAGS), on=st.booleans())
    def tag(self, login: str, places: set[int], name: str, on: bool) -> None:
        put = triage.tag if on else triage.untag
        self.desk.do(login, places, lambda s, ids: put(s, ids, name), **{f"tag_{name}": on})

    @rule(login=who, place=one, close=st.booleans())
    def reply(self, login: str, place: int, close: bool) -> None:
        (number,) = self.desk.at(login, [place])
        made = outbox_writes.queue_reply(
            self.desk.stores[login], number, ReplyOrder("selam", hold=HOLD, done=close)
        )
        self.desk.model.reply(login, number, made, close)

    @rule(login=who)
    def undo(self, login: str) -> None:
        assert (triage.undo(self.desk.stores[login]) is not None) == self.desk.model.undo(login)

    @rule(login=who)
    def redo(self, login: str) -> None:
        assert (triage.redo(self.desk.stores[login]) is not None) == self.desk.model.redo(login)

    @invariant()
    def as_the_model_says(self) -> None:
        self.desk.agree()

    def teardown(self) -> None:
        self.desk.searchable()


class Together(Triage):
    """The two work on the same items, and stop each other's answers."""

    @precondition(lambda self: "held" in self.desk.model.deliveries.values())
    @rule(login=who, data=st.data())
    def cancel(self, login: str, data: st.DataObject) -> None:
        held = sorted(id for id, state in self.desk.model.deliveries.items() if state == "held")
        chosen = data.draw(st.sampled_from(held))
        outbox_writes.cancel(self.desk.stores[login], chosen)
        self.desk.model.cancel(chosen)


class Apart(Triage):
    """The two work on items of their own: nobody interferes, and all can be taken back."""

    def teardown(self) -> None:
        super().teardown()
        after = self.desk.real()
        turns = dict.fromkeys(LOGINS, 0)
        for login in LOGINS:
            while triage.undo(self.desk.stores[login]) is not None:
                turns[login] += 1
        assert self.desk.real() == self.desk.start
        for login in LOGINS:
            for _ in range(turns[login]):
                assert triage.redo(self.desk.stores[login]) is not None
        assert self.desk.real() == after


def test_triage_by_two_members_is_as_the_model_says(scene: Scene, stores: Mapping[str, Store]) -> None:
    run(lambda: Together(Desk(scene, stores)))


def test_who_is_not_interfered_with_gets_everything_back(scene: Scene, stores: Mapping[str, Store]) -> None:
    run(lambda: Apart(Desk(scene, stores, apart=True)))


def run(machine: Callable[[], Triage]) -> None:
    run_state_machine_as_test(machine, settings=SETTINGS)  # type: ignore[arg-type]


def test_what_another_did_again_is_not_taken_back(scene: Scene, stores: Mapping[str, Store]) -> None:
    scene.arrive(scene.item("1"))
    number, ayse, bora = scene.id("1"), stores["ayse"], stores["bora"]
    triage.done(ayse, [number])
    triage.tag(ayse, [number], "kargo")
    triage.untag(bora, [number], "kargo")
    triage.tag(bora, [number], "kargo")
    triage.reopen(bora, [number])
    triage.done(bora, [number])
    triage.undo(ayse)
    triage.undo(ayse)
    assert (scene.one("1").state, scene.one("1").tags) == ("done", ("kargo",))
    for _ in range(4):
        triage.undo(bora)
    triage.redo(ayse)
    triage.redo(ayse)
    assert (scene.one("1").state, scene.one("1").tags) == ("done", ("kargo",))


def test_what_another_changed_after_an_undo_is_not_done_again(
    scene: Scene, stores: Mapping[str, Store]
) -> None:
    scene.arrive(scene.item("1"))
    number, ayse, bora = scene.id("1"), stores["ayse"], stores["bora"]
    triage.done(ayse, [number])
    triage.undo(ayse)
    triage.done(bora, [number])
    triage.reopen(bora, [number])
    triage.redo(ayse)
    assert scene.one("1").state == "open"
    triage.undo(ayse)
    assert scene.one("1").state == "open"
