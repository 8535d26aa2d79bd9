"""The desk as a terminal sees it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from meydan.app.config import Settings
from meydan.app.desk.actions import actions
from meydan.app.desk.keymap import live_keymap
from tests.terminal.conftest import MEYDAN, Meydan, OpenDesk, environment, messages
from tests.terminal.pty_terminal import Gone, PtyTerminal

CONTROL = {"escape": "\x1b", "enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "space": " "}
ARROWS = {"up": "A", "down": "B", "right": "C", "left": "D", "home": "H", "end": "F"}
CHARACTERS = {
    "asterisk": "*",
    "colon": ":",
    "comma": ",",
    "exclamation_mark": "!",
    "full_stop": ".",
    "minus": "-",
    "plus": "+",
    "question_mark": "?",
    "slash": "/",
}


def sent_by(key: str) -> str:
    """The bytes that a terminal sends for a key."""
    if key in CONTROL:
        return CONTROL[key]
    if key in ARROWS:
        return f"\x1b[{ARROWS[key]}"
    if key in ("pageup", "pagedown"):
        return "\x1b[5~" if key == "pageup" else "\x1b[6~"
    if key == "f1":
        return "\x1bOP"
    if key.startswith("ctrl+"):
        return chr(ord(key[5:]) & 0x1F)
    return CHARACTERS.get(key, key)


@pytest.mark.parametrize(("columns", "rows"), [(120, 40), (80, 24), (200, 60)])
def test_the_newest_message_is_on_the_first_screen(open_desk: OpenDesk, columns: int, rows: int) -> None:
    desk = open_desk(columns, rows)
    desk.until("no59")
    desk.until("60 open")
    assert "no58" in desk.text
    assert all(len(line) <= columns for line in desk.lines)
    assert ("Calendar" in desk.text) == (columns >= 120)


@pytest.mark.long
def test_every_key_of_every_screen_can_be_pressed(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.until("no59")
    keymap = live_keymap(Settings()).keys
    quitting = {"desk.quit", "desk.leave", "inbox.leave"}
    for screen in ("0", "1", "2", "3", "4", "7", "9"):
        for spec in actions():
            if spec.id in quitting or spec.id.startswith("composer."):
                continue
            for key in keymap[spec.id].split(","):
                for step in key.split(" "):
                    desk.type(sent_by(step))
                    desk.read(0.01)
                desk.type("\x1b")
                desk.read(0.03)
        desk.type("\x1b")
        desk.quiet(0.2)
        desk.type(screen)
        desk.quiet(0.2)
    for _ in range(6):
        desk.type("\x1b")
        desk.quiet(0.15)
    desk.type("0")
    desk.until("Inbox")
    assert not desk.reap()
    assert b"Traceback" not in desk.raw


def test_sizes_come_and_go(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.until("no59")
    for size in [(1, 1), (80, 24), (30, 10), (250, 70), (80, 1), (1, 24), (119, 40), (120, 40)] * 4:
        desk.resize(*size)
        desk.read(0.02)
    desk.quiet()
    desk.type("g")
    desk.type("g")
    desk.until("no59")
    assert not desk.reap()


def test_a_terminal_too_small_is_told_so(open_desk: OpenDesk) -> None:
    desk = open_desk(70, 20)
    desk.until("80x24")
    assert "no59" not in desk.text
    desk.resize(80, 24)
    desk.until("no59")


def test_at_rest_nothing_is_written(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.until("60 open")
    # On a busy machine what began with the desk ends late.
    desk.quiet(3.0, 30.0)
    # Of two spans at rest the minute can fall into one.
    assert min(desk.quiet(4.0, 4.0), desk.quiet(4.0, 4.0)) == 0


def test_ctrl_c_does_not_kill_by_accident(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.until("no59")
    desk.type("\x03")
    desk.quiet()
    assert not desk.reap()
    desk.type("q")
    assert desk.ended(5)
    assert desk.status == 0


def test_quitting_asks_when_something_is_unsent(open_desk: OpenDesk, meydan: Meydan) -> None:
    newest = meydan("inbox", "--json", "-n", "1").split('"id":')[1].split(",")[0]
    meydan("reply", newest.strip(), "Merhaba")
    desk = open_desk()
    desk.until("1 waiting")
    desk.type("q")
    desk.until("Quit?")
    desk.type("n")
    desk.until_gone("Quit?")
    desk.type("q")
    desk.until("Quit?")
    desk.type("y")
    assert desk.ended(5)


def test_the_terminal_is_left_as_it_was(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.until("no59")
    desk.type("q")
    assert desk.ended(5)
    assert b"\x1b[?1049l" in desk.raw
    assert b"\x1b[?25h" in desk.raw


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_ends_it_within_two_seconds(open_desk: OpenDesk, number: signal.Signals) -> None:
    desk = open_desk()
    desk.until("no59")
    os.kill(desk.pid, number)
    assert desk.ended(2.0)


def test_a_lost_line_ends_it_even_when_hangups_are_ignored(open_desk: OpenDesk, tmp_path: Path) -> None:
    ignoring = ("sh", "-c", f"trap '' HUP; exec {MEYDAN} 2>&1")
    desk = open_desk(argv=ignoring)
    desk.until("no59")
    desk.hang_up()
    end = time.monotonic() + 2.5
    while not desk.reap() and time.monotonic() < end:
        time.sleep(0.02)
    assert desk.reap()


def test_what_another_process_brings_appears_by_itself(open_desk: OpenDesk, meydan: Meydan) -> None:
    desk = open_desk()
    desk.until("60 open")
    desk.quiet()
    meydan("ingest", "--account", "kahve", stdin=messages(1, first=1000))
    desk.until("61 open", 3)
    desk.until("no1000", 8)


def test_two_desks_and_a_sync_see_each_other(open_desk: OpenDesk, workspace: Path) -> None:
    def service() -> subprocess.Popen[bytes]:
        return subprocess.Popen([MEYDAN, "sync"], env={**os.environ, **environment(workspace)})

    here, there = open_desk(), open_desk()
    here.until("60 open")
    there.until("60 open")
    with service() as first, service() as second:
        try:
            here.type("e")
            there.until("59 open", 3)
            there.type("je")
            here.until("58 open", 3)
            assert (first.poll(), second.poll()) == (None, None)
        finally:
            first.terminate()
            second.terminate()


def test_undo_takes_back_what_was_done(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.until("60 open")
    desk.type("e")
    desk.until("59 open")
    desk.type("z")
    desk.until("60 open")


def test_without_colour_every_meaning_has_a_sign(open_desk: OpenDesk) -> None:
    desk = open_desk(NO_COLOR="1")
    desk.until("60 open")
    desk.quiet()
    assert not re.search(rb"\x1b\[[0-9;]*(?:3[0-7]|4[0-7]|38;|48;|9[0-7]|10[0-7])[0-9;]*m", desk.raw)
    assert re.search(r"[−+?·] MA fan", desk.text)


def test_few_colours_are_enough(open_desk: OpenDesk) -> None:
    desk = open_desk(TERM="xterm", COLORTERM="")
    desk.until("60 open")
    desk.quiet()
    assert not re.search(rb"\x1b\[[0-9;]*[34]8;[25];[0-9;]*m", desk.raw)


def test_a_newer_store_is_refused_in_one_line(open_desk: OpenDesk, workspace: Path) -> None:
    import sqlite3

    with sqlite3.connect(workspace / "meydan.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    desk = open_desk()
    with pytest.raises(Gone):
        desk.until("nothing at all", 20)
    assert desk.ended(5)
    assert desk.status == 1
    assert "9999" in desk.text
    assert b"Traceback" not in desk.raw


def test_the_settings_keys_are_the_keys(open_desk: OpenDesk, workspace: Path) -> None:
    (workspace / "config.toml").write_text('[keys]\n"desk.help" = "f5"\n"inbox.done" = "ş"\n')
    desk: PtyTerminal = open_desk()
    desk.until("60 open")
    desk.type("e")
    desk.quiet()
    desk.type("ş")
    desk.until("59 open")
    assert "F5 keys" in desk.text
