"""The desk's frame: home, screens, lines around the panes, keys, what happens to the store behind it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from textual.widgets import Input, OptionList

from meydan.app.config import Settings
from meydan.app.desk.actions import actions
from meydan.app.desk.screens.home import HomeScreen
from meydan.connectors.base import TrendSample
from meydan.store import Store
from meydan.store.reads import inbox
from meydan.store.rows.inbox import InboxQuery
from meydan.store.rows.outgoing import ReplyOrder
from meydan.store.rows.system import Fence
from meydan.store.writes import outbox, team
from tests.desk.frame_kit import Bring, OpenDesk, Plan, ad_day, item


async def test_home_shows_the_four_panes(open_desk: OpenDesk, bring: Bring, plan: Plan) -> None:
    now = datetime.now(UTC)
    samples = tuple(
        TrendSample("t1", "kahvefalı", now - timedelta(hours=3 - n), 100.0 * 2**n) for n in range(4)
    )
    bring(item(1, "- geç kaldı"), item(2), trends=samples, ads=(ad_day(now, "250"),))
    plan("Yeni harman tanıtımı", timedelta(hours=5))
    async with open_desk() as desk:
        for words in ("no2", "Yeni harman tanıtımı", "Yeni harman", "kahvefalı"):
            assert words in desk.text
        assert "2 open · 1 negative" in desk.lines("#title")


async def test_an_empty_desk_says_what_to_do(open_desk: OpenDesk, store: Store) -> None:
    async with open_desk() as desk:
        for words in (
            "Nothing is planned here.",
            "No ad spend in this month.",
            "No trend has been seen yet.",
        ):
            assert words in desk.text
        assert "inbox empty" in desk.lines("#status")


async def test_where_there_is_room_for_one_pane_it_is_the_inbox(open_desk: OpenDesk, bring: Bring) -> None:
    bring(item(1))
    async with open_desk((80, 24)) as desk:
        assert "no1" in desk.text
        assert "Calendar" not in desk.text


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("2", "Calendar"),
        ("3", "Ad budgets"),
        ("4", "Trends"),
        ("9", "Accounts"),
        ("1", "Inbox"),
        ("7", "Outbox"),
    ],
)
@pytest.mark.parametrize("back", ["escape", "q", "0"])
async def test_every_screen_is_one_key_away_and_one_back(
    open_desk: OpenDesk, key: str, words: str, back: str
) -> None:
    async with open_desk() as desk:
        await desk.press(key)
        assert not isinstance(desk.app.screen, HomeScreen)
        assert words in desk.text
        await desk.press(back)
        assert isinstance(desk.app.screen, HomeScreen)


async def test_from_screen_to_screen_home_stays_below(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.press("2", "3", "4", "9", "2")
        assert len(desk.app.screen_stack) == 2
        await desk.press("escape")
        assert isinstance(desk.app.screen, HomeScreen)


async def test_escape_at_home_does_not_leave(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.press("escape", "escape")
        assert desk.app.is_running


async def test_q_at_home_leaves(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.press("q")
        assert not desk.app.is_running


async def test_q_asks_first_when_something_is_unsent(open_desk: OpenDesk, bring: Bring, store: Store) -> None:
    bring(item(1))
    outbox.queue_reply(store, 1, ReplyOrder("Merhaba", hold=timedelta(seconds=60)))
    async with open_desk() as desk:
        await desk.press("q")
        assert desk.app.is_running
        assert "Quit?" in desk.lines("#hints")
        await desk.press("x")
        assert desk.app.is_running
        assert "Quit?" not in desk.lines("#hints")
        await desk.press("q", "y")
        assert not desk.app.is_running


async def test_the_top_line_counts_the_outbox_and_the_alert_says_what_to_press(
    open_desk: OpenDesk, bring: Bring, store: Store
) -> None:
    bring(item(1), item(2))
    lost = outbox.queue_reply(store, 1, ReplyOrder("Merhaba", hold=timedelta(0)))
    lose(store, lost)
    outbox.queue_reply(store, 2, ReplyOrder("Selam", hold=timedelta(seconds=60)))
    async with open_desk() as desk:
        assert "outbox 1 waiting 1 unknown" in desk.lines("#status")
        assert "1 delivery is uncertain" in desk.lines("#alert")
        assert desk.lines("#alert").endswith("open the outbox !")
        await desk.press("exclamation_mark")
        assert "Outbox" in desk.text


async def test_without_trouble_the_alert_takes_no_room(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        assert not desk.app.screen.query_one("#alert").display


async def test_what_another_process_does_is_seen(open_desk: OpenDesk, bring: Bring) -> None:
    bring(item(1))
    async with open_desk() as desk:
        bring(item(2))
        await desk.until(lambda: "2 open" in desk.lines("#status"))
        await desk.until(lambda: "no2" in desk.lines("#items"))


async def test_a_busy_store_does_not_starve_the_screen(open_desk: OpenDesk, bring: Bring) -> None:
    async with open_desk() as desk:
        seen: set[str] = set()
        for number in range(40):
            await asyncio.to_thread(bring, item(number))
            await desk.pilot.pause(0.02)
            seen.add(desk.lines("#status"))
        await desk.until(lambda: "40 open" in desk.lines("#status"))
        assert len(seen) > 4


async def test_done_and_undone(open_desk: OpenDesk, bring: Bring, store: Store) -> None:
    bring(item(1), item(2))
    async with open_desk() as desk:
        await desk.press("e")
        await desk.until(lambda: states(store) == {1: "open", 2: "done"})
        await desk.press("z")
        await desk.until(lambda: states(store) == {1: "open", 2: "open"})
        assert "Undone: done" in desk.lines("#hints")
        await desk.press("Z")
        await desk.until(lambda: states(store) == {1: "open", 2: "done"})


async def test_with_nothing_to_undo_it_says_so(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.press("z")
        assert "Nothing to undo" in desk.lines("#hints")
        await desk.press("j")
        assert "Nothing to undo" not in desk.lines("#hints")


async def test_a_prefix_shows_what_may_follow(open_desk: OpenDesk, bring: Bring) -> None:
    bring(*(item(number) for number in range(100)))
    async with open_desk() as desk:
        await desk.press("G")
        assert "no0" in desk.lines("#items").splitlines()[-1]
        await desk.press("g")
        assert "First line" in desk.lines("#hints")
        await desk.press("g")
        assert "no99" in desk.lines("#items").splitlines()[0]


async def test_the_bottom_line_follows_the_settings(open_desk: OpenDesk, bring: Bring) -> None:
    bring(item(1))
    async with open_desk(settings=Settings(timezone="UTC", keys={"desk.help": "f5"})) as desk:
        assert "F5 keys" in desk.lines("#hints")
        await desk.press("f5")
        assert "Keys valid here" in desk.text
        assert "F5" in desk.text


async def test_help_lists_only_what_works_here(open_desk: OpenDesk, bring: Bring) -> None:
    bring(item(1))
    async with open_desk((110, 90)) as desk:
        await desk.press("2", "question_mark")
        assert "Week or month" in desk.text
        assert "Say what the tone is" not in desk.text
        await desk.press("escape")
        assert "Calendar" in desk.text


async def test_the_palette_finds_an_action_by_its_name(open_desk: OpenDesk, bring: Bring) -> None:
    bring(item(1))
    async with open_desk() as desk:
        await desk.press("colon")
        desk.app.screen.query_one(Input).value = "ad budgets"
        await desk.settle()
        await desk.until(lambda: desk.app.screen.query_one(OptionList).option_count == 1)
        await desk.press("enter")
        await desk.until(lambda: len(desk.app.screen_stack) == 2)
        assert "Ad budgets" in desk.lines("#title")


async def test_a_command_of_the_palette_may_ask_for_a_letter(
    open_desk: OpenDesk, bring: Bring, store: Store
) -> None:
    bring(item(1))
    team.add_tag(store, "k", "kargo")
    async with open_desk() as desk:
        await desk.press("colon")
        desk.app.screen.query_one(Input).value = "tag by"
        await desk.settle()
        await desk.until(lambda: desk.app.screen.query_one(OptionList).option_count == 1)
        await desk.press("enter")
        await desk.until(lambda: "k kargo" in desk.lines("#hints"))
        await desk.press("k")
        await desk.until(lambda: tags_of(store, 1) == ("kargo",))


async def test_the_palette_knows_every_action_of_a_screen(open_desk: OpenDesk, bring: Bring) -> None:
    from meydan.app.desk.palette import DeskCommands

    bring(item(1))
    async with open_desk() as desk:
        provider = DeskCommands(desk.app.screen)
        offered = {hit.text async for hit in provider.discover()}
        titles = {spec.title for spec in actions() if spec.scope in ("global", "list")}
        assert titles - {"All commands", "Go to what the alert says"} <= offered


async def test_the_link_of_the_row_is_copied(open_desk: OpenDesk, bring: Bring) -> None:
    bring(item(7))
    async with open_desk() as desk:
        await desk.press("Y")
        assert desk.app.clipboard == "https://sosyal.example/@fan/7"
        assert "Copied" in desk.lines("#hints")


async def test_nothing_from_outside_is_parsed_as_markup(open_desk: OpenDesk, bring: Bring) -> None:
    evil = "see arr[/oops] [@click=app.quit]x[/] [bold"
    bring(
        item(1, evil, author="[red]"), trends=(TrendSample("t", evil, datetime.now(UTC), 3.0, excerpt=evil),)
    )
    async with open_desk() as desk:
        assert "arr[/oops]" in desk.lines("#items")
        await desk.press("4")
        assert "arr[/oops]" in desk.text
        assert desk.app.is_running


async def test_a_small_terminal_is_told_what_is_needed(open_desk: OpenDesk, bring: Bring) -> None:
    bring(item(1))
    async with open_desk((79, 24)) as desk:
        assert "Meydan needs 80x24; this terminal has 79x24." in desk.text
        assert "no1" not in desk.text
        await desk.pilot.resize_terminal(80, 24)
        await desk.settle()
        assert "no1" in desk.text


async def test_turkish_is_spoken(open_desk: OpenDesk, bring: Bring) -> None:
    bring(item(1))
    async with open_desk(language="tr") as desk:
        assert "Gelen kutusu" in desk.text
        assert "Takvim" in desk.text


async def test_the_calendar_moves_by_weeks_and_months(open_desk: OpenDesk, plan: Plan) -> None:
    plan("soon", timedelta(days=1))
    plan("next week", timedelta(days=8))
    async with open_desk() as desk:
        await desk.press("2")
        assert "soon" in desk.lines("#agenda")
        assert "next week" not in desk.lines("#agenda")
        await desk.press("l")
        assert "next week" in desk.lines("#agenda")
        await desk.press("t", "w")
        assert "soon" in desk.lines("#agenda")
        assert "next week" in desk.lines("#agenda")


async def test_ads_show_another_month(open_desk: OpenDesk, bring: Bring) -> None:
    last_month = datetime.now(UTC).replace(day=1) - timedelta(days=3)
    bring(ads=(ad_day(last_month, "250"),))
    async with open_desk() as desk:
        await desk.press("3")
        assert "No ad spend" in desk.text
        await desk.press("h")
        assert "Yeni harman" in desk.lines("#budgets")
        assert "₺250" in desk.lines("#detail")


def states(store: Store) -> dict[int, str]:
    """The items' states."""
    with store.reading() as conn:
        return {row.id: row.state for row in inbox.page(conn, InboxQuery(), 100)}


def tags_of(store: Store, item_id: int) -> tuple[str, ...]:
    """An item's tags."""
    with store.reading() as conn:
        return inbox.item(conn, item_id).tags


def lose(store: Store, delivery: int) -> None:
    """Let a delivery be sent without an answer."""
    from meydan.store.writes import dispatch, leases

    now = datetime.now(UTC)
    fence = leases.acquire(store, "sync", "test", timedelta(seconds=60), now, holder_alive=lambda _: True)
    assert isinstance(fence, Fence)
    work = dispatch.claim(store, fence, now)
    assert work is not None
    dispatch.record_unknown(store, fence, delivery, "no answer", now)
    leases.release(store, fence)
