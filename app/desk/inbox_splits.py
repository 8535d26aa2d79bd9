"""Keeping the filter in force as a split, and letting go of one."""

from __future__ import annotations

from functools import partial

from textual.widgets import Input

from meydan.app.desk.inbox_list import ListScreen
from meydan.app.desk.prefix import Choice
from meydan.insight.sla import Clock
from meydan.insight.text import one_line
from meydan.panes.background import in_background
from meydan.panes.inbox.keeping import Keeping, keeping
from meydan.panes.inbox.query import joined
from meydan.panes.inbox.splits import FAILED
from meydan.store.rows.inbox import ORDERS, ItemRow


class SplitScreen(ListScreen):
    """A screen whose splits can be kept and removed, by a key or behind the filter (`kargo :save Kargo`)."""

    def clock_of(self, row: ItemRow) -> Clock | None:
        """When an answer is due, where a clock runs."""
        sla = self.team.sla
        return None if sla is None else sla.clock(row.kind, row.state, row.created_at, self.now)

    def action_inbox_split(self) -> None:
        """Wait for whose split it shall be, or for its removal."""
        say = self.speech.say
        choices = [
            Choice(("w",), say("keep for me"), partial(self._ask_title, ":save ")),
            Choice(("t",), say("keep for the team"), partial(self._ask_title, ":share ")),
        ]
        if self.split.saved is not None:
            choices.append(Choice(("r",), say("remove it"), self._remove))
        self.offer(say("Split"), choices)

    def submit(self, field: Input) -> None:
        """A title behind the filter keeps it."""
        typed = keeping(field.value) if field is self.filter else Keeping("", "", "")
        if not typed.whose:
            super().submit(field)
        elif not typed.title:
            self.tell(self.speech.say("Type the split's title behind it"), "amber")
        else:
            self._keep_split(typed)

    def _ask_title(self, verb: str) -> None:
        self.action_inbox_filter()
        self.filter.value = f"{self.filter.value} {verb}".lstrip()
        self.filter.cursor_position = len(self.filter.value)

    def _keep_split(self, typed: Keeping) -> None:
        asked = joined(self.split.filter, typed.filter)
        if self.shown_order != ORDERS[0] and "sort:" not in asked:
            asked = f"{asked} sort:{self.shown_order}".strip()
        if not asked or (self.split is FAILED and not typed.filter.strip()):
            self.tell(self.speech.say("There is no filter to keep"), "amber")
            return
        self.filter.value = typed.filter
        super().submit(self.filter)
        in_background(
            self, partial(self._save_split, typed.title, asked, typed.whose == "team"), group="commands"
        )

    async def _save_split(self, title: str, asked: str, team: bool) -> None:
        from meydan.store.writes import splits

        row = await self.command(lambda store: splits.save(store, title, asked, team=team))
        if row is not None:
            self.filter.value = ""
            super().submit(self.filter)
            await self.go_to_split(f"saved {row.id}")
            self.tell(self.speech.say("Kept as the split {title}, z takes it back", title=one_line(title)))

    async def _remove(self) -> None:
        from meydan.store.writes import splits

        saved = self.split.saved
        if saved is not None:
            await self.command(lambda store: splits.remove(store, saved.title, team=not saved.login))
            await self.reload()
            self.tell(
                self.speech.say("Removed the split {title}, z brings it back", title=one_line(saved.title))
            )
