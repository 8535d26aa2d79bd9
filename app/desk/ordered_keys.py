"""Keys that are dealt with one after the other, however fast they are typed."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from textual import events
from textual.widgets import Input, TextArea

from meydan.app.desk.screens.base import DeskScreen

PATIENCE = 3.0
"""Seconds that a key waits for what it acts upon; a store that takes longer must not hold up leaving."""


class OrderedScreen(DeskScreen):
    """A screen on which what a key does is done before the next key is looked at.

    Textual sends a key to what has the focus when it is read and looks for its binding when it has come
    back up from there, by when an earlier key may have opened a text field or another screen.
    """

    async def on_key(self, event: events.Key) -> None:
        """Follow a sequence, write into the text field that has opened meanwhile, or run what is bound."""
        top = self.app.screen
        if top is not self:
            event.stop()
            event.prevent_default()
            if isinstance(top, OrderedScreen):
                await top.on_key(event)
            return
        field = self.focused if isinstance(self.focused, (Input, TextArea)) else None
        if field is not None and event.is_printable and event.character:
            event.stop()
            event.prevent_default()
            self.type_ahead(field, event.character)
            return
        if isinstance(field, Input) and event.key == "enter":
            event.stop()
            event.prevent_default()
            self.submit(field)
            return
        if field is None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.rows_are_there(), PATIENCE)
            was_waiting = self.prefix.waiting is not None
            await super().on_key(event)
            if was_waiting or self.prefix.waiting is not None:
                return
        active = self.active_bindings.get(event.key)
        if active is not None and active.enabled:
            event.stop()
            event.prevent_default()
            await self.app.run_action(active.binding.action, active.node)

    async def rows_are_there(self) -> None:
        """Wait for what keys act upon."""

    def submit(self, field: Input) -> None:
        """Take what stands in a line of text."""

    def type_ahead(self, field: Input | TextArea, text: str) -> None:
        """Write text that was typed before the field had the focus."""
        if isinstance(field, Input):
            field.insert_text_at_cursor(text)
        else:
            field.insert(text)
