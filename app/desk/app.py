"""The Textual app: screens, what every screen shares, leaving."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen

from meydan import themes
from meydan.app.desk import links, screens
from meydan.app.desk.actions import bindings
from meydan.app.desk.facts import find_alert, read_facts
from meydan.app.desk.hangup import exit_on_hangup
from meydan.app.desk.keymap import display_key, live_keymap
from meydan.app.desk.messages import StoreChanged, SyncEvent
from meydan.app.desk.prefix import Choice
from meydan.app.desk.screens.base import DeskScreen
from meydan.app.desk.syncing import BackgroundSync, Progress
from meydan.app.desk.words import COMMANDS
from meydan.app.sync.holder import alive, me
from meydan.store import StoreError

if TYPE_CHECKING:
    from meydan.app.config import Workspace
    from meydan.app.desk.database import Database
    from meydan.app.sync.events import Event
    from meydan.panes.alert import Alert
    from meydan.panes.speech import Speech
    from meydan.panes.status import StatusFacts
    from meydan.store.rows import ItemRow


class DeskApp(App[None], inherit_bindings=False):
    """The desk of one member on one workspace.

    `first` are the rows that home shows until the store is open; `refused` is why it could not be opened.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings("global")
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
        self.progress = Progress()
        self._sync = BackgroundSync(workspace, login, self._hear)
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

    def _begin(self) -> None:
        self.database.open()
        self.run_worker(self._await_store())
        self.database.watch(lambda: self.post_message(StoreChanged()))
        self.refresh_facts()
        self._await_minute()

    def on_unmount(self) -> None:
        """The lease goes back at once, not when it expires."""
        self._sync.stop()

    def _await_minute(self) -> None:
        now = datetime.now(UTC)
        self.set_timer(60 - now.second - now.microsecond / 1e6 + 0.01, self._minute)

    def _minute(self) -> None:
        self._await_minute()
        self.refresh_facts()
        if isinstance(self.screen, DeskScreen):
            self.screen.on_minute()

    def local_now(self) -> datetime:
        """The time in the workspace's zone."""
        return datetime.now(self.speech.timezone)

    def on_store_changed(self) -> None:
        """Whoever changed it: read anew what is on top."""
        self.refresh_facts()
        top = self.desk_screen
        if top is not None:
            top.request_reload()
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
            self.facts = await self.database.read(
                lambda conn: read_facts(conn, self.login, holder, now, alive)
            )
        except StoreError as error:
            if top is not None:
                top.tell(str(error), "bad")
        else:
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
        key = display_key(self.keymap.keys["desk.alert"].split(",")[0])
        return find_alert(self.facts, self.progress.trouble, self.speech, key)

    # --- going about

    async def action_go(self, name: str) -> None:
        """Go to a screen; home lies below the others."""
        await self.go(name)

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

    async def action_desk_back(self) -> None:
        """One screen down; at home nothing."""
        if len(self.screen_stack) > 1:
            await self.pop_screen()

    async def action_desk_leave(self) -> None:
        """One screen down; at home out."""
        if len(self.screen_stack) > 1:
            await self.pop_screen()
        else:
            await self.action_desk_quit()

    async def action_desk_quit(self) -> None:
        """Leave; asks first when something is unsent that only this desk would send."""
        facts, top = self.facts, self.desk_screen
        unsent = facts.outbox.held + facts.outbox.ready + facts.outbox.sending if facts else 0
        if not unsent or top is None or (facts and facts.syncer == "service"):
            self.exit()
            return
        say = self.speech.say
        title = self.speech.say_n(
            "{n} delivery has not left and waits for the next start. Quit?",
            "{n} deliveries have not left and wait for the next start. Quit?",
            unsent,
        )
        top.offer(title, [Choice(("y",), say("quit"), self.exit), Choice(("n",), say("stay"), lambda: None)])

    async def action_desk_alert(self) -> None:
        """Go to the screen that deals with the alert."""
        alert = self.alert()
        if alert is not None:
            await self.go(alert.screen)

    def action_desk_help(self) -> None:
        """Show the keys that work here."""
        from meydan.app.desk.screens.help import HelpScreen

        top = self.desk_screen
        if top is not None:
            self.push_screen(HelpScreen(top.help_lines()))

    def action_desk_palette(self) -> None:
        """Find any command by its name."""
        from textual.command import CommandPalette

        from meydan.app.desk.palette import DeskCommands

        self.push_screen(
            CommandPalette(providers=[DeskCommands], placeholder=self.speech.say("Find a command"))
        )

    # --- the store

    async def action_desk_undo(self) -> None:
        """Take back the last thing this member did; a held send is cancelled."""
        from meydan.store.writes import triage

        await self._turn_back(triage.undo, self.speech.say("Nothing to undo"), self.speech.say("Undone"))

    async def action_desk_redo(self) -> None:
        """Do again what was undone."""
        from meydan.store.writes import triage

        await self._turn_back(triage.redo, self.speech.say("Nothing to redo"), self.speech.say("Done again"))

    async def _turn_back(self, turn: Callable[..., str | None], nothing: str, done: str) -> None:
        top = self.desk_screen
        if top is not None:
            command = await top.command(turn)
            word = self.speech.say(COMMANDS.get(command, command)) if command else ""
            top.tell(f"{done}: {word}" if command else nothing)

    async def action_desk_sync(self) -> None:
        """Everything is due now."""
        from meydan.store.writes import sync

        top = self.desk_screen
        if top is not None:
            await top.command(lambda store: sync.make_due(store, None, datetime.now(UTC)))
            nobody = self.facts is not None and self.facts.syncer == "nobody"
            top.tell(
                self.speech.say("Nobody syncs: start `meydan sync`")
                if nobody
                else self.speech.say("Syncing now"),
                "bad" if nobody else "plain",
            )

    # --- addresses

    def action_desk_open_link(self) -> None:
        """Say where the address leads, then open it; over SSH copy it."""
        top, say = self.desk_screen, self.speech.say
        if top is None:
            return
        url = links.safe_link(top.link())
        if not url:
            top.tell(say("There is no link here"))
        elif not links.has_browser(os.environ, sys.platform):
            self.copy_to_clipboard(url)
            top.tell(say("Copied, to be opened where you sit: {url}", url=url), "blue")
        else:
            top.offer(
                say("Open {host}?", host=links.real_host(url)),
                [
                    Choice(("y",), say("yes"), lambda: self.open_url(url)),
                    Choice(("Y",), say("copy"), lambda: self._copy(url)),
                ],
            )

    def action_desk_copy_link(self) -> None:
        """Copy the address through the terminal (OSC 52)."""
        top = self.desk_screen
        if top is not None:
            url = links.safe_link(top.link())
            if url:
                self._copy(url)
            else:
                top.tell(self.speech.say("There is no link here"))

    def _copy(self, url: str) -> None:
        self.copy_to_clipboard(url)
        if self.desk_screen is not None:
            self.desk_screen.tell(self.speech.say("Copied: {url}", url=url), "blue")
