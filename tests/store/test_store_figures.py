"""Accounts, streams, limits, ads, trends, drafts and the team's set-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from meydan.connectors.base import AdDay, Page, Rejected, TrendSample
from meydan.connectors.http import RateLimit
from meydan.store import Conflict, LeaseLost, NotFound, Store
from meydan.store.reads import accounts, ads, drafts, inbox, team, trends
from meydan.store.rows.inbox import InboxQuery
from meydan.store.rows.outgoing import ReplyOrder
from meydan.store.rows.people import AccountHealth, Spent, StreamRow
from meydan.store.rows.system import Fence
from meydan.store.writes import accounts as account_writes
from meydan.store.writes import ads as ad_writes
from meydan.store.writes import drafts as draft_writes
from meydan.store.writes import outbox, removal, sync, triage
from meydan.store.writes import team as team_writes
from meydan.store.writes import trends as trend_writes
from tests.store.conftest import NOON

if TYPE_CHECKING:
    from tests.store.conftest import Scene

START, END = date(2026, 11, 1), date(2026, 11, 10)


def day(number: int, spend: str, budget: str | None = "100", impressions: int = 0, clicks: int = 0) -> AdDay:
    return AdDay(
        "c1",
        "Kış",
        date(2026, 11, number),
        "TRY",
        Decimal(spend),
        None if budget is None else Decimal(budget),
        impressions,
        clicks,
    )


def test_a_restated_day_replaces_and_amounts_stay_exact(scene: Scene) -> None:
    first, second = day(1, "10.10", impressions=5), day(2, "0.1000000001", clicks=3)
    scene.arrive(page=Page(ads=(first, second)))
    scene.arrive(page=Page(ads=(first, replace(second, spend=Decimal("0.20"), results=Decimal("1.5")))))
    with scene.store.reading() as conn:
        stored = ads.days(conn)
        assert [row.day.day for row in ads.days(conn, date(2026, 11, 2))] == [2]
        (budget,) = ads.budgets(conn, START, END)
    assert [str(row.spend) for row in stored] == ["10.10", "0.20"]
    assert (str(budget.spent), budget.impressions, budget.clicks) == ("10.30", 5, 3)
    assert [str(each) for each in budget.daily] == ["10.10", "0.20"]
    assert (budget.budget, budget.results) == (Decimal(1000), Decimal("1.5"))


def test_what_a_month_has_cost_so_far_starts_again_with_every_month(scene: Scene) -> None:
    october = replace(day(1, "5"), day=date(2026, 10, 31))
    other = replace(day(2, "7"), campaign_id="c2")
    scene.arrive(page=Page(ads=(day(3, "0.20"), october, day(1, "10.10"), other)))
    with scene.store.reading() as conn:
        so_far = ads.month_so_far(ads.days(conn))
    assert [(row.campaign_id, row.day.isoformat(), str(so_far[row])) for row in so_far] == [
        ("c1", "2026-10-31", "5"),
        ("c1", "2026-11-01", "10.10"),
        ("c1", "2026-11-03", "10.30"),
        ("c2", "2026-11-02", "7"),
    ]


def test_our_plan_goes_before_the_platforms_budget(scene: Scene) -> None:
    scene.arrive(page=Page(ads=(day(1, "5"), day(4, "7", None))))
    ad_writes.set_plan(scene.store, scene.account.id, "c1", START, END, Decimal("250.50"))
    ad_writes.set_plan(scene.store, scene.account.id, "c1", START, END, Decimal("300"))
    with scene.store.reading() as conn:
        (planned,) = ads.budgets(conn, START, END)
        (other,) = ads.budgets(conn, START, date(2026, 11, 30))
    assert (planned.budget, [str(each) for each in planned.daily]) == (Decimal(300), ["5", "0", "0", "7"])
    assert other.budget != planned.budget
    assert triage.undo(scene.store) == "plan"
    with scene.store.reading() as conn:
        assert ads.budgets(conn, START, END)[0].budget == Decimal("250.50")


def test_a_campaign_without_any_budget_has_none(scene: Scene) -> None:
    scene.arrive(page=Page(ads=(day(1, "5", None),)))
    with scene.store.reading() as conn:
        assert ads.budgets(conn, START, END)[0].budget is None
        assert ads.budgets(conn, date(2025, 1, 1), date(2025, 1, 31)) == ()


def test_velocity_comes_from_the_samples_of_the_last_day(scene: Scene) -> None:
    def sample(hours: float, volume: float | None, key: str = "kahve") -> TrendSample:
        return TrendSample(key, key.title(), scene.now + timedelta(hours=hours), volume)

    page = Page(
        trends=(sample(-30, 5000), sample(-2, 100), sample(-1, None), sample(0, 300), sample(0, 8, "çay"))
    )
    for _ in range(2):
        scene.arrive(page=page)
    other = account_writes.add(scene.store, platform="x", name="x", remote_id="9")
    scene.account = other
    scene.arrive(page=Page(trends=(sample(0, 7, "KAHVE"),)))
    with scene.store.reading() as conn:
        cards = {(card.title, card.source): card for card in trends.cards(conn, 10)}
    card = cards["Kahve", "kahve"]
    assert (card.volume, card.velocity, card.samples, card.networks) == (300, 100, (100, 300), 2)
    assert (card.first_seen_at, card.last_seen_at) == (scene.now - timedelta(hours=30), scene.now)
    assert (cards["Çay", "kahve"].velocity, cards["Çay", "kahve"].networks) == (None, 1)


def test_a_decision_on_a_trend_survives_new_samples(scene: Scene) -> None:
    scene.arrive(page=Page(trends=(TrendSample("t", "T", scene.now, 1),)))
    with scene.store.reading() as conn:
        (card,) = trends.cards(conn, 5)
    trend_writes.set_state(scene.store, card.id, "watched")
    scene.arrive(page=Page(trends=(TrendSample("t", "T2", scene.now + timedelta(hours=1), 2),)))
    with scene.store.reading() as conn:
        (card,) = trends.cards(conn, 5)
    assert (card.state, card.title) == ("watched", "T2")
    with pytest.raises(NotFound):
        trend_writes.set_state(scene.store, 999, "watched")
    with pytest.raises(ValueError, match="no trend state"):
        trend_writes.set_state(scene.store, card.id, "loved")


def test_connecting_again_updates_the_same_account(scene: Scene) -> None:
    account_writes.set_state(scene.store, scene.account.id, "signed_out")
    again = account_writes.add(
        scene.store,
        platform="mastodon",
        name="kahve2",
        base_url="https://kahve.example",
        remote_id="1",
        handle="kahve_yeni",
        streams=["mentions", "home"],
        daily_budget=500,
    )
    assert (again.id, again.name, again.state, again.daily_budget) == (
        scene.account.id,
        "kahve2",
        "active",
        500,
    )
    with scene.store.reading() as conn:
        assert [row.name for row in accounts.all(conn)] == ["kahve2"]
        assert {row.name for row in accounts.streams(conn, again.id)} == {"mentions", "home"}
        assert accounts.account(conn, "kahve2") == accounts.account(conn, again.id) == again
        with pytest.raises(NotFound):
            accounts.account(conn, "kahve")
    with pytest.raises(Conflict, match="kahve2"):
        account_writes.add(scene.store, platform="x", name="kahve2", remote_id="7")


def test_a_local_account_is_made_once(scene: Scene) -> None:
    first = account_writes.ensure_local(scene.store, "eski posta")
    assert account_writes.ensure_local(scene.store, "eski posta") == first
    assert account_writes.ensure_local(scene.store, "kahve").id == scene.account.id


def test_a_removed_account_leaves_nothing_behind(scene: Scene) -> None:
    local = account_writes.ensure_local(scene.store, "kalan")
    page = Page(
        items=(scene.item("1", "giden söz"),),
        trends=(TrendSample("t", "T", scene.now, 1),),
        ads=(day(1, "5"),),
        rejected=(Rejected("w", "r", "raw"),),
    )
    scene.arrive(page=page)
    number = scene.id("1")
    triage.note(scene.store, number, "not")
    reply = outbox.queue_reply(scene.store, number, ReplyOrder("a", hold=timedelta(hours=1)))
    with pytest.raises(Conflict):
        removal.remove(scene.store, scene.account.id)
    outbox.cancel(scene.store, reply)
    removal.remove(scene.store, scene.account.id)
    with scene.store.reading() as conn:
        assert accounts.all(conn) == (local,)
        assert inbox.counts(conn, [InboxQuery(), InboxQuery(search="giden")]) == [0, 0]
        assert conn.exec_driver_sql("SELECT count(*) FROM person").scalar() == 0


def the_stream(scene: Scene) -> StreamRow:
    with scene.store.reading() as conn:
        (found,) = accounts.streams(conn, scene.account.id)
    return found


def the_health(scene: Scene) -> AccountHealth:
    with scene.store.reading() as conn:
        (found,) = accounts.health(conn, scene.now)
    return found


def begin(scene: Scene, due_at: datetime, **other: Any) -> tuple[AccountHealth, StreamRow] | None:
    given: dict[str, Any] = {"account_id": scene.account.id, "stream_id": the_stream(scene).id, "fence": None}
    given |= {"may": lambda _health: True, **other}
    return sync.begin_pull(
        scene.store, now=scene.now, due_at=due_at, **{"may": lambda _health: True, **given}
    )


def end(scene: Scene, planned: datetime, due: datetime, **other: Any) -> None:
    given: dict[str, Any] = {
        "fence": None,
        "spent": None,
        "rate": None,
        "pace": lambda _health: (due, 120.0),
        **other,
    }
    sync.end_pull(scene.store, stream=the_stream(scene), now=scene.now, planned=planned, **given)


def spent(units: int) -> Spent:
    """What was spent on the day of all these tests."""
    return Spent(units, NOON.date(), NOON + timedelta(hours=12))


def test_streams_keep_how_they_fare(scene: Scene) -> None:
    number, later = the_stream(scene).id, scene.now + timedelta(minutes=5)
    before = the_stream(scene)
    assert begin(scene, later) == (the_health(scene), before)
    assert (the_stream(scene).last_attempt_at, the_stream(scene).due_at) == (scene.now, later)
    sync.stream_failure(scene.store, None, number, scene.now, "502", due_at=later)
    sync.stream_failure(scene.store, None, number, scene.now, "503", due_at=later, interval=90)
    health, stream = the_health(scene), the_stream(scene)
    assert (health.failures, health.error, stream.interval, stream.due_at) == (2, "503", 90, later)
    due = later + timedelta(minutes=2)
    end(scene, later, due)
    health, stream = the_health(scene), the_stream(scene)
    assert (health.failures, health.error, health.last_success_at) == (0, "", scene.now)
    assert (stream.due_at, stream.interval) == (due, 120)
    assert sync.make_due(scene.store, None, scene.now) == 1
    assert sync.make_due(scene.store, scene.account.id, scene.now) == 0
    with pytest.raises(NotFound):
        sync.stream_failure(scene.store, None, 999, scene.now, "502", due_at=later)
    assert begin(scene, later, stream_id=999) is None
    assert begin(scene, later, account_id=999) is None


def test_an_account_that_may_not_be_asked_is_left_alone(scene: Scene) -> None:
    before, asked = the_stream(scene), list[AccountHealth]()

    def may(health: AccountHealth) -> bool:
        asked.append(health)
        return False

    assert begin(scene, scene.now, may=may) == (the_health(scene), before)
    assert asked == [the_health(scene)]
    assert the_stream(scene) == before


def test_a_stream_asked_for_while_it_was_pulled_is_due_at_once(scene: Scene) -> None:
    planned = scene.now + timedelta(seconds=10)
    begin(scene, planned)
    sync.make_due(scene.store, None, scene.now)
    end(scene, planned, scene.now + timedelta(minutes=5))
    assert the_stream(scene).due_at == scene.now


def test_who_has_lost_the_lease_keeps_only_what_was_spent(scene: Scene) -> None:
    later, lost = scene.now + timedelta(minutes=5), Fence("sync", "x", 1)
    before = the_stream(scene)
    with pytest.raises(LeaseLost):
        begin(scene, later, fence=lost)
    with pytest.raises(LeaseLost):
        end(scene, later, later, fence=lost, spent=spent(3), rate=RateLimit(300, 12, later))
    assert the_stream(scene) == before
    assert (the_health(scene).calls_today, the_health(scene).rate_remaining) == (3, 12)


def test_the_pace_is_told_what_the_pull_cost(scene: Scene) -> None:
    told: list[int] = []

    def pace(health: AccountHealth) -> tuple[datetime, float]:
        told.append(health.calls_today)
        return scene.now, 60.0

    end(scene, scene.now, scene.now, spent=spent(3), pace=pace)
    end(scene, scene.now, scene.now, spent=spent(4), pace=pace)
    assert told == [3, 7]


def test_calls_and_limits_are_kept_per_account_and_day(scene: Scene) -> None:
    def note(**usage: Any) -> AccountHealth:
        found = sync.note_usage(scene.store, scene.account.id, scene.now, **usage)
        assert found is not None
        return found

    later = scene.now + timedelta(minutes=15)
    assert note().calls_today == 0
    assert note(spent=spent(3)).calls_today == 3
    health = note(spent=spent(4), rate=RateLimit(300, 12, scene.now))
    assert (health.calls_today, health.rate_limit, health.rate_remaining) == (7, 300, 12)
    assert (health.rate_reset_at, health.blocked_until) == (scene.now, None)
    health = note(blocked_until=later)
    assert (health.rate_remaining, health.blocked_until) == (12, later)
    health = note(rate=RateLimit(300, 11, later))
    assert (health.rate_remaining, health.blocked_until) == (11, later)
    with scene.store.reading() as conn:
        assert accounts.health(conn, scene.now) == (health,)
        (tomorrow,) = accounts.health(conn, scene.now + timedelta(days=1))
    assert tomorrow.calls_today == 0
    assert sync.note_usage(scene.store, 999, scene.now, spent=spent(1)) is None


def test_a_rejected_part_is_kept_once_and_capped(scene: Scene) -> None:
    page = Page(rejected=(Rejected("statuses[3]", "no id", "x" * 70_000), Rejected("b", "r", "\ud800\0")))
    for _ in range(2):
        scene.arrive(page=page, stream="mentions")
    with scene.store.reading() as conn:
        (health,) = accounts.health(conn)
        kept = accounts.quarantined(conn, 10)
    assert health.quarantined == 2
    assert {(row.where, row.stream, row.account) for row in kept} == {
        ("statuses[3]", "mentions", "kahve"),
        ("b", "mentions", "kahve"),
    }
    assert max(len(row.raw) for row in kept) == 65_536


def test_saved_codes_are_prefix_free(scene: Scene) -> None:
    team_writes.add_saved(scene.store, "kar", "Kargonuz yolda")
    for clash in ("ka", "kargo"):
        with pytest.raises(Conflict, match="kar"):
            team_writes.add_saved(scene.store, clash, "x")
    team_writes.add_saved(scene.store, "kar", "Kargonuz bugün yolda")
    with scene.store.reading() as conn:
        (saved,) = team.saved_replies(conn)
    assert (saved.text, saved.uses) == ("Kargonuz bugün yolda", 0)
    team_writes.remove_saved(scene.store, "kar")
    team_writes.add_saved(scene.store, "kargo", "x")
    with pytest.raises(NotFound):
        team_writes.remove_saved(scene.store, "kar")


def test_letters_belong_to_one(scene: Scene) -> None:
    team_writes.add_tag(scene.store, "k", "kargo")
    with pytest.raises(Conflict, match="kargo"):
        team_writes.add_tag(scene.store, "k", "kampanya")
    with pytest.raises(Conflict, match="bora"):
        team_writes.add_member(scene.store, "can", "Can", "specialist", "b")
    team_writes.remove_tag(scene.store, "kargo")
    team_writes.add_tag(scene.store, "k", "kampanya")
    team_writes.remove_member(scene.store, "bora")
    team_writes.add_member(scene.store, "can", "Can", "specialist", "b")
    with scene.store.reading() as conn:
        assert [(row.letter, row.name) for row in team.tags(conn)] == [("k", "kampanya")]
        assert [row.login for row in team.members(conn)] == ["ayse", "can"]


def test_the_workspace_is_made_once(scene: Scene) -> None:
    again = team_writes.init_workspace(scene.store, "Yeni Ad", "Europe/Berlin", "ayse", "Ayşe")
    with scene.store.reading() as conn:
        assert accounts.brand(conn) == again
        assert [(row.login, row.role) for row in team.members(conn)] == [
            ("ayse", "admin"),
            ("bora", "specialist"),
        ]


def test_drafts_belong_to_their_member(scene: Scene, as_login: Mapping[str, Store]) -> None:
    draft_writes.save_draft(scene.store, "reply:1", "yarım")
    draft_writes.save_draft(scene.store, "reply:1", "yarım kalan")
    draft_writes.save_draft(as_login["bora"], "reply:1", "başka")
    with scene.store.reading() as conn:
        found = drafts.draft(conn, "reply:1", "ayse")
        assert found is not None
        assert found.text == "yarım kalan"
        assert [row.text for row in drafts.all(conn, "bora")] == ["başka"]
    draft_writes.drop_draft(scene.store, "reply:1")
    with scene.store.reading() as conn:
        assert drafts.draft(conn, "reply:1", "ayse") is None
        assert drafts.draft(conn, "reply:1", "bora") is not None
