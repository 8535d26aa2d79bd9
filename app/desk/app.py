"""The Textual app: what can be done everywhere."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from typing import ClassVar

from textual.binding import BindingType

from meydan.app.desk import links
from meydan.app.desk.actions import bindings
from meydan.app.desk.frame import DeskFrame
from meydan.app.desk.keymap import display_key
from meydan.app.desk.prefix import Choice
from meydan.app.locale.words import WORDS


class DeskApp(DeskFrame):
    """The desk with its keys: going back, quitting, undoing, syncing, looking at keys, opening links."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("global")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The alert's key works while there is one."""
        return action != "desk_alert" or self.alert() is not None

    async def action_go(self, name: str) -> None:
        """Go to a screen; home lies below the others."""
        await self.go(name)

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

    def action_desk_interrupt(self) -> None:
        """Ctrl+C ends programs by accident: say what ends this one."""
        if self.desk_screen is not None:
            key = display_key(self.keymap.keys["desk.quit"].split(",")[0])
            self.desk_screen.tell(self.speech.say("{key} leaves Meydan", key=key))

    async def action_desk_quit(self) -> None:
        """Leave; asks first when something is unsent that only this desk would send."""
        facts, top = self.facts, self.desk_screen
        unsent = facts.outbox.held + facts.outbox.ready + facts.outbox.sending if facts else 0
        if not unsent or top is None or (facts and facts.syncer in ("colleague", "service")):
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
            screen = await self.go(alert.screen)
            if screen is not None and alert.filter:
                screen.look_for(alert.filter)

    def action_desk_help(self) -> None:
        """Show the keys that work here."""
        from meydan.app.desk.screens.help import HelpScreen

        top = self.desk_screen
        if top is not None:
            self.push_screen(HelpScreen(self.speech, *top.help_columns()))

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
        from meydan.app.moderating import fate
        from meydan.store.writes import triage

        top, say = self.desk_screen, self.speech.say
        if top is None:
            return
        turned = await top.command(triage.turn_back)
        if turned is None:
            top.tell(say("Nothing to undo"))
            return
        word, sent = say(WORDS.get(turned.command, turned.command)), fate(turned, self.speech)
        done = say("Not undone") if turned.stands else say("Undone")
        top.tell(f"{done}: {word}: {sent}" if sent else f"{done}: {word}", "amber" if sent else "plain")

    async def action_desk_redo(self) -> None:
        """Do again what was undone."""
        from meydan.store.writes import triage

        top, say = self.desk_screen, self.speech.say
        if top is not None:
            command = await top.command(triage.redo)
            word = say(WORDS.get(command, command)) if command else ""
            done = say("Done again")
            top.tell(f"{done}: {word}" if command else say("Nothing to redo"))

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
