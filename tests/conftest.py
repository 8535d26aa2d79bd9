"""Fixtures for all rooms: servers that take seconds to start, once per run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.mastodon import MastodonServer, running_mastodon


@pytest.fixture(scope="session")
def mastodon_server() -> Iterator[MastodonServer]:
    """A Mastodon-compatible server; tests share it and make people of their own."""
    with running_mastodon() as server:
        yield server
