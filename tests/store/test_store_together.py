"""Where members are, and who answers what."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from meydan.store import NotFound, Store
from meydan.store.reads import audit, together
from meydan.store.rows.together import Company
from meydan.store.tables.together import presence, typing
from meydan.store.topics import Topic
from meydan.store.writes import drafts
from meydan.store.writes import together as writes

if TYPE_CHECKING:
    from tests.store.conftest import Scene

RACER = """
import sys
from meydan.store import Actor, open_store
from meydan.store.writes import together

address, login, item_id = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = open_store(address, Actor(login, "desk"))
print("ready", flush=True)
sys.stdin.readline()
print(together.take_typing(store, f"desk of {login}", item_id).login, flush=True)
store.close()
"""


def seen_by(store: Store, login: str) -> Company:
    with store.reading() as conn:
        return together.company(conn, login)


def let_pass(store: Store, seconds: float) -> None:
    """Make everything that was said that much older."""
    span = timedelta(seconds=seconds)
    with store.writing() as conn:
        for row in conn.execute(presence.select()).all():
            conn.execute(
                update(presence).where(presence.c.session == row.session).values(seen_at=row.seen_at - span)
            )
        for row in conn.execute(typing.select()).all():
            conn.execute(
                update(typing)
                .where(typing.c.item_id == row.item_id)
                .values(since=row.since - span, expires_at=row.expires_at - span)
            )


def test_others_see_where_one_is_until_one_leaves(scene: Scene, as_login: Mapping[str, Store]) -> None:
    scene.arrive(scene.item("1"), scene.item("2"))
    one, two = scene.id("1"), scene.id("2")
    writes.look(scene.store, "a", one)
    writes.look(as_login["bora"], "b", one)
    writes.look(as_login["can"], "c", one)
    assert seen_by(scene.store, "ayse").viewing == {one: ("bora", "can")}
    assert seen_by(scene.store, "bora").viewing == {one: ("ayse", "can")}
    writes.look(as_login["bora"], "b", two)
    writes.look(as_login["can"], "c", None)
    assert seen_by(scene.store, "ayse").viewing == {two: ("bora",)}
    writes.leave(as_login["bora"], "b")
    assert seen_by(scene.store, "ayse").viewing == {}


def test_who_was_not_heard_of_is_gone(scene: Scene, as_login: Mapping[str, Store]) -> None:
    scene.arrive(scene.item("1"))
    writes.look(as_login["bora"], "b", scene.id("1"))
    let_pass(scene.store, 80)
    assert seen_by(scene.store, "ayse").viewing
    writes.look(as_login["bora"], "b", scene.id("1"), again=True)
    let_pass(scene.store, 80)
    assert seen_by(scene.store, "ayse").viewing
    let_pass(scene.store, 20)
    assert not seen_by(scene.store, "ayse").viewing
    writes.look(scene.store, "a", None)
    with scene.store.reading() as conn:
        assert [row.session for row in conn.execute(presence.select())] == ["a"]


def test_one_answers_and_another_hears_who_until_it_is_given_back(
    scene: Scene, as_login: Mapping[str, Store]
) -> None:
    scene.arrive(scene.item("1"), scene.item("2"))
    one, two, bora = scene.id("1"), scene.id("2"), as_login["bora"]
    mine = writes.take_typing(scene.store, "a", one)
    assert (mine.session, mine.login) == ("a", "ayse")
    assert writes.take_typing(bora, "b", one) == mine
    assert writes.take_typing(bora, "b", two).session == "b"
    assert seen_by(bora, "bora").typing[one] == mine
    assert not writes.renew_typing(bora, "b", one)
    assert writes.renew_typing(scene.store, "a", one)
    writes.give_back_typing(bora, "b", one)
    assert seen_by(bora, "bora").typing[one] == mine
    writes.give_back_typing(scene.store, "a", one)
    assert writes.take_typing(bora, "b", one).session == "b"
    with pytest.raises(NotFound):
        writes.take_typing(bora, "b", 999)


def test_a_lease_lasts_as_long_as_it_is_renewed(scene: Scene, as_login: Mapping[str, Store]) -> None:
    scene.arrive(scene.item("1"))
    one, bora = scene.id("1"), as_login["bora"]
    began = writes.take_typing(scene.store, "a", one).since
    let_pass(scene.store, 60)
    assert writes.renew_typing(scene.store, "a", one)
    let_pass(scene.store, 60)
    held = writes.take_typing(bora, "b", one)
    assert (held.login, held.since) == ("ayse", began - timedelta(seconds=120))
    let_pass(scene.store, 40)
    assert not seen_by(bora, "bora").typing
    assert not writes.renew_typing(scene.store, "a", one)
    assert writes.take_typing(bora, "b", one).login == "bora"
    assert writes.take_typing(scene.store, "a", one).login == "bora"


def test_a_member_goes_on_at_another_desk(scene: Scene) -> None:
    scene.arrive(scene.item("1"))
    began = writes.take_typing(scene.store, "old", scene.id("1")).since
    again = writes.take_typing(scene.store, "new", scene.id("1"))
    assert (again.session, again.since, again.taken_from) == ("new", began, "")


def test_breaking_in_says_why_and_is_audited(scene: Scene, as_login: Mapping[str, Store]) -> None:
    scene.arrive(scene.item("1"))
    one, bora = scene.id("1"), as_login["bora"]
    writes.take_typing(scene.store, "a", one)
    with pytest.raises(ValueError, match="reason"):
        writes.break_typing(bora, "b", one, "  ")
    writes.break_typing(bora, "b", one, "müşteri telefonda")
    told = seen_by(scene.store, "ayse").typing[one]
    assert (told.login, told.taken_from, told.reason) == ("bora", "a", "müşteri telefonda")
    assert not writes.renew_typing(scene.store, "a", one)
    assert writes.take_typing(bora, "b", one) == told, "who goes on typing still says why"
    with scene.store.reading() as conn:
        (entry,) = audit.recent(conn, 1)
    assert (entry.login, entry.command, entry.subject) == ("bora", "break_typing", f"item {one}")
    assert entry.detail == "ayse: müşteri telefonda"


def test_two_processes_race_and_exactly_one_gets_it(scene: Scene) -> None:
    scene.arrive(*(scene.item(str(number)) for number in range(3)))
    for number in range(3):
        item_id = scene.id(str(number))
        racers = [
            subprocess.Popen(
                [sys.executable, "-c", RACER, scene.store.url, login, str(item_id)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for login in ("bora", "can")
        ]
        for racer in racers:
            assert racer.stdout is not None
            assert racer.stdout.readline() == "ready\n"
        for racer in racers:
            assert racer.stdin is not None
            racer.stdin.write("\n")
            racer.stdin.flush()
        said = [racer.communicate(timeout=30)[0].strip() for racer in racers]
        holder = seen_by(scene.store, "ayse").typing[item_id].login
        assert said == [holder, holder], "both heard of the same one"


def test_moving_about_is_no_news_of_the_store(scene: Scene) -> None:
    scene.arrive(scene.item("1"))
    one = scene.id("1")
    store, team = scene.store.changes(), scene.store.changes(Topic.TEAM)
    both = scene.store.changes(Topic.STORE, Topic.TEAM)
    try:
        writes.look(scene.store, "a", one)
        assert team.wait(2)
        assert both.wait(2)
        assert both.heard == {Topic.TEAM}
        writes.take_typing(scene.store, "a", one)
        assert team.wait(2)
        assert both.wait(2)
        writes.look(scene.store, "a", one, again=True)
        writes.renew_typing(scene.store, "a", one)
        assert not team.wait(0.2)
        assert not store.wait(0.2), "nothing of it concerns the inbox"
        drafts.save_draft(scene.store, "reply:1", "a")
        assert store.wait(2)
        assert both.wait(2)
        assert both.heard == {Topic.STORE}
        assert not team.wait(0.2)
        writes.leave(scene.store, "a")
        assert team.wait(2)
    finally:
        for watch in (store, team, both):
            watch.close()
