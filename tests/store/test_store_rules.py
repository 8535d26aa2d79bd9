"""Rules in the store: made, ordered, undone; what they do, and what they leave to people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from meydan.connectors.base import Author
from meydan.insight.rules.model import Conditions
from meydan.store import Conflict, Forbidden, LeaseLost, NotFound, Store
from meydan.store.reads import audit, drafts, outbox, rules
from meydan.store.rows.rules import RuleItem, RuleWork
from meydan.store.rows.system import Fence
from meydan.store.writes import inquiries, moderation, ruling, team, triage
from meydan.store.writes import rules as writes
from meydan.store.writes.drafts import drop_draft, save_draft

if TYPE_CHECKING:
    from tests.store.conftest import Scene

HOLD = timedelta(seconds=10)


@dataclass(frozen=True)
class Deeds:
    """What a rule does, as the store sees it."""

    tags: tuple[str, ...] = ()
    assignee: str = ""
    boost: int = 0
    snooze: timedelta | None = None
    done: bool = False
    hide: bool = False
    draft: str = ""


def made(scene: Scene, name: str, *, on: bool = True, place: int | None = None) -> int:
    """A rule, in force."""
    number = writes.add(scene.store, name, '{"kind": ["comment"]}', '{"done": []}', place=place)
    if on:
        writes.enable(scene.store, number, True)
    return number


def names(scene: Scene) -> list[str]:
    with scene.store.reading() as conn:
        return [row.name for row in rules.every(conn, scene.now)]


def waiting(scene: Scene) -> list[str]:
    """The remote ids of the items that wait for the rules, oldest first."""
    with scene.store.reading() as conn:
        found = rules.queued(conn, 100)
    return [] if found is None else [item.text for item in found.items]


def ruled(scene: Scene, rule_id: int, deeds: Deeds, *ids: int, **more: object) -> int:
    """The sync's round, over all that waits."""
    with scene.store.reading() as conn:
        found = rules.queued(conn, 1000)
    work = RuleWork(rule_id, deeds, ids, **more)  # type: ignore[arg-type]
    until = found.last if found else 0
    return ruling.ruled(scene.store, scene.lease(), [work], until=until, now=scene.now, hold=HOLD)


def did(scene: Scene, item_id: int) -> list[tuple[tuple[str, str], ...]]:
    with scene.store.reading() as conn:
        return [hit.did for hit in rules.hits_of(conn, item_id)]


# --- rules themselves


def test_rules_are_kept_in_order_and_come_out_of_force(scene: Scene) -> None:
    first, second = made(scene, "bir", on=False), made(scene, "iki", on=False)
    third = made(scene, "üç", on=False, place=1)
    assert names(scene) == ["üç", "bir", "iki"]
    writes.move(scene.store, second, 1)
    assert names(scene) == ["iki", "üç", "bir"]
    writes.move(scene.store, second, 99)
    assert names(scene) == ["üç", "bir", "iki"]
    writes.remove(scene.store, first)
    assert names(scene) == ["üç", "iki"]
    with scene.store.reading() as conn:
        assert rules.find(conn, third, scene.now) == rules.find(conn, "üç", scene.now)
        assert rules.find(conn, str(third), scene.now).enabled is False
        with pytest.raises(NotFound, match="no rule bir"):
            rules.find(conn, "bir", scene.now)
        said = [entry.command for entry in audit.recent(conn, 6)]
    assert said[:3] == ["remove_rule", "move_rule", "move_rule"]


def test_all_that_is_done_to_rules_is_undone_and_done_again(scene: Scene) -> None:
    number = made(scene, "bir")
    writes.change(
        scene.store, number, name="bir", conditions='{"kind": ["dm"]}', actions='{"done": []}', last=True
    )
    writes.remove(scene.store, number)
    assert [triage.undo(scene.store) for _ in range(4)] == [
        "remove_rule",
        "change_rule",
        "enable_rule",
        "add_rule",
    ]
    assert names(scene) == []
    assert [triage.redo(scene.store) for _ in range(3)] == ["add_rule", "enable_rule", "change_rule"]
    with scene.store.reading() as conn:
        row = rules.find(conn, number, scene.now)
    assert (row.conditions, row.last, row.enabled) == ('{"kind": ["dm"]}', True, True)


def test_a_rule_that_says_something_else_has_to_be_tested_anew(scene: Scene) -> None:
    number = made(scene, "bir", on=False)
    writes.tested(scene.store, number, scene.now)

    def tested_at() -> object:
        with scene.store.reading() as conn:
            return rules.find(conn, number, scene.now).tested_at

    when, do, other = '{"kind": ["comment"]}', '{"done": []}', '{"hide": []}'
    writes.change(scene.store, number, name="yeni", conditions=when, actions=do, last=True)
    assert tested_at() == scene.now
    writes.change(scene.store, number, name="yeni", conditions=when, actions=other, last=True)
    assert tested_at() is None


def test_two_rules_do_not_share_a_name_and_name_only_what_is_there(scene: Scene) -> None:
    made(scene, "bir")
    with pytest.raises(Conflict, match="there is a rule bir already"):
        made(scene, "bir")
    with pytest.raises(Conflict, match="needs a name"):
        made(scene, "")
    for deeds, missing in (
        (Deeds(tags=("yok",)), "no tag yok"),
        (Deeds(assignee="zeki"), "no member zeki"),
        (Deeds(draft="q"), "no saved_reply q"),
    ):
        with pytest.raises(NotFound, match=missing):
            writes.add(scene.store, "iki", "{}", "{}", needs=deeds)
    here = scene.account
    known = Conditions(platforms=(here.platform,), accounts=(here.name,))
    for scope, missing in (
        (replace(known, accounts=(here.name, "yok")), "no account yok"),
        (replace(known, platforms=("instagrm",)), "no account on instagrm"),
    ):
        with pytest.raises(NotFound, match=missing):
            writes.add(scene.store, "iki", "{}", "{}", scope=scope)
    writes.add(scene.store, "iki", "{}", "{}", scope=known)
    assert names(scene) == ["bir", "iki"]


def test_who_may_not_send_lets_no_rule_hide(scene: Scene, as_login: Mapping[str, Store]) -> None:
    team.add_member(scene.store, "can", "Can", "writer", "c")
    hides = writes.add(scene.store, "gizle", '{"is": ["spam"]}', '{"hide": []}')
    tags = writes.add(scene.store, "öncelik", '{"is": ["spam"]}', '{"priority": ["+1"]}')
    can = as_login["can"]
    with pytest.raises(Forbidden, match="may not send without approval"):
        writes.enable(can, hides, True)
    with pytest.raises(Forbidden):
        ruling.apply(can, RuleWork(hides, Deeds(hide=True), []), now=scene.now, hold=HOLD)
    writes.enable(can, tags, True)
    with pytest.raises(Forbidden):
        writes.change(
            can, tags, name="öncelik", conditions='{"is": ["spam"]}', actions='{"hide": []}', last=False
        )
    writes.enable(scene.store, hides, True)
    writes.enable(can, hides, False)
    team.add_member(scene.store, "can", "Can", "viewer", "c")
    with pytest.raises(Forbidden, match="may look, not write"):
        writes.move(can, tags, 1)
    with scene.store.reading() as conn:
        rows = rules.every(conn, scene.now)
    assert [(row.name, row.enabled) for row in rows] == [("gizle", False), ("öncelik", True)]


# --- what they look at


def test_what_comes_and_what_changes_waits_for_rules_in_force(scene: Scene) -> None:
    scene.arrive(scene.item("0", "önce"))
    assert waiting(scene) == []
    number = made(scene, "bir", on=False)
    scene.arrive(scene.item("1", "kapalıyken"))
    writes.enable(scene.store, number, True)
    assert waiting(scene) == []
    scene.arrive(scene.item("2", "yeni"), scene.item("3", "silinecek"))
    scene.arrive(scene.item("0", "önce, düzeltildi"), scene.item("2", "yeni"))
    scene.arrive(scene.item("3", deleted=True))
    assert waiting(scene) == ["önce, düzeltildi", "yeni"]
    ruled(scene, number, Deeds())
    assert waiting(scene) == []


def test_an_item_is_read_with_all_that_rules_ask_about(scene: Scene) -> None:
    at = scene.now - timedelta(hours=1)
    author = Author("7", "işıl", "Işıl", followers=1200)
    one = replace(scene.item("1", "kötü mü?", at=at), author=author, stars=2)
    scene.arrive(one)
    scene.arrive(scene.item("2", "yine", author="7"))
    with scene.store.reading() as conn:
        second, first = rules.history(conn, scene.now - timedelta(days=1), 10)
        assert rules.history(conn, scene.now - timedelta(days=1), 10, below=second.place) == (first,)
        assert rules.history(conn, scene.now - timedelta(minutes=1), 10) == (second,)
    assert first == RuleItem(
        id=scene.id("1"),
        place=first.place,
        platform="mastodon",
        account="kahve",
        kind="comment",
        lang="tr",
        sentiment="negative",
        text="kötü mü?",
        author=first.author,
        author_name=first.author_name,
        mark="",
        followers=1200,
        created_at=at,
        question=True,
        urgent=False,
        offensive=False,
        spam=False,
        stars=2,
        first=True,
    )
    assert (second.first, second.created_at) == (False, scene.now)


# --- what they do


def test_everything_a_rule_does_names_the_rule(scene: Scene) -> None:
    team.add_tag(scene.store, "k", "kargo")
    team.add_saved(scene.store, "kg", "bakıyoruz")
    number = made(scene, "bir")
    scene.arrive(scene.item("1"), scene.item("2"))
    one, two = scene.id("1"), scene.id("2")
    deeds = Deeds(("kargo",), "bora", 3, None, True, True, "kg")
    hits = ruled(scene, number, deeds, one, two, hideable=frozenset({one}), drafts={one: "bir", two: "iki"})
    assert hits == 2
    row = scene.one("1")
    assert (row.tags, row.assignee, row.boost, row.state) == (("kargo",), "bora", 3, "done")
    did_all = (
        ("tag", "kargo"),
        ("assign", "bora"),
        ("priority", "+3"),
        ("draft", "kg"),
        ("hide", ""),
        ("done", ""),
    )
    assert did(scene, one) == [did_all]
    assert did(scene, two) == [tuple(pair for pair in did_all if pair[0] != "hide")]
    with scene.store.reading() as conn:
        (queued,) = outbox.page(conn, frozenset(), 10)
        said = {(entry.login, entry.client, entry.command, entry.detail) for entry in audit.recent(conn, 6)}
        assert {draft.text for draft in drafts.all(conn, "bora")} == {"bir", "iki"}
        (listed,) = rules.every(conn, scene.now - timedelta(days=30))
        newest = rules.hits(conn, 1)
    assert (queued.action, queued.state, queued.item_id, queued.created_by) == (
        "hide",
        "held",
        one,
        f"rule:{number}",
    )
    assert said == {(f"rule:{number}", "rule", command, detail) for command, detail in did_all}
    assert (listed.hits, listed.last_hit_at) == (2, scene.now)
    assert [(hit.rule, hit.item_id) for hit in newest] == [("bir", two)]


def test_a_second_time_changes_nothing(scene: Scene) -> None:
    team.add_tag(scene.store, "k", "kargo")
    number = made(scene, "bir")
    scene.arrive(scene.item("1"))
    deeds, one = Deeds(tags=("kargo",), boost=2), scene.id("1")
    assert ruled(scene, number, deeds, one) == 1
    triage.untag(scene.store, [one], "kargo")
    assert ruled(scene, number, deeds, one, one) == 0
    assert ruling.apply(scene.store, RuleWork(number, deeds, [one]), now=scene.now, hold=HOLD) == 0
    assert (scene.one("1").tags, scene.one("1").boost) == ((), 2)


def test_what_a_member_did_stays(scene: Scene) -> None:
    number = made(scene, "bir")
    scene.arrive(*(scene.item(str(at)) for at in range(5)))
    mine, waits, snoozed, shown, free = (scene.id(str(at)) for at in range(5))
    triage.assign(scene.store, [mine], "ayse")
    inquiries.ask(scene.store, [waits], "ayse")
    triage.snooze(scene.store, [snoozed], scene.now + timedelta(days=2))
    moderation.queue_acts(scene.store, [shown], "unhide", hold=HOLD)
    ids = (mine, waits, snoozed, shown, free)
    ruled(scene, number, Deeds(assignee="bora", done=True, hide=True), *ids, hideable=frozenset(ids[3:]))
    rows = [scene.one(str(at)) for at in range(5)]
    assert [row.assignee for row in rows] == ["ayse", "ayse", "bora", "bora", "bora"]
    assert [row.state for row in rows] == ["open", "waiting", "snoozed", "done", "done"]
    with scene.store.reading() as conn:
        hidden = [row.item_id for row in outbox.page(conn, frozenset(), 10) if row.action == "hide"]
    assert hidden == [free]
    assert did(scene, mine) == [()]


def test_what_one_rule_gave_away_another_may_put_away_unless_a_member_took_it(scene: Scene) -> None:
    first, second = made(scene, "bir"), made(scene, "iki")
    scene.arrive(scene.item("1"), scene.item("2"))
    one, two = scene.id("1"), scene.id("2")
    ruled(scene, first, Deeds(assignee="bora"), one, two)
    triage.assign(scene.store, [two], "ayse")
    ruled(scene, second, Deeds(snooze=timedelta(hours=2)), one, two)
    assert (scene.one("1").state, scene.one("1").snoozed_until) == ("snoozed", scene.now + timedelta(hours=2))
    assert scene.one("2").state == "open"


def test_a_draft_waits_for_whoever_takes_the_item_up_and_is_nobodys_own(scene: Scene) -> None:
    team.add_saved(scene.store, "kg", "hazır")
    number = made(scene, "bir")
    scene.arrive(scene.item("1"), scene.item("2"))
    one, two = scene.id("1"), scene.id("2")
    save_draft(scene.store, f"reply:{two}", "benim")
    ruled(scene, number, Deeds(draft="kg"), one, two, drafts={one: "hazır", two: "hazır"})

    def seen(item_id: int, login: str) -> str | None:
        with scene.store.reading() as conn:
            found = drafts.draft(conn, f"reply:{item_id}", login)
        return found.text if found else None

    assert (seen(one, "ayse"), seen(one, "bora")) == ("hazır", "hazır")
    assert (seen(two, "ayse"), seen(two, "bora")) == ("benim", None)
    save_draft(scene.store, f"reply:{one}", "daha iyisi")
    assert (seen(one, "ayse"), seen(one, "bora")) == ("daha iyisi", "hazır")
    drop_draft(scene.store, f"reply:{one}")
    assert (seen(one, "ayse"), seen(one, "bora")) == (None, None)


def test_what_is_no_longer_there_is_left_out(scene: Scene) -> None:
    team.add_tag(scene.store, "k", "kargo")
    number = made(scene, "bir")
    scene.arrive(scene.item("1"))
    team.remove_tag(scene.store, "kargo")
    team.remove_member(scene.store, "bora")
    assert ruled(scene, number, Deeds(("kargo",), "bora", 1), scene.id("1"), 999) == 1
    assert did(scene, scene.id("1")) == [(("priority", "+1"),)]


def test_a_rule_out_of_force_meanwhile_does_nothing(scene: Scene) -> None:
    number = made(scene, "bir")
    scene.arrive(scene.item("1"))
    writes.enable(scene.store, number, False)
    assert ruled(scene, number, Deeds(boost=1), scene.id("1")) == 0
    assert scene.one("1").boost == 0


def test_only_the_holder_of_the_lease_lets_rules_work(scene: Scene) -> None:
    number = made(scene, "bir")
    scene.arrive(scene.item("1"))
    late = Fence("outbox", "somebody else", 1)
    work = [RuleWork(number, Deeds(boost=1), [scene.id("1")])]
    scene.lease()
    with pytest.raises(LeaseLost):
        ruling.ruled(scene.store, late, work, until=99, now=scene.now, hold=HOLD)
    assert (scene.one("1").boost, waiting(scene)) == (0, ["merhaba"])


def test_a_member_applies_a_rule_to_history_and_takes_all_of_it_back(
    scene: Scene, as_login: Mapping[str, Store]
) -> None:
    team.add_tag(scene.store, "k", "kargo")
    number = made(scene, "bir", on=False)
    scene.arrive(scene.item("1"), scene.item("2"))
    one, two = scene.id("1"), scene.id("2")
    deeds = Deeds(("kargo",), "bora", 3, hide=True)
    work = RuleWork(number, deeds, [one, two], frozenset({one}))
    bora = as_login["bora"]
    assert ruling.apply(bora, work, now=scene.now, hold=HOLD) == 2
    assert (scene.one("1").tags, scene.one("1").assignee) == (("kargo",), "bora")
    triage.assign(scene.store, [two], "ayse")
    assert [triage.undo(bora), triage.undo(bora)] == ["apply_rule", "apply_rule"]
    first, second = scene.one("1"), scene.one("2")
    assert (first.tags, first.assignee, first.boost) == ((), "", 0)
    assert (second.tags, second.assignee, second.boost) == ((), "ayse", 0)
    with scene.store.reading() as conn:
        assert [row.state for row in outbox.page(conn, frozenset(), 10)] == ["cancelled"]
    assert did(scene, one) == []
    # What a member took back, no round of the sync does again; the member may.
    writes.enable(scene.store, number, True)
    assert ruled(scene, number, deeds, one) == 0
    assert ruling.apply(bora, work, now=scene.now, hold=HOLD) == 2
    assert scene.one("1").tags == ("kargo",)


def test_hits_are_kept_as_plain_json(scene: Scene) -> None:
    number = made(scene, "bir")
    scene.arrive(scene.item("1"))
    ruled(scene, number, Deeds(boost=1), scene.id("1"))
    with scene.store.reading() as conn:
        kept = conn.exec_driver_sql("SELECT actions FROM rule_hit").scalar_one()
    assert json.loads(kept) == [["priority", "+1"]]
