"""The inbox as a terminal sees it: keys typed fast, bytes sent, what is left on the screen."""

from __future__ import annotations

import json
import os
import re
import signal
import statistics
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.terminal.conftest import Meydan, OpenDesk
from tests.terminal.pty_terminal import PtyTerminal

ESCAPE = "\x1b"


def rows(meydan: Meydan, *arguments: str) -> list[dict[str, object]]:
    """What the command line says, as objects."""
    return [json.loads(line) for line in meydan(*arguments, "--json").splitlines() if line.strip()]


def inbox(desk: PtyTerminal) -> None:
    """Go to the inbox and wait for all of it."""
    desk.until("no59")
    desk.type("1")
    desk.until("All 60")
    desk.until("person")
    desk.quiet()


def test_twenty_items_in_fifty_keys_typed_without_a_pause(open_desk: OpenDesk, meydan: Meydan) -> None:
    desk = open_desk()
    inbox(desk)
    keys = "e" * 8 + "tke" * 6 + "skgY" * 4 + "am" * 2
    assert len(keys) <= 50
    desk.type(keys)
    desk.until("All 42")
    desk.quiet()
    done = rows(meydan, "inbox", "--state", "done")
    assert len(done) == 18
    assert sum("kargo" in str(row["tags"]) for row in done) == 6
    assert len(rows(meydan, "outbox")) == 4
    taken = [row for row in rows(meydan, "inbox", "--state", "open") if row["assignee"] == "mert"]
    assert len(taken) == 2


def test_what_each_act_costs_in_keys(open_desk: OpenDesk, meydan: Meydan) -> None:
    desk = open_desk()
    inbox(desk)
    costs = {"e": 1, "tke": 3, "skgY": 4, "am": 3}
    for keys, most in costs.items():
        assert len(keys) <= most
        desk.type(keys)
    desk.until("All 57")
    desk.type("D" + "1" * 20)
    desk.quiet()
    desk.type(ESCAPE)
    desk.quiet()
    desk.type("e")
    desk.until("All 56")
    newest = rows(meydan, "inbox", "--state", "all", "-n", "30")
    assert [row["state"] for row in newest[:4]] == ["done", "done", "done", "open"]
    assert newest[1]["tags"] == ["kargo"]
    assert newest[3]["assignee"] == "mert"
    assert [row["sentiment"] for row in newest[4:24]] == ["positive"] * 20
    assert newest[24]["state"] == "done"


def test_the_order_and_the_clock_can_be_seen(open_desk: OpenDesk) -> None:
    desk = open_desk(160, 45)
    inbox(desk)
    assert "newest first" in desk.text
    desk.type("Op")
    desk.until("by priority")
    desk.quiet()
    listed = [line for line in desk.lines if " MA fan" in line]
    assert "bekliyorum" in listed[0]
    desk.until("point")
    desk.quiet()
    assert min(desk.quiet(1.0, 1.0), desk.quiet(1.0, 1.0)) == 0


def test_a_whole_answer_typed_in_one_burst_goes_to_its_item(open_desk: OpenDesk, meydan: Meydan) -> None:
    desk = open_desk()
    inbox(desk)
    desk.type("jrMerhaba, e d a x")
    desk.until("Merhaba, e d a x")
    desk.type(ESCAPE)
    desk.until("postpone")
    desk.type("Y")
    desk.until("Held for")
    desk.quiet()
    (sent,) = rows(meydan, "outbox")
    assert sent["text"] == "Merhaba, e d a x"
    (done,) = rows(meydan, "inbox", "--state", "done")
    assert (done["id"], "no58" in str(done["text"])) == (sent["item"], True)


def test_a_draft_survives_being_killed(open_desk: OpenDesk) -> None:
    desk = open_desk()
    inbox(desk)
    desk.type("ryarim kalan metin")
    desk.until("yarim kalan metin")
    desk.quiet(1.2, 2.0)
    os.kill(desk.pid, signal.SIGKILL)
    assert desk.ended(10)
    again = open_desk()
    inbox(again)
    again.type("r")
    again.until("yarim kalan metin")


def test_leaving_in_the_middle_of_a_word_loses_nothing(open_desk: OpenDesk) -> None:
    desk = open_desk()
    inbox(desk)
    desk.type("ryarim kalan")
    desk.until("yarim kalan")
    desk.type("\x11")
    assert desk.ended(10)
    again = open_desk()
    inbox(again)
    again.type("r")
    again.until("yarim kalan")


def test_moving_in_view_sends_little_and_resting_nothing(open_desk: OpenDesk) -> None:
    desk = open_desk(120, 40)
    inbox(desk)
    desk.quiet(1.0, 10.0)
    sizes = []
    for _ in range(20):
        desk.type("j")
        sizes.append(desk.quiet(0.3, 2.0))
    assert statistics.mean(sizes) <= 1000
    assert max(sizes) <= 2000
    # Of two spans at rest the minute, which tells new ages, can fall into one.
    assert min(desk.quiet(2.0, 4.0), desk.quiet(2.0, 4.0)) == 0


def test_the_list_alone_sends_half_a_kilobyte_for_a_move(open_desk: OpenDesk) -> None:
    desk = open_desk(120, 40)
    desk.until("no59")
    desk.until("60 open")
    desk.quiet(0.8)
    sizes = []
    for _ in range(15):
        desk.type("j")
        sizes.append(desk.quiet(0.12, 2.0))
    # The minute, which tells new ages, can fall into one.
    *others, most = sorted(sizes)
    assert max(others) <= 500
    assert most <= 2000


def test_no_ink_is_taken_back_to_be_given_again(open_desk: OpenDesk) -> None:
    desk = open_desk(120, 40)
    inbox(desk)
    desk.raw = b""
    desk.type("jkG")
    desk.until("no0 ")
    desk.quiet()
    assert desk.raw.count(b"48;2;") > 2
    assert not re.search(rb"\x1b\[0m[\r\n]*(?:\x1b\[\d+;\d+H)?\x1b\[[\d;]+m", desk.raw)
    assert not re.search(rb"\x1b\[\d+;\d+H[\r\n]*\x1b\[\d+;\d+H", desk.raw)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
@pytest.mark.parametrize("language", ["en", "tr"])
def test_nothing_wraps_and_everything_stands_in_its_column(
    open_desk: OpenDesk, size: tuple[int, int], language: str
) -> None:
    desk = open_desk(*size, MEYDAN_LANGUAGE=language)
    desk.until("no59")
    desk.type("1")
    desk.until("MA fan")
    desk.quiet(0.8)
    listed = [line for line in desk.lines if " MA fan" in line]
    assert len(listed) >= 8
    assert len({line.index(" MA fan") for line in listed}) == 1
    texts = {line.index("no") for line in listed if "no" in line[:40]}
    assert len(texts) == 1


def test_what_came_in_meanwhile_is_announced(open_desk: OpenDesk, meydan: Meydan) -> None:
    desk = open_desk()
    inbox(desk)
    desk.type("jj")
    desk.quiet()
    first = next(line for line in desk.lines if "no59" in line)
    moment = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    item = {"remote_id": "new", "kind": "comment", "author": "x", "text": "yepyeni", "created_at": moment}
    meydan("ingest", "--account", "kahve", "--platform", "mastodon", stdin=json.dumps(item) + "\n")
    desk.until("1 new")
    assert any(line.startswith(first[:40]) for line in desk.lines)
    desk.type("gg")
    desk.until("yepyeni")


def test_the_persons_own_editor_gets_the_text_and_gives_it_back(open_desk: OpenDesk, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nprintf ' ve selam\\033[2J' >> \"$1\"\n")
    editor.chmod(0o700)
    desk = open_desk(EDITOR=str(editor), VISUAL="")
    inbox(desk)
    desk.type("rMerhaba")
    desk.until("Merhaba")
    desk.type("\x05")
    desk.until("Merhaba ve selam")
