"""Nothing that a stranger wrote reaches the terminal as anything but text, and nothing crashes."""

from __future__ import annotations

import json
import os
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from meydan.store import Actor, open_store
from meydan.store.rows.outgoing import ReplyOrder
from meydan.store.writes import outbox
from tests.terminal.conftest import MEYDAN, OpenDesk, environment
from tests.terminal.pty_terminal import PtyTerminal

pytestmark = pytest.mark.long

EVIL = (
    "\x1b]0;PWNED\x07title",
    "\x1b]52;c;UFdORUQ=\x07clip",
    "\x1b[2J\x1b[1;1HPWNED",
    "\x9b31mC1",
    "see arr[/oops] x",
    "[@click=app.quit]tıkla[/]",
    "[/",
    "abc\u202egnp.exe\u202c",
    "\u2066iso",
    "z" + "\u0336" * 300,
    "nul\x00byte",
    "👨‍👩‍👧‍👦 aile",
    "[bold]kalın[/bold]",
    "\x08\x08\x08geri",
    "line\r\nCRLF",
    "tag\U000e0041\U000e0042",
    "{field} {0} %s %(x)s \\n",
)
LEAKS = {
    "a title": rb"\x1b\]0;[^\x07\x1b]*PWNED",
    "the clipboard": rb"\x1b\]52;c;UFdO",
    "a cleared screen": rb"\x1b\[2J\x1b\[1;1HPWNED",
    "C1": rb"\xc2[\x80-\x9f]",
    "bidi controls": rb"\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]",
    "tag characters": rb"\xf3\xa0[\x80\x81]",
    "NUL": rb"\x00",
    "backspace": rb"\x08",
    "a crash": rb"MarkupError|Traceback",
}


@pytest.fixture
def raw_workspace(workspace: Path) -> Path:
    """A workspace whose store holds hostile texts as they came, as if nothing cleaned them on entry."""
    store = open_store(f"sqlite:///{workspace / 'meydan.db'}", Actor("test", "test"))
    with store.writing() as conn:
        ids = list(conn.execute(text("SELECT id FROM item ORDER BY place DESC")).scalars())
        for number, evil in enumerate(EVIL):
            conn.execute(
                text("UPDATE item SET text = :text, permalink = :text WHERE id = :id"),
                {"text": f"ev{number:02d} {evil}", "id": ids[number]},
            )
            conn.execute(
                text(
                    "UPDATE person SET handle = :handle, name = :text, bio = :text, url = :text "
                    "WHERE id = (SELECT person_id FROM item WHERE id = :id)"
                ),
                {"text": evil, "handle": f"h{number}{evil}", "id": ids[number]},
            )
    for number, evil in reversed(list(enumerate(EVIL))):
        made = outbox.queue_reply(store, ids[number], ReplyOrder("answer", hold=timedelta(hours=1)))
        with store.writing() as conn:
            conn.execute(
                text(
                    "UPDATE delivery SET text = :t, handle = :t, error = :t, state = 'failed' WHERE id = :id"
                ),
                {"t": f"dv{number:02d} {evil}", "id": made},
            )
    store.close()
    return workspace


def leaks(desk: PtyTerminal) -> list[str]:
    """What reached the terminal that should not have."""
    return [name for name, pattern in LEAKS.items() if re.search(pattern, desk.raw)]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
def test_hostile_texts_are_text_wherever_they_are_shown(
    open_desk: OpenDesk, raw_workspace: Path, size: tuple[int, int]
) -> None:
    desk = open_desk(*size, path=raw_workspace)
    desk.until("ev00")
    desk.type("1")
    desk.until("All 60")
    desk.quiet()
    for _ in EVIL:
        for key in ("\r", "u", "p", "\x1b"):
            desk.type(key)
            desk.quiet(0.06, 0.6)
        desk.type("qj")
        desk.quiet(0.06, 0.6)
    desk.type("7")
    desk.until("dv00")
    for _ in EVIL:
        desk.type("j")
        desk.quiet(0.06, 0.6)
    desk.type("?")
    desk.quiet()
    assert not leaks(desk)
    shown = set(re.findall(rb"(?:ev|dv)\d\d", desk.raw))
    assert len(shown) == 2 * len(EVIL)


def test_what_comes_in_is_cleaned_on_its_way(open_desk: OpenDesk, workspace: Path) -> None:
    now = datetime.now(UTC)
    lines = "".join(
        json.dumps(
            {
                "remote_id": f"h{number}",
                "kind": "comment",
                "author": f"a{evil}",
                "text": f"ev{number:02d} {evil}",
                "created_at": (now + timedelta(seconds=number)).isoformat(),
            }
        )
        + "\n"
        for number, evil in enumerate(EVIL)
    )
    subprocess.run(
        [MEYDAN, "ingest", "--account", "hostile"],
        input=lines,
        text=True,
        check=True,
        env={**os.environ, **environment(workspace)},
        capture_output=True,
    )
    desk = open_desk()
    desk.until("ev16")
    desk.type("1")
    desk.until("All 77")
    desk.quiet()
    desk.type("jjjj\ruu")
    desk.quiet()
    assert not leaks(desk)
