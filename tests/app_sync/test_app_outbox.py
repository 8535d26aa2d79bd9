"""Deliveries: checked before they leave, three outcomes, accounts independent of each other."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from meydan.app.outbox.work import objection
from meydan.app.reasons import GONE, NOT_OFFERED, TOO_LONG
from meydan.connectors.base import (
    Act,
    NotSent,
    Outcome,
    Page,
    RateLimited,
    Refused,
    Sent,
    Unavailable,
    Unknown,
)
from meydan.store.reads import outbox as outbox_reads
from meydan.store.rows.inbox import ItemRow
from meydan.store.rows.outgoing import ReplyOrder
from meydan.store.rows.people import AccountRow
from meydan.store.writes import accounts, drafts, moderation, outbox
from tests.app_sync.scene import AT_ONCE, Team, comment, scripted, until
from tests.servers.scripted import Script, ScriptedConnector


async def ten_comments(cursor: str | None) -> AsyncIterator[Page]:
    """A platform with ten comments."""
    yield Page(items=tuple(comment(n) for n in range(10)), cursor="1")


def stored(team: Team, script: Script, name: str = "kahve") -> list[ItemRow]:
    """Ten stored comments of an account that follows the script."""
    row = account(team, script, name)
    team.once(name)
    return [item for item in team.items() if item.account_id == row.id]


def account(team: Team, script: Script, name: str) -> AccountRow:
    script.pull = ten_comments
    return scripted(team, script, name)


def states(team: Team) -> list[str]:
    return sorted(delivery.state for delivery in team.deliveries())


def looks(team: Team) -> int:
    """How often was looked for the only delivery there is, as far as the store knows."""
    (delivery,) = team.deliveries()
    with team.store.reading() as conn:
        return outbox_reads.page_of(conn, delivery.id).looks


def test_a_refused_delivery_fails_in_the_platforms_words(team: Team) -> None:
    script = Script(send=lambda act: Refused("the post \x1b[31mis closed"))
    team.reply(stored(team, script)[0], "merhaba")
    report = team.once()
    assert report.outbox.failed == 1
    assert not report.ok
    assert [(d.state, d.error) for d in team.deliveries()] == [("failed", "the post is closed")]
    assert team.once().outbox.failed == 0
    assert len(script.acts) == 1


def test_only_what_is_sent_at_once_counts_as_written_by_hand(team: Team) -> None:
    script = Script()
    first, second = stored(team, script)[:2]
    team.reply(first, "hemen")
    due = team.clock.now() + timedelta(seconds=1)
    order = ReplyOrder("sonra", hold=AT_ONCE, due_at=due)
    outbox.queue_reply(team.store, second.id, order)
    until(lambda: team.once() and len(script.acts) == 2)
    assert {act.text: act.by_hand for act in script.acts} == {"hemen": True, "sonra": False}


def test_what_was_not_sent_is_sent_later_with_the_same_key(team: Team) -> None:
    outcomes: list[Outcome] = [NotSent("no route"), NotSent("no route"), Sent("r1")]
    script = Script(send=lambda act: outcomes.pop(0))
    team.reply(stored(team, script)[0], "merhaba")
    assert team.once().outbox.later == 1
    assert states(team) == ["ready"]
    assert team.once().outbox.later == 0, "it was tried again too early"
    team.clock.both += timedelta(seconds=6)
    team.once()
    team.clock.both += timedelta(seconds=20)
    assert team.once().outbox.sent == 1
    assert len({act.send_key for act in script.acts}) == 1
    assert [delivery.attempts for delivery in team.deliveries()] == [3]


def test_an_unknown_delivery_is_read_back_and_never_sent_blindly(team: Team) -> None:
    script = Script(send=lambda act: Unknown("the answer was lost"))
    team.reply(stored(team, script)[0], "merhaba")
    for _ in range(3):
        assert team.once().outbox.unknown == 1
    assert len(script.acts) == 1
    assert len(script.looks) == 3

    script.reconcile = lambda act: NotSent("it is not there")
    team.once()
    assert states(team) == ["unknown"], "a request may still be on its way"
    team.clock.both += timedelta(minutes=3)
    script.send = lambda act: Sent("r2")
    assert team.once().outbox.sent == 1
    assert len(script.acts) == 2
    assert script.acts[0].send_key == script.acts[1].send_key


def test_not_there_is_not_believed_soon_after_the_second_attempt(team: Team) -> None:
    outcomes: list[Outcome] = [NotSent("later"), Unknown("lost")]
    script = Script(send=lambda act: outcomes.pop(0), reconcile=lambda act: NotSent("it is not there"))
    team.reply(stored(team, script)[0], "merhaba")
    team.once()
    team.clock.both += timedelta(minutes=10)
    team.once()
    assert len(script.acts) == 2
    assert states(team) == ["unknown"]
    assert script.looks[-1].last_attempt_at is not None
    assert script.looks[-1].last_attempt_at > script.acts[0].first_attempt_at + timedelta(minutes=9)  # type: ignore[operator]


def test_an_unknown_delivery_is_looked_for_ever_less_often(team: Team) -> None:
    script = Script(send=lambda act: Unknown("the answer was lost"))
    team.reply(stored(team, script)[0], "merhaba")
    with team.syncing():
        until(lambda: len(script.looks) == 1)
        time.sleep(1.5)
        assert len(script.looks) == 1
        for count in (2, 3, 4):
            until(lambda count=count: looks(team) == count - 1)  # type: ignore[misc]
            team.clock.both += timedelta(seconds=5 * 2 ** (count - 2) + 1)
            # The timers do not share this clock: a commit makes the engine plan by it at once.
            drafts.save_draft(team.store, "reply:0", str(count))
            until(lambda count=count: len(script.looks) == count)  # type: ignore[misc]
    assert len(script.acts) == 1


@pytest.mark.parametrize(
    ("text", "action", "why"),
    [("x" * 21, "reply", TOO_LONG), ("", "hide", NOT_OFFERED), ("", "block", NOT_OFFERED)],
)
def test_what_the_platform_does_not_take_never_leaves(team: Team, text: str, action: str, why: str) -> None:
    script = Script()
    item = stored(team, script)[0]
    if action == "reply":
        team.reply(item, text)
    else:
        moderation.queue_acts(team.store, [item.id], action, hold=AT_ONCE)
    assert team.once().outbox.failed == 1
    assert [delivery.error for delivery in team.deliveries()] == [why]
    assert script.acts == []


def test_an_answer_to_what_was_deleted_meanwhile_asks_first(team: Team) -> None:
    script = Script()
    item = stored(team, script)[0]

    async def gone(cursor: str | None) -> AsyncIterator[Page]:
        found = comment(int(item.remote_id.removeprefix("c")))
        yield Page(items=(replace(found, deleted=True),), cursor="2")

    script.pull = gone
    team.once()
    team.reply(item, "merhaba")
    team.once()
    assert [(d.state, d.error) for d in team.deliveries()] == [("failed", GONE)]
    outbox.retry(team.store, team.deliveries()[0].id)
    assert team.once().outbox.sent == 1


def test_a_paused_or_signed_out_account_sends_nothing_until_it_is_back(team: Team) -> None:
    script = Script()
    item = stored(team, script)[0]
    team.reply(item, "merhaba")
    for state in ("paused", "signed_out"):
        accounts.set_state(team.store, item.account_id, state)
        team.once()
        assert states(team) == ["ready"]
    accounts.set_state(team.store, item.account_id, "active")
    assert team.once().outbox.sent == 1


def test_one_target_that_fails_never_sends_the_others_again(team: Team) -> None:
    good, bad, slow = Script(), Script(send=lambda act: Refused("no")), Script(delay=1.0)
    named = (("iyi", good), ("kotu", bad), ("yavas", slow))
    for item in [stored(team, script, name)[0] for name, script in named]:
        team.reply(item, "merhaba")
    began = time.monotonic()
    report = team.once()
    assert time.monotonic() - began < 4.0
    assert (report.outbox.sent, report.outbox.failed) == (2, 1)
    team.once()
    assert [len(script.acts) for script in (good, bad, slow)] == [1, 1, 1]


def test_a_slow_account_sends_one_at_a_time_and_holds_up_nobody(team: Team) -> None:
    slow, quick = Script(), Script()
    late, soon = stored(team, slow, "yavas"), stored(team, quick, "hizli")
    slow.delay = 1.0
    with team.syncing():
        until(lambda: len(team.said("pull_ended")) >= 2)
        for item in late[:2]:
            team.reply(item, "bir")
        until(lambda: slow.acts)
        began = time.monotonic()
        team.reply(soon[0], "hemen")
        until(lambda: quick.acts)
        assert time.monotonic() - began < 0.8
        assert len(slow.acts) == 1
        until(lambda: len(slow.acts) == 2)


def test_holds_that_end_one_after_the_other_are_each_kept_to_the_moment(team: Team) -> None:
    left: list[float] = []

    def send(act: Act) -> Outcome:
        left.append(time.monotonic())
        return Sent(act.send_key)

    items = stored(team, Script(send=send))
    with team.syncing():
        until(lambda: len(team.said("pull_ended")) >= 2)
        began = time.monotonic()
        holds = [1.0, 1.4, 1.8, 2.2]
        for item, hold in zip(items, holds, strict=False):
            team.reply(item, f"{hold}", timedelta(seconds=hold))
        until(lambda: len(left) == len(holds))
    for at, hold in zip(left, holds, strict=True):
        assert hold <= at - began < hold + 1.0


def test_a_cancelled_reply_never_leaves(team: Team) -> None:
    script = Script()
    item = stored(team, script)[0]
    with team.syncing():
        until(lambda: team.said("released"))
        number = team.reply(item, "merhaba", timedelta(seconds=1))
        outbox.cancel(team.store, number)
        time.sleep(1.8)
    assert script.acts == []
    assert states(team) == ["cancelled"]


@pytest.mark.parametrize("error", [Unavailable("away"), RuntimeError("a bug"), KeyError("token")])
def test_a_connector_that_raises_instead_of_answering_may_have_sent(team: Team, error: Exception) -> None:
    def raising(act: Act) -> Outcome:
        raise error

    script = Script(send=raising)
    team.reply(stored(team, script)[0], "merhaba")
    assert team.once().outbox.unknown == 1
    assert states(team) == ["unknown"]


def test_a_connector_that_raises_a_rate_limit_has_sent_nothing(team: Team) -> None:
    later = team.clock.now() + timedelta(minutes=5)

    def raising(act: Act) -> Outcome:
        raise RateLimited("slowly", later)

    script = Script(send=raising)
    team.reply(stored(team, script)[0], "merhaba")
    assert team.once().outbox.later == 1
    assert [(d.state, d.retry_at) for d in team.deliveries()] == [("ready", later)]


def test_an_act_is_judged_by_its_servers_own_limits(team: Team, tmp_path: Path) -> None:
    declaration = ScriptedConnector.declaration
    act = Act("key", "reply", "x" * 15)  # type: ignore[arg-type]
    assert objection(act, declaration, declaration.limits) == ""
    assert objection(act, declaration, replace(declaration.limits, text_length=10)) == TOO_LONG
    picture = tmp_path / "a.png"
    picture.write_bytes(b"x")
    with_media = replace(act, media=(picture,))
    assert objection(with_media, declaration, declaration.limits)
    assert objection(with_media, declaration, replace(declaration.limits, media_per_post=1)) == ""
    picture.unlink()
    assert objection(with_media, declaration, replace(declaration.limits, media_per_post=1))
    assert objection(replace(act, private=True), declaration, declaration.limits)
