"""Ads and trends: exact amounts, moving with the clock, restated as platforms do."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from meydan.connectors.base import AccountRef, AdDay
from meydan.connectors.playground import ENTRY
from meydan.connectors.playground.server import PlaygroundServer
from tests.playground.kit import BEGIN, Connect, StepClock, pull


def by_campaign(days: tuple[AdDay, ...]) -> dict[str, dict[date, AdDay]]:
    found: dict[str, dict[date, AdDay]] = {}
    for day in days:
        found.setdefault(day.campaign, {})[day.day] = day
    return found


async def test_campaigns_have_days_in_exact_money(server: PlaygroundServer, connect: Connect) -> None:
    async with connect(server, "anadolukahve") as connector:
        (page,) = (await pull(connector, "ads")).pages
    campaigns = by_campaign(page.ads)
    assert set(campaigns) == {"Yeni harman", "Arama marka", "Latte art"}
    today = BEGIN.date()
    for days in campaigns.values():
        assert max(days) == today and min(days).day == 1 and min(days) < today - timedelta(days=30)
        for day in days.values():
            assert day.currency == "TRY" and day.spend == day.spend.quantize(Decimal("0.01"))
        month = sum((day.spend for at, day in days.items() if at.month == 11), Decimal())
        planned = sum((day.budget or Decimal() for at, day in days.items() if at.month == 11), Decimal())
        assert Decimal() < month
        assert planned < 150_001
    spent = {name: _month(days, 10) for name, days in campaigns.items()}
    assert spent["Arama marka"] == Decimal("62000.00")
    assert spent["Latte art"] < Decimal("25000")


async def test_today_accrues_and_late_results_are_restated(
    server: PlaygroundServer, connect: Connect, clock: StepClock
) -> None:
    async with connect(server, "anadolukahve") as connector:
        first = await pull(connector, "ads")
        clock.step(hours=5)
        second = await pull(connector, "ads", first.cursor)
    then, now = by_campaign(first.pages[0].ads), by_campaign(second.pages[0].ads)
    today = BEGIN.date()
    assert len(now["Yeni harman"]) < 8
    assert now["Yeni harman"][today].spend > then["Yeni harman"][today].spend
    yesterday = today - timedelta(days=1)
    assert now["Yeni harman"][yesterday].spend == then["Yeni harman"][yesterday].spend
    assert now["Yeni harman"][yesterday].results > then["Yeni harman"][yesterday].results  # type: ignore[operator]


async def test_other_accounts_have_other_campaigns_and_currencies(
    server: PlaygroundServer, connect: Connect
) -> None:
    async with connect(server, "anadolukahve_en") as connector:
        (page,) = (await pull(connector, "ads")).pages
    assert {(day.campaign, day.currency) for day in page.ads} == {("Beans to Europe", "EUR")}


async def test_trends_come_with_a_day_of_samples_and_move(
    server: PlaygroundServer, connect: Connect, clock: StepClock
) -> None:
    async with connect(server, "anadolukahve") as connector:
        first = await pull(connector, "trends")
        clock.step(minutes=20)
        second = await pull(connector, "trends", first.cursor)
    (page,) = first.pages
    rows = {title: [s for s in page.trends if s.title == title] for title in {s.title for s in page.trends}}
    assert set(rows) == {"#kahvefalı", "soğuk demleme", "#pazartesisendromu", "kargo zammı"}
    assert all(len(samples) >= 48 for samples in rows.values())
    grown = {title: (s[-1].volume or 0) / (s[0].volume or 1) for title, s in rows.items()}
    assert grown["#kahvefalı"] > 2 and grown["#pazartesisendromu"] < 1
    later = {s.title: s.volume or 0 for s in second.pages[0].trends}
    assert later["kargo zammı"] > 1.4 * (rows["kargo zammı"][-1].volume or 0)
    assert all(s.at > page.trends[-1].at for s in second.pages[0].trends)


def test_recorded_answers_are_parsed_by_their_address() -> None:
    ref = AccountRef("a", "http://127.0.0.1")
    payload = {
        "campaigns": [
            {
                "id": "c",
                "name": "Deneme",
                "currency": "TRY",
                "days": [
                    {"date": "2026-11-18", "spend": "1.10", "budget": "2", "results": "0", "value": "0"},
                    {"date": "2026-11-19", "spend": 1.1, "budget": "2", "results": "0", "value": "0"},
                    {"date": "soon", "spend": "1", "budget": "2", "results": "0", "value": "0"},
                ],
            }
        ]
    }
    url = "http://127.0.0.1:1/playground/ads?since=2026-11-01"
    assert ENTRY.stream_of("GET", url) == "ads"
    page = ENTRY.parse("", url, payload, ref)
    assert [day.spend for day in page.ads] == [Decimal("1.10")]
    assert [each.where for each in page.rejected] == [
        "campaigns[0].days[1].spend",
        "campaigns[0].days[2].date",
    ]


def _month(days: dict[date, AdDay], month: int) -> Decimal:
    return sum((day.spend for at, day in days.items() if at.month == month), Decimal())
