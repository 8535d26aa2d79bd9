"""Start-up in the order that paints first: first rows, Textual, and only then the store."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from meydan.app.config import Workspace
from meydan.app.desk import memory
from meydan.app.desk.database import Database
from meydan.app.desk.first import read_first
from meydan.app.locale import Locale, choose_language

if TYPE_CHECKING:
    from meydan.store import Store


def start(workspace: Workspace, language: str = "") -> None:
    """Open the desk and stay until it is left."""
    from meydan.app.cli.session import login

    me = login()

    def opening() -> Store:
        from meydan.store import Actor, open_store

        store = open_store(workspace.database_url, Actor(me, "desk"))
        # The event loop imports these where it needs them: that must cost it nothing.
        from meydan.store.reads import inbox, marks, threads, together  # noqa: F401
        from meydan.store.writes import moderation, outbox, triage  # noqa: F401

        memory.settle()
        return store

    if not os.environ.get("NO_COLOR", "x"):
        # An empty NO_COLOR asks for nothing, but Textual takes it for a wish.
        del os.environ["NO_COLOR"]
    memory.prepare()
    first = read_first(workspace.database_url)
    database = Database(opening)
    if first is None:
        database.open()
    try:
        speech = Locale(
            choose_language(os.environ, workspace.settings.language, language), workspace.timezone
        )
        from meydan.app.desk.app import DeskApp

        app = DeskApp(workspace, database, speech, login=me, first=first)
        app.run(mouse=False)
        if app.refused is not None:
            raise app.refused
    finally:
        database.close()
    if app.hung_up:
        # All that matters is done; taking a program apart that is still importing may last seconds.
        os._exit(128 + signal.SIGHUP)
