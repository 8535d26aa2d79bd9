"""The rules of the inbox: in which order, in force or not, what they did, what they would do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.timer import Timer
from textual.widgets import Input

from meydan.app.desk.actions import bindings
from meydan.app.desk.prefix import Choice
from meydan.app.desk.rules_source import read_rules, typed_rule
from meydan.app.desk.screens.base import DeskScreen
from meydan.app.rules.book import rule_of
from meydan.app.rules.trial import trying
from meydan.insight.rules.language import pack_actions, pack_conditions
from meydan.insight.rules.model import Rule, RuleError
from meydan.insight.text import one_line
from meydan.panes.background import in_background
from meydan.panes.ink import Sheet
from meydan.panes.rules.form import RuleForm
from meydan.panes.rules.manual import manual_lines
from meydan.panes.rules.rulelist import RuleLine, RuleList, rule_numbers, rule_page
from meydan.panes.rules.trial import Trial, trial_lines
from meydan.panes.rules.words import problem
from meydan.panes.title import Title, title_line

if TYPE_CHECKING:
    from meydan.store import Store

TYPING_PAUSE = 0.3
"""Seconds without a key after which what is typed is tried on what is stored."""

FORM_KEYS = frozenset({"rules_leave", "rules_next_field", "rules_previous_field"})


class RulesScreen(DeskScreen):
    """Shows the rules; Enter tries the one under the cursor on the last thirty days."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("rules")
    CSS = """
    RulesScreen.-narrow .split > .main { height: 1fr; }
    RulesScreen.-narrow .split > .side { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._names: dict[str, str] = {}
        self._trials: dict[int, tuple[str, str, Trial]] = {}
        self._typed: Trial | None = None
        self._pause: Timer | None = None

    def compose_panes(self) -> ComposeResult:
        """List and form, and all of the rule under the cursor."""
        with Container(classes="split"):
            with Vertical(classes="surface main"):
                yield Title(id="title")
                yield RuleList(self.speech, id="rules")
                yield RuleForm(self.speech, id="form")
            with Vertical(classes="surface side"):
                yield Sheet(id="detail")

    @property
    def rules(self) -> RuleList:
        """The list."""
        return self.query_one(RuleList)

    @property
    def form(self) -> RuleForm:
        """The form."""
        return self.query_one(RuleForm)

    async def reload(self) -> None:
        """Read the rules."""
        now, speech = self.now, self.speech
        shown = await self.db.read(lambda conn: read_rules(conn, now, speech))
        self._names = dict(shown.names)
        self.query_one("#title", Title).show(
            [title_line("", speech.say("Rules"), rule_numbers(shown.lines, speech))]
        )
        self.rules.show_rules(shown.lines, now)
        self.fit()
        self.show_hints()

    def on_minute(self) -> None:
        """Ages grow."""
        self.request_reload()

    def on_row_view_moved(self) -> None:
        """Another rule, another page."""
        self.fit()
        self.show_hints()

    def fit(self) -> None:
        """The page follows the cursor, the form and the size."""
        sheet = self.query_one("#detail", Sheet)
        width, one = sheet.size.width, self.rules.current
        if self.form.is_open:
            typed = self._typed
            told = trial_lines(typed, width, self.now, self.speech, self._names) if typed else []
            sheet.show(told or manual_lines(width, self.speech))
        elif one is None:
            sheet.show([])
        else:
            sheet.show(rule_page(one, self._trial_of(one), width, self.now, self.speech, self._names))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Each key only where it means something."""
        if not action.startswith("rules_"):
            return super().check_action(action, parameters)
        open_ = self.is_mounted and self.form.is_open
        if action in FORM_KEYS or open_:
            return open_ and action in FORM_KEYS
        return action == "rules_new" or (self.is_mounted and self.rules.current is not None)

    # --- trying

    def _trial_of(self, one: RuleLine) -> Trial | None:
        """The trial of a rule as it stands."""
        when, do, trial = self._trials.get(one.row.id, ("", "", None))
        return trial if (when, do) == (one.when, one.do) else None

    def on_row_view_opened(self) -> None:
        """Try the rule under the cursor."""
        one = self.rules.current
        if one is not None and not one.wrong:
            in_background(self, partial(self._try_stored, one), group="trial", exclusive=True)

    async def _try_stored(self, one: RuleLine) -> None:
        """Show what a rule would have done, and let the store know that it was seen."""
        from meydan.store.writes import rules

        def show(trial: Trial) -> None:
            self._trials[one.row.id] = (one.when, one.do, trial)
            self.fit()

        await self._try(rule_of(one.row), one.row.place, show)
        await self.command(lambda store: rules.tested(store, one.row.id, self.now))

    async def _try(self, rule: Rule, place: int | None, show: Callable[[Trial], None]) -> None:
        """Try a rule piece by piece, so that other reads of the desk get their turn."""
        now = self.now
        found = await self.db.read(lambda conn: trying(conn, rule, now, place=place))
        while await self.db.read(found.look):
            show(found.result())
        show(found.result())

    # --- acting

    async def action_rules_toggle(self) -> None:
        """In force or no longer; what was never tested as it stands is tried and asked about first."""
        one = self.rules.current
        if one is None or one.wrong:
            return
        if one.row.enabled or one.row.tested_at is not None:
            await self._enable(one, not one.row.enabled)
            return
        await self._try_stored(one)
        say = self.speech.say
        self.offer(
            say("Put “{name}” in force?", name=one_line(one.row.name)),
            [
                Choice(("y",), say("yes"), lambda: self._enable(one, True)),
                Choice(("n",), say("no"), lambda: None),
            ],
        )

    async def _enable(self, one: RuleLine, on: bool) -> None:
        from meydan.store.writes import rules

        await self._do(lambda store: rules.enable(store, one.row.id, on))

    async def action_rules_earlier(self) -> None:
        """Up in the order."""
        await self._move(-1)

    async def action_rules_later(self) -> None:
        """Down in the order."""
        await self._move(1)

    async def _move(self, by: int) -> None:
        from meydan.store.writes import rules

        one, place = self.rules.current, self.rules.listing.cursor + 1 + by
        if one is not None and 1 <= place <= len(self.rules.listing):
            await self._do(lambda store: rules.move(store, one.row.id, place))

    async def action_rules_remove(self) -> None:
        """Remove it; undo brings it back."""
        from meydan.store.writes import rules

        one = self.rules.current
        if one is not None:
            await self._do(lambda store: rules.remove(store, one.row.id))
            self.tell(self.speech.say("“{name}” is removed, z brings it back", name=one_line(one.row.name)))

    async def _do(self, command: Callable[[Store], object]) -> None:
        await self.command(command)
        await self.reload()

    # --- writing

    def action_rules_new(self) -> None:
        """Write a rule."""
        self._open_form(None)

    def action_rules_edit(self) -> None:
        """Change the rule under the cursor."""
        self._open_form(self.rules.current)

    def _open_form(self, one: RuleLine | None) -> None:
        self._typed = None
        if one is None:
            self.form.open()
        else:
            self.form.open(one.row.id, one.row.name, one.when, one.do)
        self._look_at_typed()
        self.fit()
        self.show_hints()

    def action_rules_leave(self) -> None:
        """Leave the form as it was."""
        self.workers.cancel_group(self, "trial")
        self.form.close()
        self.rules.focus()
        self.fit()
        self.show_hints()

    def action_rules_next_field(self) -> None:
        """To the next field."""
        self.form.step(1)

    def action_rules_previous_field(self) -> None:
        """To the field before."""
        self.form.step(-1)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say at once what is wrong, and a moment later what it would match."""
        if self.form.is_open:
            self._look_at_typed()

    def _look_at_typed(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        try:
            rule = typed_rule(self.form.editing, self.form.texts)
        except RuleError as error:
            if error.problem == "empty" and not self.form.text_of(error.where).strip():
                self.form.show_problem("")
            else:
                self._say_wrong(error)
            self.workers.cancel_group(self, "trial")
            self._typed = None
            self.fit()
            return
        self.form.show_problem("")
        self._pause = self.set_timer(TYPING_PAUSE, partial(self._try_typed, rule))

    def _say_wrong(self, error: RuleError) -> None:
        side = self.speech.say("when") if error.where == "when" else self.speech.say("does")
        self.form.show_problem(f"{side}: {problem(error, self.speech)}")

    def _try_typed(self, rule: Rule) -> None:
        def show(trial: Trial) -> None:
            self._typed = trial
            self.fit()

        place = next((one.row.place for one in self._lines() if one.row.id == self.form.editing), None)
        in_background(self, partial(self._try, rule, place, show), group="trial", exclusive=True)

    def _lines(self) -> list[RuleLine]:
        rows = (self.rules.cache.get(id) for id in self.rules.listing.ids)
        return [row for row in rows if row is not None]

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the rule, if it is one."""
        from meydan.store.writes import rules

        editing, texts = self.form.editing, self.form.texts
        try:
            rule = typed_rule(editing, texts)
        except RuleError as error:
            self._say_wrong(error)
            return
        when, do, last = pack_conditions(rule.conditions), pack_actions(rule.actions), rule.actions.last
        name = one_line(texts[0]).strip()

        def keep(store: Store) -> int:
            if editing is None:
                return rules.add(store, name, when, do, last=last, scope=rule.conditions, needs=rule.actions)
            rules.change(
                store,
                editing,
                name=name,
                conditions=when,
                actions=do,
                last=last,
                scope=rule.conditions,
                needs=rule.actions,
            )
            return editing

        kept = await self.command(keep)
        if kept is None:
            return
        self.action_rules_leave()
        await self.reload()
        ids = list(self.rules.listing.ids)
        if kept in ids:
            self.rules.move_to(ids.index(kept))
