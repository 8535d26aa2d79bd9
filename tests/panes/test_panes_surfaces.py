"""The calendar's, the ads', the trends' and the accounts' lines: columns, signs, words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from meydan.app.locale import Locale
from meydan.panes.ads.budgets import budget_line, budget_numbers, totals_line
from meydan.panes.ads.standing import EVEN, FAST, OVER, SLOW, standing_of
from meydan.panes.calendar.agenda import agenda_numbers, slot_line, slots
from meydan.panes.health import health_line
from meydan.panes.spans import Spans, width_of
from meydan.panes.trends.feed import speed, trend_line
from meydan.store.rows.figures import BudgetRow, TrendCard
from meydan.store.rows.outgoing import CalendarEntry
from meydan.store.rows.people import AccountHealth, AccountRow

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ENGLISH = Locale("en", "Europe/Istanbul")
WIDTHS = (40, 46, 56, 62, 78, 120)

ENTRY = CalendarEntry(
    1, 1, "kahve", "instagram", "Yeni harman", "Uzun metin", NOW + timedelta(hours=3), "UTC", "scheduled", ""
)
BUDGET = BudgetRow(
    "meta", "meta_ads", "c1", "Yeni harman", "TRY", date(2026, 11, 1), date(2026, 11, 30), Decimal(300),
    Decimal(220), 1000, 20, Decimal(4), Decimal(880), (Decimal(10),) * 22,
)  # fmt: skip
TREND = TrendCard(
    1, "#kahvefalı", "Google", "google_trends", "", "", 410.0, 310.0, (1, 2, 4, 8), 4,
    NOW - timedelta(hours=2), NOW, "new",
)  # fmt: skip
ACCOUNT = AccountRow(1, 1, "kahve", "mastodon", "https://a.test", "kahve", "Kahve", "1", "active", 500)
HEALTH = AccountHealth(ACCOUNT, NOW - timedelta(minutes=2), "", 0, 120, None, None, 300, 200, None, 0)


def text(line: Spans) -> str:
    """A line without its inks."""
    return "".join(part.text for part in line)


def inks(line: Spans) -> set[str]:
    """The inks of a line's words."""
    return {part.ink for part in line if part.text.strip()}


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_its_room(width: int) -> None:
    wide = "çok uzun bir başlık " * 9
    lines = [
        slot_line(slots([replace(ENTRY, title=wide)], ENGLISH)[0], ENGLISH, width, NOW),
        budget_line(replace(BUDGET, campaign=wide), ENGLISH, width, NOW.date()),
        trend_line(replace(TREND, title=wide, source=wide), ENGLISH, width, NOW),
    ]
    if width >= 78:
        lines.append(health_line(replace(HEALTH, error=wide), ENGLISH, width, NOW))
    assert all(width_of(line) <= width for line in lines)


def test_targets_of_one_post_share_a_line_and_days_are_named_once() -> None:
    found = slots(
        [
            replace(ENTRY, post_id=2, target_id=3, due_at=NOW + timedelta(hours=5)),
            replace(ENTRY, target_id=2, platform="x"),
            ENTRY,
        ],
        ENGLISH,
    )
    lines = [text(slot_line(slot, ENGLISH, 80, NOW)) for slot in found]
    assert len(lines) == 2
    assert lines[0].startswith("Sun 22  15:00  IG X")
    assert lines[1].startswith("        17:00  IG")


def test_the_worst_target_names_the_slot() -> None:
    slot = slots([ENTRY, replace(ENTRY, target_id=2, state="failed")], ENGLISH)[0]
    line = slot_line(slot, ENGLISH, 80, NOW)
    assert text(line).rstrip().endswith("failed")
    assert "bad" in inks(line)


def test_what_should_have_gone_out_is_late() -> None:
    slot = slots([replace(ENTRY, due_at=NOW - timedelta(minutes=5))], ENGLISH)[0]
    assert text(slot_line(slot, ENGLISH, 80, NOW)).rstrip().endswith("late")


def test_the_day_is_the_desks_own() -> None:
    late_evening = replace(ENTRY, due_at=datetime(2026, 11, 22, 22, 30, tzinfo=UTC))
    assert text(slot_line(slots([late_evening], ENGLISH)[0], ENGLISH, 80, NOW)).startswith("Mon 23  01:30")
    assert agenda_numbers(slots([late_evening], ENGLISH), ENGLISH, NOW) == "0 today · 1 planned"


@pytest.mark.parametrize(
    ("spent", "state"), [("220", EVEN), ("100", SLOW), ("260", FAST), ("300.01", OVER), ("0", SLOW)]
)
def test_a_budget_stands_where_its_projection_ends(spent: str, state: str) -> None:
    found = standing_of(replace(BUDGET, spent=Decimal(spent)), NOW.date())
    assert found is not None
    assert found.state == state
    assert (found.runs_out is not None) == (state in (FAST, OVER))


def test_a_budget_that_has_not_begun_is_not_slow() -> None:
    found = standing_of(replace(BUDGET, spent=Decimal(0)), date(2026, 10, 30))
    assert found is not None
    assert found.state == EVEN


def test_a_campaign_without_a_budget_shows_its_spend() -> None:
    line = text(budget_line(replace(BUDGET, budget=None), ENGLISH, 70, NOW.date()))
    assert "₺220" in line
    assert "no budget set" in line


def test_currencies_are_never_added_up() -> None:
    rows = [BUDGET, replace(BUDGET, currency="EUR", spent=Decimal(30))]
    numbers = budget_numbers(rows, ENGLISH, date(2026, 11, 1), NOW.date())
    assert "₺220 / ₺300" in numbers
    assert "€30 / €300" in numbers
    assert "CPA ₺55" in text(totals_line([BUDGET], ENGLISH))


@pytest.mark.parametrize(
    ("volume", "velocity", "shown"),
    [(410, 310, "+310%"), (80, -20, "−20%"), (50, 50, "+50"), (None, None, ""), (7, None, "7")],
)
def test_speed_is_a_signed_share(volume: float | None, velocity: float | None, shown: str) -> None:
    assert speed(replace(TREND, volume=volume, velocity=velocity), ENGLISH) == shown


def test_an_accounts_trouble_is_red_and_in_words() -> None:
    line = health_line(replace(HEALTH, account=replace(ACCOUNT, state="signed_out")), ENGLISH, 120, NOW)
    assert "signed out" in text(line)
    assert "bad" in inks(line)
    assert "120/500" in text(line)
    assert "bad" not in inks(health_line(HEALTH, ENGLISH, 120, NOW))
