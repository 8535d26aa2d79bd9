"""Meta's ads against a Graph API built from the node specs, and the amounts and days by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from meydan.connectors.base import (
    Action,
    Denied,
    Malformed,
    Missing,
    RateLimited,
    Refused,
    SignInRequired,
    Unavailable,
    Unknown,
)
from meydan.connectors.credentials import Credential
from meydan.connectors.fields import WrongField
from meydan.connectors.meta_ads.connector import ENTRY
from meydan.connectors.meta_ads.mapper import Plan, budgets_on, read_account, read_day
from meydan.connectors.meta_ads.money import amount_in, from_minor
from meydan.connectors.meta_ads.state import State
from tests.connectors.meta import Desk, desk
from tests.servers.meta.ads import TOKEN, Ads

TODAY = (
    datetime.now(UTC)
    .astimezone(read_account({"id": "a", "currency": "TRY", "timezone_name": "Europe/Istanbul"}, "").zone)
    .date()
)
ROW = {"campaign_id": "1", "date_start": "2026-03-01", "date_stop": "2026-03-01", "spend": "1.10"}


def ago(days: int) -> date:
    return TODAY - timedelta(days)


@pytest.fixture
def ours() -> Iterator[Desk[Ads]]:
    with desk(Ads(), ENTRY, Credential(TOKEN)) as made:
        yield made


async def test_spend_budgets_and_currencies_of_all_ad_accounts(ours: Desk[Ads]) -> None:
    world = ours.world
    world.most = 3
    lira, yen = world.account(), world.account("JPY", "Asia/Tokyo", 9)
    own = world.campaign(lira, "Kış", daily_budget="5000")
    world.adset(own)
    split = world.campaign(lira, "Bahar")
    for status in ("ACTIVE", "ACTIVE", "PAUSED"):
        world.adset(split, status, daily_budget="3050")
    tokyo = world.campaign(yen, "Tokyo", daily_budget="5000")
    stopped = world.campaign(lira, "Durmuş", "PAUSED", daily_budget="900")
    for number in range(8):
        world.spend(
            own,
            ago(number + 1),
            f"{number}.35",
            action_values=[
                {"action_type": "purchase", "value": "7"},
                {"action_type": "omni_purchase", "value": "9.5"},
            ],
        )
    world.spend(tokyo, ago(2), "2469", results=[{"indicator": "actions:like", "values": [{"value": "3"}]}])
    world.spend(stopped, ago(80), "4")
    found = await ours.pull()
    row = found.days[own.id, ago(3).isoformat()]
    assert (row.campaign, row.spend, row.budget, row.currency) == ("Kış", Decimal("2.35"), Decimal(50), "TRY")
    assert (row.impressions, row.clicks, row.results, row.value) == (100, 4, None, Decimal("9.5"))
    assert found.days[split.id, TODAY.isoformat()].budget == Decimal(61)
    assert found.days[split.id, TODAY.isoformat()].spend == 0
    row = found.days[tokyo.id, ago(2).isoformat()]
    assert (row.spend, row.budget, row.currency, row.results) == (
        Decimal(2469),
        Decimal(5000),
        "JPY",
        Decimal(3),
    )
    assert found.days[stopped.id, ago(80).isoformat()].budget is None
    assert (stopped.id, TODAY.isoformat()) not in found.days
    assert len(found.days) == 8 + 1 + 1 + 3 and not found.rejected
    assert all(method == "GET" for method, _, _ in world.asked)


async def test_a_restated_day_replaces_and_keeps_the_budget_it_had(ours: Desk[Ads]) -> None:
    world = ours.world
    own = world.campaign(world.account(), "Kış", daily_budget="5000")
    world.spend(own, ago(2), "10")
    world.spend(own, ago(60), "8")
    await ours.pull()
    world.spend(own, ago(2), "9.99")
    world.spend(own, ago(60), "1")
    own.data["daily_budget"] = "7000"
    ours.ahead = timedelta(days=1)
    found = await ours.pull()
    assert found.days[own.id, ago(2).isoformat()].spend == Decimal("9.99")
    assert found.days[own.id, ago(2).isoformat()].budget == Decimal(50)
    assert found.days[own.id, ago(-1).isoformat()].budget == Decimal(70)
    assert (own.id, ago(60).isoformat()) not in found.days, "what is settled is not asked for again"


async def test_the_same_day_only_the_last_week_is_read_again(ours: Desk[Ads]) -> None:
    world = ours.world
    own = world.campaign(world.account(), "Kış", daily_budget="5000")
    for number in (1, 20):
        world.spend(own, ago(number), "10")
    first = await ours.pull()
    world.spend(own, ago(20), "11")
    again = await ours.pull()
    assert {key for key, row in again.days.items() if first.days.get(key) != row} == set()
    assert (own.id, ago(20).isoformat()) not in again.days
    ours.ahead = timedelta(days=1)
    assert (await ours.pull()).days[own.id, ago(20).isoformat()].spend == 11


async def test_a_refused_account_costs_only_itself(ours: Desk[Ads]) -> None:
    world = ours.world
    good, bad = world.account(), world.account("EUR", "Europe/Berlin", 1)
    own = world.campaign(good, "Kış", daily_budget="5000")
    world.closed.add(bad.id)
    found = await ours.pull()
    assert set(found.days) == {(own.id, TODAY.isoformat())}
    assert [one.where for one in found.rejected] == [f"ad account {bad.id}"]
    world.closed.add(good.id)
    with pytest.raises(Denied):
        await ours.pull()


async def test_a_span_that_is_too_much_is_halved(ours: Desk[Ads]) -> None:
    world = ours.world
    own = world.campaign(world.account(), "Kış")
    wanted = {(own.id, ago(number).isoformat()) for number in range(40)}
    for number in range(40):
        world.spend(own, ago(number), "1")
    world.too_much = 10
    assert set((await ours.pull()).days) == wanted
    world.too_much = -1
    ours.proxy.fault("GET", "/insights", "answer", 10**6, status=500)
    with pytest.raises(Unavailable):
        await ours.pull()


async def test_a_bad_row_costs_only_itself(ours: Desk[Ads]) -> None:
    world = ours.world
    own = world.campaign(world.account(), "Kış")
    world.spend(own, ago(1), "1")
    world.spend(own, ago(2), "1", spend=["?"])
    found = await ours.pull()
    assert set(found.days) == {(own.id, ago(1).isoformat())}
    assert len(found.rejected) == 1 and found.rejected[0].where.endswith(".spend")


async def test_faults_are_told_and_survived(ours: Desk[Ads]) -> None:
    world = ours.world
    own = world.campaign(world.account(), "Kış", daily_budget="5000")
    world.spend(own, ago(1), "1")
    limit = b'{"error": {"message": "(#17) User request limit reached", "code": 17}}'
    for kind, error, more in (
        ("answer", RateLimited, {"status": 400, "body": limit}),
        ("answer", Malformed, {"status": 200, "body": b"<!doctype html>"}),
        ("answer", Malformed, {"status": 200, "body": b"[]"}),
        ("cut", Unavailable, {}),
    ):
        ours.proxy.fault("GET", "/campaigns", kind, 6, **more)
        with pytest.raises(error):
            await ours.pull()
        ours.proxy.heal()
    assert (own.id, ago(1).isoformat()) in (await ours.pull()).days
    world.tokens.clear()
    with pytest.raises(SignInRequired):
        await ours.pull()


async def test_pages_in_a_circle_end(ours: Desk[Ads]) -> None:
    world = ours.world
    world.most = 2
    account = world.account()
    for number in range(5):
        world.campaign(account, f"{number}")
    body = b'{"data": [], "paging": {"cursors": {"after": "x"}, "next": "https://x.example?after=x"}}'
    ours.proxy.fault("GET", "/campaigns", "answer", 10**6, status=200, body=body)
    with pytest.raises(Malformed):
        await ours.pull()


async def test_who_it_is_and_that_nothing_is_written(ours: Desk[Ads]) -> None:
    with pytest.raises(Denied):
        await ours.pull()
    ours.world.account()
    async with ours.connector() as connector:
        profile = await connector.identify()
        assert (profile.name, profile.scopes) == ("Sistem", ("ads_read",))
        assert isinstance(await connector.send(ours.act(Action.PUBLISH, text="x")), Refused)
        assert isinstance(await connector.reconcile(ours.act(Action.PUBLISH, text="x")), Unknown)
        with pytest.raises(Missing):
            [page async for page in connector.pull("nothing", None)]


def plan(number: str, **more: object) -> Plan:
    values: dict[str, object] = {
        "name": number,
        "campaign_id": number,
        "running": True,
        "daily": None,
        "lifetime": None,
        "start": None,
        "stop": None,
    }
    return Plan(number, **(values | more))  # type: ignore[arg-type]


def test_both_levels_are_never_summed() -> None:
    day = date(2026, 3, 2)
    start, stop = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 4, 12, tzinfo=UTC)
    campaigns = [
        plan("own", daily=Decimal(50)),
        plan("split"),
        plan("whole", lifetime=Decimal(100), start=start, stop=stop),
        plan("over", daily=Decimal(5), stop=start),
        plan("open", lifetime=Decimal(9)),
        plan("paused", running=False, daily=Decimal(7)),
    ]
    sets = [
        plan("1", campaign_id="own", daily=Decimal(20)),
        plan("2", campaign_id="split", daily=Decimal(30)),
        plan("3", campaign_id="split", lifetime=Decimal(8), start=start, stop=stop),
        plan("4", campaign_id="split", daily=Decimal(30), running=False),
    ]
    assert budgets_on(day, UTC, campaigns, sets) == {"own": 50, "split": 32, "whole": 25}


@pytest.mark.parametrize(
    ("amount", "currency", "whole"),
    [
        ("5000", "TRY", Decimal(50)),
        ("5000", "JPY", Decimal(5000)),
        ("1", "KRW", Decimal(1)),
        (12345, "EUR", Decimal("123.45")),
        ("0", "TRY", None),
        (None, "TRY", None),
    ],
)
def test_budgets_are_in_the_smallest_unit(amount: object, currency: str, whole: Decimal | None) -> None:
    assert from_minor({"daily_budget": amount}, "daily_budget", currency, "x") == whole


@pytest.mark.parametrize("amount", ["x", "NaN", "Infinity", True, [], None, "9" * 31, {}])
def test_what_is_no_amount_is_named(amount: object) -> None:
    with pytest.raises(WrongField):
        amount_in({"spend": amount}, "spend", "row")
    with pytest.raises(WrongField):
        from_minor({"b": "1.5"}, "b", "TRY", "x")


@pytest.mark.parametrize(
    "wrong",
    [
        {"date_stop": "2026-03-02"},
        {"date_start": "today"},
        {"campaign_id": ""},
        {"spend": None},
        {"account_currency": 7},
    ],
)
def test_a_row_that_makes_no_sense_is_named(wrong: dict[str, object]) -> None:
    assert read_day("TRY")(ROW, "row").spend == Decimal("1.10")
    with pytest.raises(WrongField):
        read_day("TRY")({**ROW, **wrong}, "row")
    with pytest.raises(WrongField):
        read_day("")(ROW, "row")


def test_a_day_is_that_of_the_ad_account() -> None:
    late = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
    for zone, day in (
        ({"timezone_name": "Europe/Istanbul"}, 2),
        ({"timezone_name": "Nowhere/Land", "timezone_offset_hours_utc": 5.5}, 2),
        ({"timezone_name": "../etc/passwd", "timezone_offset_hours_utc": 99}, 1),
        ({"timezone_name": 7}, 1),
    ):
        account = read_account({"id": "act_1", "currency": "TRY", **zone}, "account")
        assert account.today(late).day == day


def test_the_state_survives_nonsense_and_keeps_what_is_needed() -> None:
    for text in (
        None,
        "",
        "[]",
        '{"read": 7}',
        '{"read": {"a": "x"}}',
        '{"steps": {"a": [["2026-01-01", "x"]]}}',
    ):
        assert State.of(text).span("a", TODAY) == (TODAY - timedelta(90), True)
    state = State()
    for number, amount in ((60, 1), (50, 2), (10, 3), (10, 4), (9, 4)):
        state.note("c", ago(number), Decimal(amount))
    state.finish("a", ago(1), True)
    again = State.of(state.text())
    assert again == state
    assert again.steps["c"] == [(ago(50), Decimal(2)), (ago(10), Decimal(4))]
    assert [again.budget("c", ago(number)) for number in (70, 20, 10, 0)] == [2, 2, 4, 4]
    assert again.budget("unknown", TODAY) is None
    assert again.span("a", ago(1)) == (ago(8), False)


def test_recorded_figures_are_mapped_without_an_account() -> None:
    url = "https://graph.facebook.com/v26.0/act_1/insights?access_token=SECRET"
    body = {
        "data": [{**ROW, "account_currency": "TRY"}, ROW],
        "paging": {"next": url, "cursors": {"after": "x"}},
    }
    assert ENTRY.stream_of("GET", url) == "ads"
    page = ENTRY.parse("", url, body, None)  # type: ignore[arg-type]
    assert [day.spend for day in page.ads] == [Decimal("1.10")] and len(page.rejected) == 1
    for stream, payload in (("ads", []), ("ads", {"data": 7}), ("own", body)):
        with pytest.raises(Malformed):
            ENTRY.parse(stream, "", payload, None)  # type: ignore[arg-type]
