"""Walking newest-first streams: nothing is lost, whenever the process dies and whatever the platform does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meydan.connectors.cursors import Batch, Bounds, DescendingCursor, Entry, Step, descend

START = datetime(2026, 1, 1, tzinfo=UTC)
BOUNDS = Bounds(oldest=START - timedelta(days=1), entries=10_000, pages=1000)


class Platform:
    """A newest-first feed with pages of `size`."""

    def __init__(self, size: int = 3) -> None:
        self.size = size
        self.feed: list[Entry] = []
        self.calls = 0
        self.made = 0

    def add(self, count: int) -> None:
        for _ in range(count):
            self.made += 1
            self.feed.insert(0, Entry(f"{self.made:05}", START + timedelta(minutes=self.made)))

    async def fetch(self, token: str | None) -> Batch[None]:
        self.calls += 1
        below = [one for one in self.feed if token is None or one.id < token]
        page = below[: self.size]
        return Batch(page, page[-1].id if len(below) > self.size else None, None)


async def pull(platform: Platform, cursor: str | None, stored: list[str], most: int = 1000) -> str | None:
    """What a sync does: store each page with its cursor; killed after `most` pages."""
    async for step in descend(platform.fetch, DescendingCursor.read(cursor), BOUNDS):
        if most == 0:
            break
        most -= 1
        stored.extend(entry.id for entry in step.batch.entries)
        cursor = step.cursor.text()
    return cursor


PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, 12)),
        st.tuples(st.just("pull"), st.integers(0, 4)),
        st.tuples(st.just("delete"), st.integers(0, 5)),
    ),
    max_size=25,
)


@PATIENT
@given(ACTIONS, st.integers(1, 5))
async def test_nothing_is_lost_whenever_it_is_killed(actions: Sequence[tuple[str, int]], size: int) -> None:
    platform = Platform(size)
    stored: list[str] = []
    removed: set[str] = set()
    cursor: str | None = None
    for action, count in actions:
        if action == "add":
            platform.add(count)
        elif action == "pull":
            cursor = await pull(platform, cursor, stored, count)
        elif count < len(platform.feed):
            removed.add(platform.feed.pop(count).id)
    await pull(platform, cursor, stored)
    assert {one.id for one in platform.feed} <= set(stored) <= {one.id for one in platform.feed} | removed


async def test_a_quiet_stream_costs_one_page() -> None:
    platform = Platform()
    platform.add(20)
    cursor = await pull(platform, None, [])
    platform.calls = 0
    stored: list[str] = []
    await pull(platform, cursor, stored)
    assert platform.calls == 1
    assert stored == ["00020", "00019", "00018"], "the top is read again, so edits are seen"


async def test_the_walk_stops_at_what_is_known_even_if_the_top_was_deleted() -> None:
    platform = Platform()
    platform.add(60)
    cursor = await pull(platform, None, [])
    platform.calls = 0
    del platform.feed[:45]
    platform.add(2)
    await pull(platform, cursor, [])
    assert platform.calls == 2, "a page on which everything is older than what was known ends the walk"


async def test_the_first_walk_is_bounded() -> None:
    platform = Platform(size=10)
    platform.add(100)
    bounds = Bounds(oldest=START, entries=35)
    steps = [step async for step in descend(platform.fetch, DescendingCursor(), bounds)]
    assert len(steps) == 4
    assert [step.more for step in steps] == [True, True, True, False]
    by_age = Bounds(oldest=platform.feed[25].at, entries=1000)
    steps = [step async for step in descend(platform.fetch, DescendingCursor(), by_age)]
    assert len(steps) == 4


async def test_a_pull_is_bounded_and_says_that_there_is_more() -> None:
    platform = Platform()
    platform.add(30)
    bounds = Bounds(oldest=START, pages=2)
    steps = [step async for step in descend(platform.fetch, DescendingCursor(), bounds)]
    assert [step.more for step in steps] == [True, True]


class Circle(Platform):
    """Ignores what page is asked for."""

    async def fetch(self, token: str | None) -> Batch[None]:
        self.calls += 1
        return Batch(self.feed[:3], "always", None)


class Shifting(Circle):
    """Ignores what page is asked for, while new things arrive."""

    async def fetch(self, token: str | None) -> Batch[None]:
        self.calls += 1
        self.add(1)
        page = self.feed[:10]
        return Batch(page, page[-1].id, None)


class Endless(Circle):
    """Always has another page, all of them empty."""

    async def fetch(self, token: str | None) -> Batch[None]:
        self.calls += 1
        return Batch([], f"token {self.calls}", None)


@pytest.mark.parametrize("kind", [Circle, Shifting, Endless])
async def test_paging_that_leads_nowhere_is_reported_tried_again_and_given_up(kind: type[Platform]) -> None:
    platform = kind()
    platform.add(30)
    bounds = Bounds(oldest=START - timedelta(days=400), entries=10**9, pages=50, walk=20)
    cursor: str | None = None
    problems: list[str] = []
    for _ in range(6):
        steps: list[Step[None]] = []
        async for step in descend(platform.fetch, DescendingCursor.read(cursor), bounds):
            steps.append(step)
            cursor = step.cursor.text()
        problems += [step.problem for step in steps if step.problem]
        assert not steps[-1].more
    assert len([one for one in problems if "given up" not in one]) >= 2
    assert any("given up" in one for one in problems)
    assert platform.calls < 150


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"known": 5, "known_at": "yesterday"}', '{"taken": []}', "7"]
)
def test_a_cursor_that_makes_no_sense_starts_over(text: str) -> None:
    assert DescendingCursor.read(text) == DescendingCursor()


async def test_a_failing_page_leaves_the_steps_before_it() -> None:
    platform = Platform()
    platform.add(9)

    async def fetch(token: str | None) -> Batch[None]:
        if platform.calls == 2:
            raise ConnectionError
        return await platform.fetch(token)

    stored: list[str] = []
    cursor: str | None = None
    with pytest.raises(ConnectionError):
        async for step in descend(fetch, DescendingCursor(), BOUNDS):
            stored += [entry.id for entry in step.batch.entries]
            cursor = step.cursor.text()
    assert len(stored) == 6
    await pull(platform, cursor, stored)
    assert set(stored) == {entry.id for entry in platform.feed}
