"""Why an item has its tone: one key away, and bulk corrections of tones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from meydan.app.config import Settings
from meydan.app.ownmodel import record
from meydan.app.ownmodel.problems import ModelTrouble
from meydan.panes.health import HealthList
from meydan.panes.ink import Sheet
from meydan.store import Actor, open_store
from meydan.store.reads import inbox
from meydan.store.rows.inbox import InboxQuery
from meydan.store.writes import triage
from tests.desk.inbox_kit import Desk, House, desk_on, make_house, messages
from tests.desk.test_desk_inbox import eventually

TEXT = "Kargo hâlâ gelmedi 😡 [b]çok güzel[/b] ama e\u0301ski ve BERBAT bir hizmet, nerede?"


def one(tmp_path: Path, text: str = TEXT) -> House:
    house = make_house(tmp_path / "ws")
    house.ingest(messages(2, lambda number: text if number == 0 else "tamam"))
    return house


def marked(desk: Desk) -> list[str]:
    """What is underlined in the reading pane."""
    lines = desk.inbox.query_one("#reading", Sheet).lines
    return [part.text for line in lines for part in line if part.underline]


def screen(desk: Desk) -> list[str]:
    """All lines of the lists and sheets that are shown."""
    shown = [widget.plain for widget in desk.app.screen.query(Sheet)]
    accounts = desk.app.screen.query_one(HealthList)
    return [
        *"\n".join(shown).split("\n"),
        *(accounts.render_line(y).text for y in range(accounts.size.height)),
    ]


def tones(house: House) -> list[str]:
    """The tones of all open items."""
    query = InboxQuery(states=frozenset({"open"}))
    with house.store.reading() as conn:
        return [row.sentiment for row in inbox.page(conn, query, 5000)]


async def test_why_is_one_key_away_with_the_deciding_words_marked(tmp_path: Path) -> None:
    async with desk_on(one(tmp_path)) as desk:
        await desk.press("T")
        for told in ("Why this tone", "− negative", "━", "sure", "in Turkish", "score −0."):
            assert told in desk.reading
        assert "asks: “nerede”, a question mark" in desk.reading
        assert marked(desk) == ["−hâlâ gelmedi", "−😡", "+güzel", "−BERBAT"]
        assert "[b]çok +güzel[/b]" in desk.reading.replace("\n", " ")
        await desk.press("T")
        assert "Why this tone" not in desk.reading
        await desk.press("T", "j")
        assert "Why this tone" not in desk.reading
        assert "tamam" in desk.reading


async def test_why_says_who_corrected_and_what_the_analysis_said(tmp_path: Path) -> None:
    house = one(tmp_path)
    (item,) = (row for row in house.items("open") if row.text != "tamam")
    async with desk_on(house) as desk:
        await desk.press("T", "d", "1")
        assert "+ positive" in desk.reading
        await eventually(desk, lambda: "corrected by Ayşe" in desk.reading)
        assert "the analysis said − negative" in desk.reading
        assert house.item(item.id).confidence == 1.0
        await desk.press("z")
        await eventually(desk, lambda: "corrected" not in desk.reading)
        store = open_store(house.workspace.database_url, Actor("mert", "cli"))
        triage.sentiment(store, [item.id], "neutral")
        store.close()
        await eventually(desk, lambda: "corrected by Mert" in desk.reading)


async def test_thousands_of_tones_are_corrected_at_once_and_taken_back(tmp_path: Path) -> None:
    house = make_house(tmp_path / "ws")
    house.ingest(messages(2500))
    before = tones(house)
    async with desk_on(house) as desk:
        await eventually(desk, lambda: len(desk.inbox.items.listing) == 2500)
        await desk.press("X", "d", "1")
        await eventually(desk, lambda: tones(house) == ["positive"] * 2500)
        await desk.press("z")
        await eventually(desk, lambda: tones(house) == before)


async def test_the_accounts_show_how_their_tones_change(tmp_path: Path) -> None:
    house = make_house(tmp_path / "ws")
    now = datetime.now(UTC)
    house.ingest(
        [
            replace(one, created_at=now - timedelta(days=number % 34, hours=1))
            for number, one in enumerate(
                messages(340, lambda number: "berbat" if number % 34 < 7 else "tamam")
            )
        ]
    )
    async with desk_on(house, (80, 24), at="accounts") as desk:
        (line,) = (line for line in screen(desk) if "kahve" in line)
        assert "▁▁▁▁█  100% ↑" in line
        assert "100% negative in 7 days (70) · 0% in the 28 days before (270)" in "\n".join(screen(desk))


async def test_the_accounts_say_which_own_model_is_set_aside(tmp_path: Path) -> None:
    house = make_house(tmp_path / "ws", Settings(language="en", models={"tr": "/srv/[b]/model"}))
    house.ingest(messages(1))
    trouble = ModelTrouble("no_folder", {"file": "/srv/[b]/model"})
    assert record.note(house.store, "tr", trouble, datetime.now(UTC))
    async with desk_on(house, (80, 24), at="accounts") as desk:
        shown = " ".join("\n".join(screen(desk)).split())
        assert "The own model for Turkish is set aside since" in shown
        assert "/srv/[b]/model: there is no such folder" in shown
        assert record.note(house.store, "tr", None, datetime.now(UTC))
        await eventually(desk, lambda: "set aside" not in "\n".join(screen(desk)))
