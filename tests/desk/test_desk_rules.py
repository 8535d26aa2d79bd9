"""The rules at the desk, on a real store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from meydan.app.desk.screens.rules import RulesScreen
from meydan.app.locale.speech import Locale
from meydan.insight.rules.language import (
    pack_actions,
    pack_conditions,
    read_actions,
    read_conditions,
    write_actions,
    write_conditions,
)
from meydan.panes.ink import Sheet
from meydan.panes.rules.manual import ACTIONS, CONDITIONS
from meydan.store.reads import rules
from meydan.store.rows.rules import RuleRow, RuleWork
from meydan.store.writes import rules as writes
from meydan.store.writes import ruling
from tests.desk.inbox_kit import Desk, House, desk_on, make_house, messages


def add(house: House, name: str, when: str, do: str) -> int:
    conditions, actions = read_conditions(when), read_actions(do)
    return writes.add(
        house.store,
        name,
        pack_conditions(conditions),
        pack_actions(actions),
        last=actions.last,
        needs=actions,
    )


def stored(house: House) -> list[RuleRow]:
    with house.store.reading() as conn:
        return list(rules.every(conn, datetime.now(UTC) - timedelta(days=30)))


def lines(desk: Desk) -> list[str]:
    screen = desk.app.screen
    assert isinstance(screen, RulesScreen)
    return [screen.rules.render_line(y).text.strip() for y in range(min(6, screen.rules.size.height))]


def sheet(desk: Desk, name: str = "detail") -> str:
    return desk.app.screen.query_one(f"#{name}", Sheet).plain


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Ten comments about parcels, of which five ask; two rules, the second in force."""
    made = make_house(tmp_path / "ws")
    made.ingest(messages(10, lambda n: f"no{n} kargo nerede?" if n % 2 else f"no{n} KARGOM geldi"))
    add(made, "Kargo", "is:question words:kargo*", "tag:kargo assign:mert priority:+3")
    number = add(made, "Gece", "hours:22..8", "priority:+1")
    writes.tested(made.store, number, datetime.now(UTC))
    writes.enable(made.store, number, True)
    return made


async def test_rules_are_listed_in_order_with_what_they_are(house: House) -> None:
    async with desk_on(house, (160, 45)) as desk:
        await desk.press("g", "r")
        first, second = lines(desk)[:2]
        assert first.startswith("○") and "1 Kargo" in first and "is:question" in first
        assert second.startswith("●") and "2 Gece" in second
        assert "not tested as it stands" in sheet(desk)
        await desk.press("greater_than_sign")
        assert [row.name for row in stored(house)] == ["Gece", "Kargo"]
        await desk.press("less_than_sign", "less_than_sign")
        assert [row.name for row in stored(house)] == ["Kargo", "Gece"]
        await desk.press("z")
        assert [row.name for row in stored(house)] == ["Gece", "Kargo"]


async def test_enter_shows_what_a_rule_would_have_done_and_changes_nothing(house: House) -> None:
    async with desk_on(house, at="rules") as desk:
        await desk.press("enter")
        shown = sheet(desk)
        assert "5 of 10 messages of 30 days" in shown
        assert "tag kargo: 5" in shown and "assigned to Mert: 5" in shown
        assert "no1 kargo nerede?" in shown and "“kargo”" in shown
        assert "not tested" not in shown
    assert all(not row.tags and not row.assignee for row in house.items())
    assert stored(house)[0].tested_at is not None


async def test_a_rule_is_tried_before_it_is_put_in_force(house: House) -> None:
    async with desk_on(house, at="rules") as desk:
        await desk.press("y")
        assert "5 of 10 messages" in sheet(desk)
        assert "Put “Kargo” in force?" in desk.said
        assert not stored(house)[0].enabled
        await desk.press("n")
        assert not stored(house)[0].enabled
        await desk.press("y")
        assert stored(house)[0].enabled, "it was tested, so that nothing is asked"
        await desk.press("y")
        assert not stored(house)[0].enabled


async def test_a_rule_is_written_while_the_form_says_what_it_would_match(house: House) -> None:
    async with desk_on(house, at="rules") as desk:
        await desk.press("c")
        assert "All conditions must hold" in sheet(desk)
        await desk.press(*"iade", "tab", *"words:kargom", "tab")
        await desk.press(*"tagg:iade")
        assert "there is no action “tagg”; did you mean tag?" in sheet(desk, "rule-head")
        await desk.press("enter")
        assert len(stored(house)) == 2
        await desk.press(*["backspace"] * 6, *":iade")
        screen = desk.app.screen
        assert isinstance(screen, RulesScreen)
        assert screen.form.texts == ("iade", "words:kargom", "tag:iade")
        await desk.pilot.pause(0.4)
        await desk.settle()
        assert "5 of 10 messages of 30 days" in sheet(desk)
        await desk.press("enter")
        assert "New rule" not in " ".join(lines(desk)) and not screen.form.is_open
        made = stored(house)[2]
        assert (made.name, made.enabled) == ("iade", False)
        current = screen.rules.current
        assert current is not None and current.row.id == made.id


async def test_a_rule_is_changed_and_an_unknown_tag_is_refused_where_it_is_typed(house: House) -> None:
    async with desk_on(house, at="rules") as desk:
        await desk.press("e", "tab", *" tag:yok", "enter")
        assert "no tag yok" in desk.said
        screen = desk.app.screen
        assert isinstance(screen, RulesScreen) and screen.form.is_open
        field = desk.app.focused
        assert isinstance(field, Input)
        field.value = "done"
        await desk.press("enter")
        assert stored(house)[0].actions == '{"done": []}'
        await desk.press("e", "escape")
        assert not screen.form.is_open and desk.app.screen is screen


async def test_a_removed_rule_comes_back(house: House) -> None:
    async with desk_on(house, at="rules") as desk:
        await desk.press("d")
        assert [row.name for row in stored(house)] == ["Gece"]
        assert "z brings it back" in desk.said
        await desk.press("z")
        assert [row.name for row in stored(house)] == ["Kargo", "Gece"]


async def test_a_rules_screen_without_rules_says_how_to_begin(tmp_path: Path) -> None:
    async with desk_on(make_house(tmp_path / "ws"), (80, 24), "tr", at="rules") as desk:
        assert "Henüz kural yok: c ile oluşturun." in lines(desk)[0]
        await desk.press("y", "d", "e", "enter", "greater_than_sign")
        assert isinstance(desk.app.screen, RulesScreen)


async def test_the_rule_stands_on_what_it_did(house: House) -> None:
    row = house.items()[0]
    number = stored(house)[0].id
    actions = read_actions("tag:kargo assign:mert priority:+3")
    work = RuleWork(number, actions, [row.id])
    ruling.apply(house.store, work, now=datetime.now(UTC), hold=timedelta(seconds=10))
    async with desk_on(house) as desk:
        shown = " ".join(desk.reading.split())
        assert "rule: Kargo tag kargo · assigned to Mert · priority +3" in shown


@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_manual_is_written_in_the_rules_own_language(language: str) -> None:
    """Every example is read once its empty names have a value, and means the same in both languages."""
    say, english = Locale(language, "UTC").say, Locale("en", "UTC").say

    def filled(text: str) -> str:
        return " ".join(f"{part}spam" if part.endswith(":") else part for part in text.split(" "))

    for text in CONDITIONS:
        here, there = (write_conditions(read_conditions(filled(said(text)))) for said in (say, english))
        assert here == there
    for text in ACTIONS:
        here, there = (write_actions(read_actions(said(text))) for said in (say, english))
        assert here == there
