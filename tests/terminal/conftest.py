"""A workspace with messages in it, and the desk on it in a real pseudo-terminal."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from meydan.store import Actor, open_store
from meydan.store.reads import accounts
from meydan.store.writes import accounts as writes
from tests.terminal.pty_terminal import PtyTerminal

MEYDAN = str(Path(sys.executable).with_name("meydan"))
MESSAGES = (
    "3 gündür kargo bekliyorum, kimse cevap vermiyor",
    "Yeni harman şahane olmuş, teşekkürler",
    "Kadıköy şubesi pazar günü açık mı?",
    "Uygulama yine giriş yapmıyor",
)

OpenDesk = Callable[..., PtyTerminal]
Meydan = Callable[..., str]


@pytest.fixture(scope="session")
def full_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with 60 messages, a tag, a saved reply and a member; not to be changed."""
    path = tmp_path_factory.mktemp("full") / "ws"
    run = _runner(path)
    run("init")
    run("tags", "add", "k", "kargo")
    run("saved", "add", "kg", "--text", "Merhaba, kargonuz yolda.")
    run("members", "add", "mert", "--name", "Mert", "--role", "publisher", "--key", "m")
    run("ingest", "--account", "kahve", "--platform", "mastodon", stdin=messages(60))
    pause(path)
    return path


@pytest.fixture
def workspace(full_workspace: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    path = tmp_path / "ws"
    shutil.copytree(full_workspace, path)
    return path


@pytest.fixture
def meydan(workspace: Path) -> Meydan:
    """Runs the command line on the workspace; its output."""
    return _runner(workspace)


@pytest.fixture
def open_desk(workspace: Path) -> Iterator[OpenDesk]:
    """Opens desks on the workspace; they are closed at the end."""
    opened: list[PtyTerminal] = []

    def start(
        columns: int = 120,
        rows: int = 40,
        path: Path = workspace,
        argv: tuple[str, ...] = (MEYDAN,),
        **env: str,
    ) -> PtyTerminal:
        terminal = PtyTerminal(argv, environment(path) | env, columns, rows)
        opened.append(terminal)
        return terminal

    yield start
    for terminal in opened:
        terminal.close()


def pause(workspace: Path) -> None:
    """Leave its account alone: it has no credential, and one that is signed out takes no answers."""
    store = open_store(f"sqlite:///{workspace / 'meydan.db'}", Actor("nobody", "cli"))
    try:
        with store.reading() as conn:
            (account,) = accounts.all(conn)
        writes.set_state(store, account.id, "paused")
    finally:
        store.close()


def environment(workspace: Path) -> dict[str, str]:
    """What the program sees of the world around it."""
    return {"MEYDAN_WORKSPACE": str(workspace), "HOME": str(workspace.parent), "MEYDAN_LANGUAGE": "en"}


def messages(count: int, first: int = 0, texts: tuple[str, ...] = MESSAGES) -> str:
    """Messages as JSON lines, the last the newest; number 7 of them says `no7`."""
    now = datetime.now(UTC)
    return "".join(
        json.dumps(
            {
                "remote_id": f"m{number}",
                "kind": "comment",
                "author": f"fan{number % 7}",
                "text": f"no{number} {texts[number % len(texts)]}",
                "created_at": (now - timedelta(minutes=count + first - number)).isoformat(),
                "permalink": f"https://sosyal.example/@fan/{number}",
            }
        )
        + "\n"
        for number in range(first, first + count)
    )


def _runner(workspace: Path) -> Meydan:
    def run(*arguments: str, stdin: str | None = None) -> str:
        done = subprocess.run(
            [MEYDAN, *arguments],
            input=stdin,
            text=True,
            capture_output=True,
            env={**os.environ, **environment(workspace)},
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
