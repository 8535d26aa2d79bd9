"""Fixtures that the tests of the engine and of its faults share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from meydan.connectors.contract.proxy import running_proxy
from meydan.store import Actor, open_store
from tests.app_sync.scene import Brand, Team, new_brand, new_team
from tests.servers.mastodon import MastodonServer
from tests.servers.plugins import install
from tests.servers.scripted import WORLDS


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store."""
    path = tmp_path_factory.mktemp("blank") / "meydan.db"
    open_store(f"sqlite:///{path}", Actor("test", "cli")).close()
    return path


@pytest.fixture
def team(tmp_path: Path, blank: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    """A fresh team, with the tests' own platforms installed."""
    monkeypatch.syspath_prepend(str(install(tmp_path / "site")))
    made = new_team(tmp_path, blank)
    yield made
    made.close()
    WORLDS.clear()


@pytest.fixture
def brand(mastodon_server: MastodonServer) -> Iterator[Brand]:
    """A profile of ours behind a proxy of its own."""
    with running_proxy(mastodon_server.url) as proxy:
        yield new_brand(mastodon_server, proxy)
