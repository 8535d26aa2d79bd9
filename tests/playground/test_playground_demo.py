"""The demo's workspace: prepared once, kept, begun anew, shared."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from meydan.app.config import Settings, Workspace
from meydan.app.demo import DemoError, demo, sync_once
from meydan.store import Actor, Store, open_store
from meydan.store.reads import accounts, ads, calendar, inbox, inquiries, rules, team, threads, trends
from meydan.store.rows.inbox import InboxQuery
from meydan.store.rows.outgoing import ReplyOrder
from meydan.store.writes import outbox


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demo was opened once, after a preparation that was killed."""
    path = tmp_path_factory.mktemp("home")
    (path / "demo").mkdir()
    for name in ("playground.jsonl", "meydan.db"):
        (path / "demo" / name).write_text("half of it")
    with demo(found(path)) as (workspace, server):
        assert server is not None
        assert workspace.path == path / "demo"
    return path


def found(path: Path) -> Workspace:
    return Workspace(path, Settings(timezone="Europe/Istanbul", store="sqlite:////nowhere/else.db"))


def opened(workspace: Workspace) -> Store:
    return open_store(workspace.database_url, Actor("tester", "cli"))


def test_the_workspace_is_a_team_at_work(prepared: Path) -> None:
    with demo(found(prepared)) as (workspace, _):
        store = opened(workspace)
    now = datetime.now(UTC)
    with store.reading() as conn:
        assert accounts.brand(conn).name == "Anadolu Kahve"
        assert {account.platform for account in accounts.all(conn)} == {"playground"}
        assert {"ayse", "mert", "zeynep"} <= {member.login for member in team.members(conn)}
        assert ("k", "kargo") in {(tag.letter, tag.name) for tag in team.tags(conn)}
        assert {"k", "en1"} <= {reply.code for reply in team.saved_replies(conn)}
        items = inbox.page(conn, InboxQuery(), 1000)
        agenda = calendar.agenda(conn, now, now + timedelta(days=7))
        days = ads.days(conn, date(2020, 1, 1))
        cards = trends.cards(conn, 10)
        health = accounts.health(conn)
        asked = inquiries.waiting(conn)
        kargo, toptan = rules.every(conn, now - timedelta(days=30))
    store.close()
    states = [item.state for item in items]
    assert len(items) > 140
    assert 50 < states.count("open") < 120 and "waiting" in states and "done" in states
    assert {item.lang for item in items} >= {"tr", "en"}
    assert (kargo.enabled, toptan.enabled) == (True, False)
    assert kargo.hits > 0 and toptan.hits == 0 and toptan.tested_at is not None
    assert {item.kind for item in items} == {"comment", "mention", "dm"}
    assert {item.assignee for item in items} >= {"ayse", "mert", ""}
    assert {row.asked for row in asked} == {"zeynep"} and all(row.text for row in asked)
    assert any("kargo" in item.tags for item in items) and any(item.spam for item in items)
    assert len(agenda) >= 6
    assert {day.currency for day in days} == {"TRY", "EUR"}
    assert {"#kahvefalı", "kargo zammı"} <= {card.title for card in cards}
    assert all(not each.error and each.quarantined == 0 for each in health)


def test_our_answer_is_still_there_the_next_time(prepared: Path) -> None:
    with demo(found(prepared)) as (workspace, server):
        assert server is not None
        address = server.base_url
        store = opened(workspace)
        with store.reading() as conn:
            (item,) = inbox.page(conn, InboxQuery(search="kafeinsizi"), 5)
        outbox.queue_reply(store, item.id, ReplyOrder("Merhaba, şubatta geliyor!", hold=timedelta(0)))
        sync_once(workspace)
        store.close()
    with demo(found(prepared)) as (workspace, server):
        assert server is not None and server.base_url == address
        sync_once(workspace)
        store = opened(workspace)
        with store.reading() as conn:
            entries = threads.thread(conn, item.id)
            everyone = accounts.all(conn)
            now_done = inbox.item(conn, item.id).state
        store.close()
    ours = [entry for entry in entries if "şubatta geliyor" in entry.text]
    assert [entry.origin for entry in ours] == ["publication"]
    assert now_done == "done"
    assert len(everyone) == 3


def test_a_second_desk_joins_and_cannot_wipe(prepared: Path) -> None:
    with demo(found(prepared)) as (workspace, server):
        assert server is not None
        code = (
            "from pathlib import Path; from meydan.app.config import Workspace, Settings\n"
            "from meydan.app.demo import demo, DemoError\n"
            f"found = Workspace(Path({str(prepared)!r}), Settings())\n"
            "with demo(found) as (workspace, server): print(workspace.path.name, server)\n"
            "try:\n    demo(found, fresh=True).__enter__()\nexcept DemoError as error: print(error)\n"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
        assert (workspace.path / "meydan.db").exists()
    assert done.stderr == ""
    joined, refused = done.stdout.splitlines()
    assert joined == "demo None"
    assert "another process has the demo open" in refused


def test_fresh_begins_anew(prepared: Path) -> None:
    with demo(found(prepared)) as (workspace, _):
        before = (workspace.path / "playground.jsonl").read_text().splitlines()[0]
    with demo(found(prepared), fresh=True) as (workspace, _):
        after = (workspace.path / "playground.jsonl").read_text().splitlines()[0]
        store = opened(workspace)
        with store.reading() as conn:
            assert len(inbox.page(conn, InboxQuery(), 1000)) > 140
        store.close()
    assert before != after


def test_a_folder_that_is_no_demo_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "thesis.txt").write_text("years of work")
    for fresh in (True, False):
        with pytest.raises(DemoError, match="is no demo"):
            demo(found(tmp_path), fresh).__enter__()
    assert (tmp_path / "demo" / "thesis.txt").read_text() == "years of work"
