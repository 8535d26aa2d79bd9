"""Makes the pictures in docs/pictures: the desk on a fresh demo brand, as it is, without a terminal."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from meydan.app.config import Settings, Workspace
from meydan.app.demo import demo, sync_once
from meydan.app.desk.app import DeskApp
from meydan.app.desk.database import Database
from meydan.app.desk.first import read_first
from meydan.app.locale import Locale
from meydan.store import Actor, Store, open_store

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
SIZE = (150, 40)
SMALL = (80, 24)
SHOTS: Sequence[tuple[str, str, str, tuple[int, int], Sequence[str]]] = (
    ("home", "en", "meydan-dark", SIZE, ()),
    (
        "inbox",
        "en",
        "meydan-dark",
        SIZE,
        ("1", "j", "j", "r", *"Yes, we ship to Berlin: two days.", "escape"),
    ),
    ("home.tr", "tr", "meydan-dark", SIZE, ()),
    ("inbox.tr", "tr", "meydan-light", SIZE, ("1", "j")),
    ("help", "en", "meydan-dark", SIZE, ("1", "question_mark")),
    ("small", "tr", "meydan-ansi", SMALL, ("1",)),
)


async def shoot(
    workspace: Workspace, name: str, language: str, theme: str, size: tuple[int, int], keys: Sequence[str]
) -> None:
    """Open the desk, type the keys and keep the screen as SVG."""
    workspace = replace(workspace, settings=replace(workspace.settings, theme=theme))

    def opening() -> Store:
        return open_store(workspace.database_url, Actor("ayse", "desk"))

    database = Database(opening)
    speech = Locale(language, "Europe/Istanbul")
    first = read_first(workspace.database_url)
    app = DeskApp(workspace, database, speech, login="ayse", first=first, sync=False)
    try:
        async with app.run_test(size=size) as pilot:
            await database.store()
            for _ in range(3):
                await app.workers.wait_for_complete()
                await pilot.pause()
            for key in keys:
                await pilot.press("space" if key == " " else key)
                await app.workers.wait_for_complete()
            await pilot.pause(0.5)
            PICTURES.joinpath(f"{name}.svg").write_text(app.export_screenshot(title="Meydan"), "utf-8")
    finally:
        database.close()


def main() -> None:
    """Make every picture anew."""
    # The demo's colours must not depend on who makes the pictures.
    for name in ("NO_COLOR", "MEYDAN_STORE", "MEYDAN_LANGUAGE"):
        os.environ.pop(name, None)
    os.environ["COLORTERM"] = "truecolor"
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="meydan-shots-") as folder:
        found = Workspace(Path(folder), Settings(timezone="Europe/Istanbul"))
        with demo(found, fresh=True) as (workspace, _):
            sync_once(workspace)
            for name, language, theme, size, keys in SHOTS:
                asyncio.run(shoot(workspace, name, language, theme, size, keys))


if __name__ == "__main__":
    main()
