"""What every screen of the desk has: the lines around its panes, the store, keys typed in sequence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import Worker, WorkType

from meydan.app.desk.actions import bindings
from meydan.app.desk.cropping import CroppingCompositor
from meydan.app.desk.helptext import help_columns
from meydan.app.desk.keymap import display_key, shown_hints
from meydan.app.desk.prefix import Choice, PrefixKeys
from meydan.app.desk.spec import do
from meydan.app.locale.translating import translate
from meydan.panes.alert import AlertLine
from meydan.panes.background import in_background
from meydan.panes.hints import HintsLine
from meydan.panes.ink import Sheet
from meydan.panes.rowview import RowView
from meydan.panes.spans import Span, Spans
from meydan.panes.status import StatusLine
from meydan.store import Conflict, NotFound, StoreError

if TYPE_CHECKING:
    from meydan.app.config import Settings
    from meydan.app.desk.app import DeskApp
    from meydan.app.desk.database import Database
    from meydan.panes.speech import Speech
    from meydan.store import Store

T = TypeVar("T")

LEAST_SIZE = (80, 24)
MESSAGE_SECONDS = 8.0


class DeskScreen(Screen[None], inherit_bindings=False):
    """The top line, an alert when there is one, the panes of `compose_panes`, the bottom line.

    A subclass reads what it shows in `reload`, which is called when the screen is entered and when the
    store changed while it is on top.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings("list")
    OPENS: ClassVar[bool] = True
    """Whether a line of its lists can be opened."""
    HIDES_WAVES: ClassVar[bool] = False
    """Whether the key that puts the alert of a wave away works here."""

    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [  # noqa: RUF012 - as Textual declares it
        (0, "-narrow"),
        (120, "-wide"),
        (150, "-roomy"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._compositor = CroppingCompositor()
        self.prefix = PrefixKeys()
        self.ready = asyncio.Event()
        self._fading: Timer | None = None

    @property
    def desk(self) -> DeskApp:
        """The app."""
        return cast("DeskApp", self.app)

    @property
    def db(self) -> Database:
        """The store, off the event loop."""
        return self.desk.database

    @property
    def login(self) -> str:
        """Who sits at the desk."""
        return self.desk.login

    @property
    def speech(self) -> Speech:
        """The language of the person at the desk."""
        return self.desk.speech

    @property
    def settings(self) -> Settings:
        """The workspace's settings."""
        return self.desk.workspace.settings

    @property
    def now(self) -> datetime:
        """The time, aware UTC."""
        return datetime.now(UTC)

    def local_now(self) -> datetime:
        """The time in the workspace's zone."""
        return self.desk.local_now()

    def compose_panes(self) -> ComposeResult:
        """The widgets between the lines."""
        yield from ()

    async def reload(self) -> None:
        """Read anew what is shown; called again before it is done, it is cancelled."""

    def fit(self) -> None:
        """The panes have another size: show anew what is cut or wrapped to it."""

    def show_company(self) -> None:
        """Colleagues went elsewhere: show anew where they are, if that is shown."""

    def on_minute(self) -> None:
        """A minute went by while this screen is on top."""

    async def show_item(self, item_id: int) -> None:
        """Put the cursor on an item, where the screen shows items."""

    def look_for(self, filter: str) -> None:
        """Show what a filter finds, where the screen has one."""

    def link(self) -> str:
        """The address of what the cursor is on, or an empty text."""
        return ""

    def compose(self) -> ComposeResult:
        yield StatusLine(self.speech, id="status")
        yield AlertLine(id="alert")
        with Container(id="panes"):
            yield from self.compose_panes()
        yield Sheet(id="too-small")
        yield HintsLine(id="hints")

    def on_mount(self) -> None:
        """The lines follow the keymap and the facts; only now others may use what was composed."""
        self.bindings_updated_signal.subscribe(self, lambda _: self.show_hints())
        self.show_facts()
        self.ready.set()

    def on_screen_resume(self) -> None:
        """What is shown may be old."""
        self.show_facts()
        self.call_after_refresh(self.show_hints)
        self.request_reload()

    def on_resize(self, event: events.Resize) -> None:
        """Below the least size only the size that is needed is shown."""
        self.call_after_refresh(self.fit)
        small = event.size.width < LEAST_SIZE[0] or event.size.height < LEAST_SIZE[1]
        self.set_class(small, "-small")
        if small:
            words = self.speech.say(
                "Meydan needs {width}x{height}; this terminal has {w}x{h}.",
                width=LEAST_SIZE[0],
                height=LEAST_SIZE[1],
                w=event.size.width,
                h=event.size.height,
            )
            self.query_one("#too-small", Sheet).show([(Span(words, "amber"),)])

    def request_reload(self) -> Worker[None]:
        """Reload in the background; a reload under way is given up."""
        # What is given up before it began was never called, and leaves no coroutine behind.
        job: WorkType[None] = self._reload_safely
        return self.run_worker(job, group="reload", exclusive=True)

    def show_facts(self) -> None:
        """Bring the top line and the alert up to date."""
        if self.is_mounted and self.children:
            self.query_one(StatusLine).show_facts(self.desk.facts, self.desk.local_now(), self.desk.work)
            alert = self.desk.alert()
            if alert is not None and alert.wave is not None and not self.HIDES_WAVES:
                alert = replace(alert, other=None)
            self.query_one(AlertLine).show_alert(alert)

    def show_hints(self) -> None:
        """Bring the bottom line up to date with the keys that work right now."""
        if not self.is_mounted or not self.is_current:
            return
        line = self.query_one(HintsLine)
        if self.prefix.waiting is None:
            line.show_keys(shown_hints(self.active_bindings, self.speech))
        else:
            waiting = self.prefix.waiting
            line.show_keys(
                [(" ".join(map(display_key, one.steps)), one.label) for one in waiting.choices], waiting.title
            )

    def tell(self, message: str, ink: str = "plain") -> None:
        """Say something on the bottom line until the next key; never parsed as markup."""
        line = self.query_one(HintsLine)
        line.say(message, ink)
        if self._fading is not None:
            self._fading.stop()
        self._fading = self.set_timer(MESSAGE_SECONDS, line.clear_message)

    def complain(self, error: Exception) -> None:
        """Say on the bottom line what the store refused, in the person's language."""
        self.tell(translate(str(error), self.speech), "bad")

    def background(
        self, work: Callable[[], Coroutine[Any, Any, None]], group: str, exclusive: bool = False
    ) -> None:
        """Run `work` beside the event loop; `exclusive` takes the place of others of its group."""
        in_background(self, work, group, exclusive)

    async def command(self, fn: Callable[[Store], T]) -> T | None:
        """Run a command of the store; what the store refuses is said on the bottom line."""
        try:
            return await self.db.write(fn)
        except (StoreError, NotFound, Conflict) as error:
            self.complain(error)
            return None

    def help_columns(self) -> tuple[list[Spans], list[Spans]]:
        """The keys that work right now: this screen's, and those of every screen."""
        return help_columns(self.active_bindings, self.speech)

    def offer(self, title: str, choices: Sequence[Choice]) -> None:
        """Let the next keys choose: the bottom line shows them; any other key gives up."""
        self.prefix.offer(title, choices)
        self.show_hints()

    async def on_key(self, event: events.Key) -> None:
        """Keys of a sequence are taken here, before any binding."""
        self.query_one(HintsLine).clear_message()
        if self.prefix.waiting is None:
            if event.key not in self.desk.keymap.prefixes:
                return
            self.prefix.offer("", self._sequences(event.key))
            if self.prefix.waiting is not None:
                event.stop()
                event.prevent_default()
                self.show_hints()
            return
        event.stop()
        event.prevent_default()
        choice = self.prefix.feed(event.key, event.character)
        self.show_hints()
        if choice is not None:
            await do(choice.act)

    async def action_list(self, name: str) -> None:
        """Move or select in the focused list."""
        await self.app.run_action(name, self.focused)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Movement works where a list is focused."""
        if action == "list":
            return isinstance(self.focused, RowView) and (parameters[0] != "open" or self.OPENS)
        return True

    def _sequences(self, first: str) -> list[Choice]:
        """What may follow `first`, of the sequences bound where the focus is."""
        found: list[Choice] = []
        for keys, active in self.active_bindings.items():
            steps = keys.split(" ")
            if len(steps) > 1 and steps[0] == first and active.enabled:
                binding, node = active.binding, active.node
                label = self.speech.say(binding.description)
                found.append(
                    Choice(
                        tuple(steps[1:]),
                        label,
                        lambda b=binding, n=node: self.app.run_action(b.action, n),  # type: ignore[misc]
                    )
                )
        return found

    async def _reload_safely(self) -> None:
        try:
            await self.reload()
        except StoreError as error:
            self.complain(error)
        except NoMatches:
            # The screen was taken down while the store was read.
            if self.children:
                raise
