"""The queue at the desk: orders, clocks, splits of one's own, and the numbers that agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from meydan.app import office
from meydan.store import Actor, open_store
from meydan.store.reads import splits as reads
from meydan.store.writes import inquiries, settings, splits, team, triage
from tests.desk.inbox_kit import LOGIN, Desk, House, desk_on, make_house, messages
from tests.desk.test_desk_inbox import eventually


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = make_house(tmp_path / "ws")
    texts = ("kargo nerede", "rezalet bir hizmet, iade istiyorum", "Yarın açık mısınız?", "teşekkürler")
    made.ingest(messages(12, lambda number: f"no{number} {texts[number % 4]}"))
    around_the_clock = ((0, 1440),) * 7
    chosen = replace(office.OfficeSettings(), week=around_the_clock, targets={"comment": 10}, country="")
    settings.put(made.store, office.SLA, office.encode(chosen))
    return made


def kept(house: House, login: str = LOGIN) -> list[tuple[str, str, str]]:
    with house.store.reading() as conn:
        return [(row.login, row.title, row.filter) for row in reads.saved(conn, login)]


def first_words(desk: Desk) -> list[str]:
    return [line.split()[4] for line in desk.texts if " MA " in line]


def title(desk: Desk) -> str:
    return desk.inbox.query_one("#title").plain  # type: ignore[attr-defined,no-any-return]


async def type_in(desk: Desk, text: str) -> None:
    names = {" ": "space", ":": "colon", "-": "minus", "/": "slash"}
    await desk.press(*(names.get(key, key) for key in text))


async def test_the_order_is_chosen_by_a_key_and_shown(house: House) -> None:
    async with desk_on(house) as desk:
        assert "newest first" in title(desk)
        assert first_words(desk)[:3] == ["no0", "no1", "no2"]
        await desk.press("O", "o")
        assert "oldest first" in title(desk)
        assert first_words(desk)[:3] == ["no11", "no10", "no9"]
        await desk.press("O", "p")
        assert "by priority" in title(desk)
        assert first_words(desk)[:3] == ["no9", "no5", "no1"]
        await desk.press("tab")
        assert "by priority" in title(desk)
        assert first_words(desk) == ["no9", "no5", "no1"]


async def test_an_item_keeps_its_place_while_its_importance_changes(house: House) -> None:
    async with desk_on(house) as desk:
        await desk.press("O", "p")
        before = first_words(desk)
        await desk.press("d", "1")
        assert first_words(desk) == before
        await desk.press("O", "p")
        assert first_words(desk)[0] == "no5"


async def test_the_reasons_and_the_clock_stand_at_the_item(house: House) -> None:
    async with desk_on(house, size=(160, 40)) as desk:
        await desk.press("j")
        assert "negative +3" in desk.reading
        assert "due in 7m" in desk.reading or "due in 8m" in desk.reading
        late = next(line for line in desk.texts if "no11" in line)
        assert " -2m " in late
        calm = next(line for line in desk.texts if "no1 " in line)
        assert " 7m " not in calm
        assert " 8m " not in calm


async def test_the_clock_runs_once_a_minute_and_only_then(house: House) -> None:
    async with desk_on(house, size=(160, 40)) as desk:
        before = list(desk.texts)
        later = datetime.now(UTC) + timedelta(minutes=3)
        desk.inbox.items._clock = lambda: later
        await desk.press("j", "k")
        assert desk.texts == before
        desk.inbox.on_minute()
        assert " -5m " in next(line for line in desk.texts if "no11" in line)


async def test_the_desk_asks_for_the_holidays_once_and_the_clock_knows_them(house: House) -> None:
    settings.put(house.store, office.SLA, office.encode(office.OfficeSettings()))
    async with desk_on(house) as desk:
        await desk.app.learn_holidays()
        with house.store.reading() as conn:
            assert office.wanted_holidays(conn, datetime.now(UTC)) is None
            sla = office.OfficeClock().read(conn)
        year = datetime.now(UTC).year
        assert sla.office.open_on(date(year, 10, 29)) is None
        await eventually(desk, lambda: desk.inbox.directory.team.sla is not None)


async def test_what_is_late_can_be_filtered(house: House) -> None:
    async with desk_on(house) as desk:
        await desk.press("slash")
        await type_in(desk, "is:late")
        await eventually(desk, lambda: "no0" not in first_words(desk))
        assert first_words(desk)[-2:] == ["no10", "no11"]


async def test_a_filter_is_kept_as_a_split_by_what_is_typed_behind_it(house: House) -> None:
    async with desk_on(house, size=(160, 40)) as desk:
        await desk.press("tab", "slash")
        await type_in(desk, "iade :save Iade isteyen")
        assert first_words(desk) == ["no1", "no5", "no9"]
        await desk.press("enter")
        await eventually(desk, lambda: kept(house) == [(LOGIN, "Iade isteyen", "tone:negative iade")])
        await eventually(desk, lambda: desk.inbox.queue.split.title == "Iade isteyen")
        assert desk.inbox.queue.filter.value == ""
        assert first_words(desk) == ["no1", "no5", "no9"]
        assert "Iade isteyen 3" in desk.inbox.query_one("#splits").plain  # type: ignore[attr-defined]
        await desk.press("z")
        await eventually(desk, lambda: desk.inbox.queue.split.key == "all")
        assert kept(house) == []
        await desk.press("Z")
        await eventually(desk, lambda: any(split.saved for split in desk.inbox.queue.splits))


async def test_a_split_is_kept_for_the_team_and_removed_by_keys(house: House) -> None:
    async with desk_on(house) as desk:
        await desk.press("O", "p", "W", "t")
        await type_in(desk, "Oncelikli")
        await desk.press("enter")
        await eventually(desk, lambda: kept(house, "mert") == [("", "Oncelikli", "sort:priority")])
        await eventually(desk, lambda: desk.inbox.queue.split.title == "Oncelikli")
        await desk.press("W", "r")
        await eventually(desk, lambda: desk.inbox.queue.split.key == "all")
        assert kept(house) == []


async def test_nothing_is_kept_without_a_filter_or_a_title(house: House) -> None:
    async with desk_on(house) as desk:
        await desk.press("W", "w")
        await desk.press("enter")
        assert "title" in desk.said
        await type_in(desk, "Hepsi")
        await desk.press("enter")
        assert "no filter" in desk.said
        assert kept(house) == []


async def test_a_colleagues_split_appears_and_the_one_in_force_stays(house: House) -> None:
    async with desk_on(house, size=(160, 40)) as desk:
        await desk.press("tab")
        other = open_store(house.workspace.database_url, Actor("mert", "cli"))
        splits.save(other, "Ekip", "is:question", team=True)
        other.close()
        await eventually(desk, lambda: "Ekip 6" in desk.inbox.query_one("#splits").plain)  # type: ignore[attr-defined]
        assert desk.inbox.queue.split.key == "negative"


async def test_all_numbers_agree_about_what_waits(house: House) -> None:
    inquiries.ask(house.store, [house.items("open")[1].id], "mert")
    async with desk_on(house, size=(160, 40)) as desk:
        await eventually(desk, lambda: "11 open" in title(desk))
        assert "11 open · 1 waiting · 3 negative" in title(desk)
        shown = desk.inbox.query_one("#splits").plain  # type: ignore[attr-defined]
        assert "All 12" in shown and "Negative 3" in shown and "Waiting 1" in shown
        status = desk.app.screen.query_one("#status").plain  # type: ignore[attr-defined]
        assert "11 open  1 waiting  −3" in status


async def test_one_tone_after_the_other_is_one_key_each(house: House) -> None:
    async with desk_on(house) as desk:
        ids = [row.id for row in house.items("open")]
        await desk.press("D", "1", "2", "3", "0", "1")
        assert [house.item(id).sentiment for id in ids[:3]] == ["positive", "neutral", "negative"]
        assert house.item(ids[4]).sentiment == "positive"
        await desk.press("escape", "e")
        assert house.item(ids[5]).state == "done"


async def test_ranges_and_everything_are_worked_at_once_and_taken_back_level_by_level(house: House) -> None:
    async with desk_on(house) as desk:
        ids = [row.id for row in house.items("open")]
        await desk.press("v", "j", "j", "v", "t", "k")
        await desk.press("j", "x", "J", "J", "a", "m")
        assert desk.inbox.items.listing.cursor == 5
        await desk.press("X", "e")
        assert len(house.items("done")) == 12
        await desk.press("z")
        assert house.items("done") == []
        assert [house.item(id).assignee for id in ids[3:6]] == ["mert"] * 3
        await desk.press("z")
        assert [house.item(id).assignee for id in ids] == [""] * 12
        assert [house.item(id).tags for id in ids[:4]] == [("kargo",)] * 3 + [()]
        await desk.press("z", "Z", "Z")
        assert [house.item(id).tags for id in ids[:4]] == [("kargo",)] * 3 + [()]
        assert [house.item(id).assignee for id in ids[3:6]] == ["mert"] * 3


async def test_a_vip_of_the_team_is_told(house: House) -> None:
    team.add_tag(house.store, "f", "fiyat")
    row = house.items("open")[0]
    with house.store.writing() as conn:
        triage.mark_items_vip(conn, row.person_id, True)
    async with desk_on(house) as desk:
        assert "VIP +4" in desk.reading
