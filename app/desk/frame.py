"""What the desk is around its screens: start, facts, the clock, the sync engine behind it, going about."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.driver import Driver
from textual.screen import Screen
from textual.worker import WorkerCancelled

from meydan import themes
from meydan.app.desk import screens
from meydan.app.desk.analysing import DeskAnalyser
from meydan.app.desk.company import DeskCompany
from meydan.app.desk.facts import find_alert, read_facts
from meydan.app.desk.hangup import exit_on_hangup
from meydan.app.desk.keymap import display_key, live_keymap
from meydan.app.desk.messages import StoreChanged, SyncEvent
from meydan.app.desk.screens.base import DeskScreen
from meydan.app.desk.syncing import BackgroundSync, Progress
from meydan.app.desk.thrift import thrifty_driver
from meydan.app.office import OfficeClock
from meydan.app.sync.holder import alive, me
from meydan.panes.indexes import Indexes
from meydan.store import NotFound, StoreError
from meydan.store.topics import Topic

if TYPE_CHECKING:
    from meydan.app.config import Workspace
    from meydan.app.desk.database import Database
    from meydan.app.sync.events import Event
    from meydan.panes.alert import Alert
    from meydan.panes.speech import Speech
    from meydan.panes.status import StatusFacts
    from meydan.store.rows.inbox import ItemRow

HOLIDAYS_DELAY = 3.0
"""Seconds after which a desk asks for the holidays, when all that a person waits for is there."""


class DeskFrame(App[None], inherit_bindings=False):
    """The desk of one member on one workspace, without its keys.

    `first` are the rows that home shows until the store is open; `refused` is why it could not be opened.
    """

    SCREENS: ClassVar[dict[str, Callable[[], Screen[None]]]] = screens.FACTORIES
    CSS_PATH = Path(themes.__path__[0]) / "layout.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "meydan"

    def __init__(
        self,
        workspace: Workspace,
        database: Database,
        speech: Speech,
        *,
        login: str,
        first: Sequence[ItemRow] | None = None,
        sync: bool = True,
    ) -> None:
        """Raises ConfigError for keys in the settings that cannot be."""
        theme = themes.choose_theme(os.environ, workspace.settings.theme)
        # Textual looks at the theme's own wish only once it runs, which is too late for NO_COLOR.
        super().__init__(ansi_color=theme == themes.ANSI)
        self.workspace = workspace
        self.database = database
        self.speech = speech
        self.login = login
        self.first = first
        self.refused: Exception | None = None
        self.hung_up = False
        self.keymap = live_keymap(workspace.settings)
        self.facts: StatusFacts | None = None
        self.company = DeskCompany(self)
        self.progress = Progress()
        self.indexes = Indexes()
        self.office = OfficeClock()
        self.analyser = DeskAnalyser()
        self._sync = BackgroundSync(workspace, login, self._hear, self.analyser)
        self._syncs = sync
        for one in themes.THEMES:
            self.register_theme(one)
        self.theme = theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Meydan's own variables exist in every theme."""
        return dict(themes.DEFAULTS)

    def get_default_screen(self) -> Screen[None]:
        """Home lies below everything."""
        return screens.FACTORIES["home"]()

    def get_driver_class(self) -> type[Driver]:
        """The platform's driver, which writes nothing twice."""
        return thrifty_driver(super().get_driver_class())

    # --- living

    def on_mount(self) -> None:
        """Whatever the first paint does not need begins after it."""
        self.set_keymap(self.keymap.changes)
        exit_on_hangup(self._hang_up)
        self.call_after_refresh(self._begin)

    def _hang_up(self) -> None:
        self.hung_up = True
        self.exit()

    async def _await_store(self) -> None:
        try:
            await self.database.store()
        except Exception as error:  # noqa: BLE001 - `start` raises it where the terminal is a terminal again
            self.refused = error
            self.exit()
        else:
            if self._syncs:
                self._sync.start()
                self.set_timer(HOLIDAYS_DELAY, self.learn_holidays)

    async def learn_holidays(self) -> None:
        """Let the store know the public holidays around today, unless it does."""
        from meydan.app import office

        now = datetime.now(UTC)
        with suppress(StoreError, NotFound, office.OfficeError):
            wanted = await self.database.read(lambda conn: office.wanted_holidays(conn, now))
            if wanted is not None:
                found = await asyncio.to_thread(office.ask_holidays, *wanted)
                await self.database.write(lambda store: office.keep_holidays(store, wanted[0], found))

    def _begin(self) -> None:
        self.database.open()
        self.run_worker(self._await_store())
        self.database.watch(lambda topics: self.post_message(StoreChanged(topics)))
        self.company.refresh()
        self.refresh_facts()
        self._await_minute()

    def on_unmount(self) -> None:
        """What is held goes back at once, not when it expires."""
        self._sync.stop()
        self.company.leave()

    def _await_minute(self) -> None:
        now = datetime.now(UTC)
        self.set_timer(60 - now.second - now.microsecond / 1e6 + 0.01, self._minute)

    def _minute(self) -> None:
        self._await_minute()
        self.refresh_facts()
        self.company.refresh()
        if self.desk_screen is not None:
            self.desk_screen.show_facts()
            self.desk_screen.on_minute()

    def local_now(self) -> datetime:
        """The time in the workspace's zone."""
        return datetime.now(self.speech.timezone)

    def on_store_changed(self, message: StoreChanged) -> None:
        """Whoever changed it: read anew what is on top."""
        self.run_worker(self._catch_up(message.topics), group="changes")

    async def _catch_up(self, topics: frozenset[Topic]) -> None:
        """Read all that is shown; the next change is heard after that, or a busy store would starve it."""
        try:
            if Topic.TEAM in topics:
                await self.company.read()
            if Topic.STORE not in topics:
                return
            await self._read_facts()
            if self.desk_screen is not None:
                with suppress(WorkerCancelled):
                    await self.desk_screen.request_reload().wait()
        finally:
            self.database.heard()

    def _hear(self, event: Event) -> None:
        self.post_message(SyncEvent(event))

    def on_sync_event(self, message: SyncEvent) -> None:
        """What the engine behind this desk is at."""
        top = self.desk_screen
        if self.progress.take(message.event) and top is not None:
            top.show_facts()

    @property
    def work(self) -> str:
        """Long work under way, in words."""
        if not self.progress.long:
            return ""
        return self.speech.say_n(
            "{account}: {n} message",
            "{account}: {n} messages",
            self.progress.items,
            account=self.progress.account,
        )

    def refresh_facts(self) -> None:
        """Bring the lines around the panes up to date."""
        self.run_worker(self._read_facts(), group="facts", exclusive=True)

    async def _read_facts(self) -> None:
        now = datetime.now(UTC)
        holder = me()
        top = self.desk_screen
        try:
            facts = await self.database.read(lambda conn: read_facts(conn, self.login, holder, now, alive))
        except StoreError as error:
            if top is not None:
                top.complain(error)
            return
        if facts != self.facts:
            self.facts = facts
            if top is not None:
                top.show_facts()

    @property
    def desk_screen(self) -> DeskScreen | None:
        """The uppermost screen of the desk, below whatever asks for a moment."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, DeskScreen):
                return screen
        return None

    def alert(self) -> Alert | None:
        """What needs a person, if anything."""
        if self.facts is None:
            return None
        key, hide_key = (
            display_key(self.keymap.keys[name].split(",")[0]) for name in ("desk.alert", "inbox.hide_wave")
        )
        return find_alert(self.facts, self.progress.trouble, self.speech, key, hide_key)

    # --- going about

    async def go(self, name: str) -> DeskScreen | None:
        """Put a screen on top, directly above home; the screen, once it can be used."""
        while len(self.screen_stack) > (1 if name == "home" else 2):
            await self.pop_screen()
        if name != "home" and len(self.screen_stack) == 1:
            await self.push_screen(name)
        elif name != "home" and self.screen is not self.get_screen(name):
            await self.switch_screen(name)
        screen = self.desk_screen
        if screen is not None:
            await screen.ready.wait()
        return screen

    async def open_item(self, item_id: int | None) -> DeskScreen | None:
        """Go to the inbox, to an item where one is named; the inbox."""
        screen = await self.go("inbox")
        if screen is not None and item_id is not None:
            await screen.show_item(item_id)
        return screen
