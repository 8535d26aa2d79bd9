"""Fixtures that the tests of the engine and of its faults share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app_sync.scene import Brand, Team, new_brand, new_team
from tests.servers.mastodon import MastodonServer
from tests.servers.proxy import running_proxy
from tests.servers.scripted import plugged_in


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    """A fresh team, with the scripted platform installed."""
    with plugged_in(tmp_path / "site") as site:
        monkeypatch.syspath_prepend(str(site))
        made = new_team(tmp_path)
        yield made
        made.close()


@pytest.fixture
def brand(mastodon_server: MastodonServer) -> Iterator[Brand]:
    """A profile of ours behind a proxy of its own."""
    with running_proxy(mastodon_server.url) as proxy:
        yield new_brand(mastodon_server, proxy)
