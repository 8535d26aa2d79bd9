"""A whole sync over HTTP against its stages measured alone: asking and reading, analysing, storing."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from meydan.app.accounts import connect_account
from meydan.app.config import Settings, Workspace
from meydan.app.sync.clean import clean
from meydan.app.sync.engine import SyncEngine
from meydan.connectors.base import AccountRef, Page
from meydan.connectors.credentials import Credential
from meydan.connectors.http import Http
from meydan.connectors.mastodon.connector import MastodonConnector
from meydan.insight.engine import Analyser
from meydan.store import Actor, open_store
from meydan.store.writes import accounts
from meydan.store.writes.ingest import ingest
from tests.bench.figures import Figure, seconds
from tests.servers.mastodon import free_port

ROOT = Path(__file__).resolve().parents[2]
ACCOUNTS = 20
EACH = 400
"""What a new account is given of its past."""


def figures(work: Path, count: int) -> Iterator[Figure]:
    """Items a second from the server into the index; the raw limit is 1 / the sum of the stages."""
    size = ACCOUNTS * EACH
    with _server(EACH) as url:
        # The first sync of a process imports and compiles, which its stages would find done.
        _sync(work / "ws-warm", url, 1)
        whole = _sync(work / "ws-sync", url, ACCOUNTS)
        pages: list[tuple[int, Page]] = []
        asking = seconds(lambda: pages.extend(asyncio.run(_ask(url))))
    analyser = Analyser()
    known = {}
    texts = [item for _, page in pages for item in page.items]

    def analyse() -> None:
        for item in texts:
            known[item.kind, item.remote_id] = analyser.analyse(item.text)

    analysing = seconds(analyse)
    alone = open_store(f"sqlite:///{work / 'sync-alone.db'}", Actor("bench", "sync"))
    homes = [accounts.ensure_local(alone, f"bulk{number}").id for number in range(ACCOUNTS)]
    tidy = [(homes[number], clean(page)) for number, page in pages]
    now = datetime.now(UTC)
    storing = seconds(lambda: [ingest(alone, home, page, known, now=now) for home, page in tidy])
    alone.close()
    if len(texts) != size:
        sys.exit(f"{len(texts)} of {size} mentions came")
    yield Figure(
        "sync over HTTP, against its stages",
        "/s",
        size / whole,
        size / (asking + analysing + storing),
        0.7,
        True,
    )


def _sync(folder: Path, url: str, count: int) -> float:
    """Seconds of a first sync of `count` new accounts."""
    workspace = Workspace(folder, Settings())
    workspace.make()
    store = open_store(workspace.database_url, Actor("bench", "sync"))
    for number in range(count):
        connect_account(store, workspace, "mastodon", url, f"token-{number}")
    took = seconds(lambda: asyncio.run(SyncEngine(store, workspace).once()))
    store.close()
    return took


async def _ask(url: str) -> list[tuple[int, Page]]:
    """All pages of every stream of every account, as the connector reads them."""
    pages: list[tuple[int, Page]] = []
    for number in range(ACCOUNTS):
        async with Http(url, user_agent="bench") as http:
            ours = AccountRef("x", url, str(number), "marka")
            connector = MastodonConnector(ours, Credential(f"token-{number}"), http)
            for stream in MastodonConnector.declaration.streams:
                async for page in connector.pull(stream.name, None):
                    pages.append((number, page))
    return pages


@contextmanager
def _server(count: int) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.mentions", str(port), str(count)], cwd=ROOT
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            with suppress(OSError):
                urllib.request.urlopen(f"{url}/api/v1/instance", timeout=5).close()
                break
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(10)
