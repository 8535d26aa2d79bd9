"""Fixtures for all rooms: servers that take seconds to start, once per run."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from tests.servers.mastodon import MastodonServer, running_mastodon


@pytest.fixture(scope="session")
def mastodon_server() -> Iterator[MastodonServer]:
    """A Mastodon-compatible server; tests share it and make people of their own."""
    with running_mastodon() as server:
        yield server


def pytest_configure() -> None:
    """Collect garbage seldom: with hundreds of desks made it took a quarter of the time."""
    gc.set_threshold(100_000, 50, 100)


LONGEST_FIRST = ("faults", "terminal", "house", "desk")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the rooms that wait for processes and clocks, so that no worker is left alone with them."""

    def turn(item: pytest.Item) -> int:
        room = item.path.parent.name
        return LONGEST_FIRST.index(room) if room in LONGEST_FIRST else len(LONGEST_FIRST)

    items.sort(key=turn)
