"""What the parts of the inbox have of the screen that they are on."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from meydan.app.config import Settings
    from meydan.app.desk.database import Database
    from meydan.app.desk.prefix import Choice
    from meydan.panes.speech import Speech
    from meydan.store import Store

T = TypeVar("T")


class Seat(Protocol):
    """Who sits at the desk, their words, the store and the bottom line; every DeskScreen is one."""

    @property
    def login(self) -> str:
        """Who sits here."""

    @property
    def speech(self) -> Speech:
        """Their language."""

    @property
    def settings(self) -> Settings:
        """The workspace's settings."""

    @property
    def db(self) -> Database:
        """The store, off the event loop."""

    @property
    def now(self) -> datetime:
        """The time, aware UTC."""

    def local_now(self) -> datetime:
        """The time in the workspace's zone."""

    def tell(self, message: str, ink: str = "plain") -> None:
        """Say something on the bottom line."""

    def complain(self, error: Exception) -> None:
        """Say what the store refused."""

    def offer(self, title: str, choices: Sequence[Choice]) -> None:
        """Let the next keys choose."""

    async def command(self, fn: Callable[[Store], T]) -> T | None:
        """Run a command of the store; None when the store refuses, which is said."""

    def background(
        self, work: Callable[[], Coroutine[Any, Any, None]], group: str, exclusive: bool = False
    ) -> None:
        """Run `work` beside the event loop; `exclusive` takes the place of others of its group."""
