"""Eight desks' reading and triage and one sync on a store: how long each waits, and when each hears."""

from __future__ import annotations

import multiprocessing
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from meydan.connectors.base import Item, Page
from meydan.store import Actor, Store, open_store
from meydan.store.reads import drafts as reads
from meydan.store.reads import inbox
from meydan.store.rows.inbox import InboxQuery
from meydan.store.writes import drafts, triage
from meydan.store.writes.ingest import ingest
from tests.bench.corpus import analyses, big_store, items
from tests.bench.figures import Figure, percentile, seconds

DESKS = 8
LASTS = 12.0
THINKS = 0.1
PULLS_APART = 0.25
PAGE = 40
SAID = "bench"
OPEN = InboxQuery(states=frozenset({"open"}))


def figures(work: Path, count: int) -> Iterator[Figure]:
    """Milliseconds of a page read and of a triage command in the crowd, and until a commit is noticed."""
    big_store(work, count).close()
    # The crowd writes: the other parts go on with the store as it was made.
    folder = work / "ws-crowd"
    shutil.copytree(work / f"ws-{count}", folder)
    store = open_store(f"sqlite:///{folder / 'meydan.db'}", Actor("bench", "cli"))
    url, path = store.url, store.path
    assert path is not None
    _read(store)
    alone = percentile((_timed(store, _read) for _ in range(300)), 0.99)
    store.close()
    told = _run(url, path)
    pages = [took for desk in told[:DESKS] for took in desk["pages"]]
    triages = [took for desk in told[:DESKS] for took in desk["triages"]]
    refused = sum(one["refused"] for one in told)
    yield Figure("crowd: page read, 99 %, against alone", "ms", percentile(pages, 0.99) * 1e3, alone * 1e3, 4)
    yield Figure("crowd: triage, 99 %", "ms", percentile(triages, 0.99) * 1e3, None, 30)
    yield Figure("crowd: refused", "", refused, None, 0)
    yield Figure("crowd: longest log", "MB", told[-1]["log"] / 1e6, None, 64)
    yield Figure("crowd: commit noticed, 99 %", "ms", percentile(told[-2]["late"], 0.99) * 1e3, None, 100)


def _run(url: str, path: Path) -> list[dict[str, Any]]:
    """Desks, the sync, who speaks, who hears, and the watcher of the log, each a process."""
    context = multiprocessing.get_context("spawn")
    until = time.time() + LASTS + 3
    works: list[tuple[Callable[..., None], tuple[Any, ...]]] = [
        *((_desk, (url, number)) for number in range(DESKS)),
        (_sync, (url,)),
        (_say, (url,)),
        (_hear, (url,)),
        (_weigh, (str(path),)),
    ]
    pipes = []
    for work, arguments in works:
        ours, theirs = context.Pipe()
        context.Process(target=work, args=(theirs, until, *arguments), daemon=True).start()
        pipes.append(ours)
    return [pipe.recv() for pipe in pipes]


def _timed(store: Store, act: Callable[[Store], object]) -> float:
    return seconds(lambda: act(store))


def _read(store: Store) -> None:
    with store.reading() as conn:
        inbox.page(conn, OPEN, 50)
        inbox.counts(conn, [OPEN])


def _desk(pipe: Connection, until: float, url: str, number: int) -> None:
    """Read a page and close an item, think, and again."""
    store = open_store(url, Actor(f"desk{number}", "desk"))
    with store.reading() as conn:
        mine = iter(inbox.ids(conn, OPEN, 10_000)[number::DESKS])
    # A desk's first acts import and compile; they are not what the crowd costs.
    _read(store)
    triage.done(store, [next(mine)])
    pages, triages, refused = [], [], 0
    while time.time() < until:
        try:
            pages.append(_timed(store, _read))
            one = next(mine)
            triages.append(_timed(store, lambda store, one=one: triage.done(store, [one])))  # type: ignore[misc]
        except Exception:  # noqa: BLE001 - whatever it is, a person was refused
            refused += 1
        time.sleep(THINKS)
    pipe.send({"pages": pages, "triages": triages, "refused": refused})


def _sync(pipe: Connection, until: float, url: str) -> None:
    """Store a page of new items, four times a second."""
    store = open_store(url, Actor("sync", "sync"))
    with store.reading() as conn:
        (newest,) = inbox.page(conn, OPEN, 1)
    refused, turn = 0, 0
    mark = f"{time.time():.0f}"
    while time.time() < until:
        turn += 1
        page = [_again(item, f"{mark}-{turn}") for item in items(PAGE)]
        try:
            ingest(store, newest.account_id, Page(items=tuple(page)), analyses(page), now=datetime.now(UTC))
        except Exception:  # noqa: BLE001 - counted, not hidden
            refused += 1
        time.sleep(PULLS_APART)
    pipe.send({"refused": refused})


def _again(item: Item, mark: str) -> Item:
    return replace(item, remote_id=f"{item.remote_id}-{mark}", created_at=datetime.now(UTC))


def _say(pipe: Connection, until: float, url: str) -> None:
    """Write the time of each commit into what it commits."""
    store = open_store(url, Actor("bench", "desk"))
    refused = 0
    while time.time() < until:
        try:
            drafts.save_draft(store, SAID, str(time.time()))
        except Exception:  # noqa: BLE001 - counted, not hidden
            refused += 1
        time.sleep(THINKS)
    pipe.send({"refused": refused})


def _hear(pipe: Connection, until: float, url: str) -> None:
    """Read what was said whenever something was committed, and note how old it is."""
    store = open_store(url, Actor("bench", "desk"))
    changes = store.changes()
    late, before = [], ""
    while time.time() < until:
        if not changes.wait(0.5):
            continue
        with store.reading() as conn:
            draft = reads.draft(conn, SAID, "bench")
        said = draft.text if draft else ""
        if said != before and before:
            late.append(time.time() - float(said))
        before = said
    pipe.send({"late": late, "refused": 0})


def _weigh(pipe: Connection, until: float, path: str) -> None:
    """The largest size of the write-ahead log."""
    log, most = Path(f"{path}-wal"), 0
    while time.time() < until:
        with suppress(FileNotFoundError):
            most = max(most, log.stat().st_size)
        time.sleep(0.05)
    pipe.send({"log": most, "refused": 0})
