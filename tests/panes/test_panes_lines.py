"""A list on a screen: what it shows, what it sends, what it does while the store changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.geometry import Region
from textual.pilot import Pilot

from meydan.panes import lines as lines_module
from meydan.panes.lines import HEAD
from meydan.store.rows.inbox import ItemRow
from tests.panes.panes_kit import ListApp, Shelf, item


def shelf(count: int) -> Shelf:
    return Shelf([item(id) for id in range(1, count + 1)])


async def settle(pilot: Pilot[None]) -> None:
    """Wait for all that the list is doing."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def test_the_first_rows_are_shown_and_the_first_is_told() -> None:
    app = ListApp(shelf(30))
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot)
        shown = app.shown()
        assert len(shown) == 11
        assert "message 1 " in shown[0] + " "
        assert "message 11" in shown[10]
        assert app.told == [1]


async def test_all_rows_are_reached_over_the_index() -> None:
    app = ListApp(shelf(1000))
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot)
        assert len(app.items.listing) == 1000
        app.items.action_last()
        await settle(pilot)
        assert "message 1000" in app.shown()[10]
        assert app.told[-1] == 1000
        assert len(app.items.cache) < 16 * 11 + 100


async def test_only_the_first_page_is_listed_until_the_index_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # However slow the machine is, the first page is looked at before.
    monkeypatch.setattr(lines_module, "INDEX_DELAY", 2.0)
    app = ListApp(shelf(1000))
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.pause()
        assert len(app.items.listing) == HEAD
        app.items.action_last()
        assert app.items.listing.current == HEAD
        await settle(pilot)
        assert len(app.items.listing) == 1000
        assert app.items.listing.current == HEAD


async def test_a_cursor_move_repaints_two_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    app = ListApp(shelf(30))
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot)
        repainted: list[Region] = []
        refresh = app.items.refresh

        def watched(*areas: Region) -> object:
            repainted.extend(areas)
            return refresh(*areas)

        monkeypatch.setattr(app.items, "refresh", watched)
        app.items.action_cursor_down()
        assert [area.y for area in repainted] == [0, 1]
        await settle(pilot)
        repainted.clear()
        app.items.repaint()
        assert repainted == []


async def test_a_row_closed_by_someone_else_keeps_its_place_in_grey() -> None:
    app = ListApp(shelf(30))
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot)
        app.items.move_to(3)
        app.shelf.put(item(2, state="done"))
        app.items.stale()
        await settle(pilot)
        assert app.items.listing.gone == {2}
        assert "message 2" in app.shown()[1]
        assert "done" in app.shown()[1]
        assert app.items.listing.current == 4
        app.items.reload()
        await settle(pilot)
        assert "message 3" in app.shown()[1]
        assert app.items.listing.current == 4


async def test_a_row_that_is_no_more_stays_as_a_gap_until_the_list_is_read_anew() -> None:
    app = ListApp(shelf(30))
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot)
        app.items.move_to(3)
        app.shelf.drop(2)
        app.items.stale()
        await settle(pilot)
        assert "message 3" in app.shown()[2]
        assert 2 in app.items.listing.gone


async def test_new_rows_are_announced_and_move_nothing() -> None:
    app = ListApp(shelf(30))
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot)
        app.items.move_to(2)
        before = app.shown()
        app.shelf.put(item(500), item(501), first=True)
        app.items.stale()
        await settle(pilot)
        assert app.items.fresh == 2
        assert app.shown() == before
        app.items.action_first()
        await settle(pilot)
        assert app.items.fresh == 0
        assert "message 500" in app.shown()[0]


async def test_at_the_top_and_quiet_new_rows_come_in_above_the_cursor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines_module, "QUIET", 0.0)
    app = ListApp(shelf(30))
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot)
        app.shelf.put(item(500), first=True)
        app.items.stale()
        await settle(pilot)
        assert "message 500" in app.shown()[0]
        assert app.items.listing.current == 1


async def test_a_very_long_list_learns_of_new_rows_by_its_newest_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines_module, "WHOLE", 100)
    monkeypatch.setattr(lines_module, "QUIET", 0.0)
    app = ListApp(shelf(1000))
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot)
        app.shelf.put(item(5000), first=True)
        app.items.stale()
        await settle(pilot)
        assert list(app.items.listing.ids) == [5000, *range(1, 1001)]


async def test_a_change_shows_at_once_and_the_store_has_the_last_word() -> None:
    app = ListApp(shelf(30))
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot)
        ticket = app.items.change([1], lambda row: replace(row, state="done"))
        assert 1 in app.items.listing.gone
        app.items.next_open()
        assert app.items.listing.current == 2
        app.items.stale()
        await settle(pilot)
        assert 1 in app.items.listing.gone
        app.items.settle(ticket)
        await settle(pilot)
        assert 1 not in app.items.listing.gone


async def test_when_nothing_is_left_the_list_says_so() -> None:
    app = ListApp(shelf(2))
    async with app.run_test(size=(80, 12)) as pilot:
        app.items.say_empty(["All done."])
        await settle(pilot)
        app.shelf.put(item(1, state="done"), item(2, state="done"))
        app.items.stale()
        await settle(pilot)
        assert app.told[-1] is None
        assert "All done." in "\n".join(app.shown())


async def test_a_thousand_rows_change_together() -> None:
    app = ListApp(shelf(3000))
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot)
        app.items.action_select_all()
        ids = app.items.listing.targets()
        assert len(ids) == 3000

        def tag(row: ItemRow) -> ItemRow:
            return replace(row, tags=("kargo",))

        app.items.change(ids, tag)
        assert all("kargo" in line for line in app.shown())
        app.items.clear_selection()
        app.items.action_last()
        await settle(pilot)
        assert all("kargo" in line for line in app.shown())


async def test_one_can_go_to_a_row_far_below() -> None:
    app = ListApp(shelf(1000))
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot)
        assert await app.items.load_at(app.shelf, 900)
        assert app.items.current == item(900)
        assert not await app.items.load_at(app.shelf, 7777)


async def test_growing_and_shrinking_keeps_the_cursor_in_view() -> None:
    app = ListApp(shelf(300))
    async with app.run_test(size=(80, 12)) as pilot:
        await settle(pilot)
        app.items.move_to(200)
        await settle(pilot)
        for size in ((40, 8), (120, 30), (1, 1), (80, 12)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
        assert any("message 201" in line for line in app.shown())
