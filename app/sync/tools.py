"""What every part of the engine works with during one term of holding the lease."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from meydan.app.sync.clock import Clock
from meydan.app.sync.connections import Connections
from meydan.app.sync.events import Event, Listener, Notice, Step
from meydan.app.sync.lease import LeaseKeeper
from meydan.app.sync.offload import Offload
from meydan.store import Store
from meydan.store.rows.system import Fence

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tools:
    """The store and the thread that works on it, the clock, the lease, the open connectors.

    `thinking` is the thread for what may take long and needs no store.
    """

    store: Store
    off: Offload
    thinking: Offload
    clock: Clock
    keeper: LeaseKeeper
    connections: Connections
    listener: Listener
    dice: Random

    async def read(
        self, read: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """A read of the store, in a short transaction off the loop."""

        def work() -> T:
            with self.store.reading() as conn:
                return read(conn, *args, **kwargs)

        return await self.off(work)

    async def write(
        self, write: Callable[Concatenate[Store, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """A write to the store, off the loop."""
        return await self.off(write, self.store, *args, **kwargs)

    async def fenced(
        self, write: Callable[Concatenate[Store, Fence, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """A write that only the holder of the lease may make. Raises LeaseLost."""
        return await self.off(write, self.store, self.keeper.fence, *args, **kwargs)

    def tell(
        self, what: Step | Notice, account: str = "", subject: str = "", message: str = "", count: int = 0
    ) -> None:
        """Tell the listener."""
        self.listener(Event(what, account, subject, message, count))
