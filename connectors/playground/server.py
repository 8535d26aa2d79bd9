"""The playground as a real HTTP server on loopback, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime
from pathlib import Path
from socket import socket
from types import TracebackType
from typing import TYPE_CHECKING, Self

from meydan.connectors.playground.content import Content, load
from meydan.connectors.playground.journal import StateError
from meydan.connectors.playground.life import Pace
from meydan.connectors.playground.playground import Clock, Playground
from meydan.connectors.playground.ports import HOST, listen

if TYPE_CHECKING:
    import uvicorn

_START_WITHIN = 10.0


class PortTaken(StateError):
    """The port that a kept world lives at is used by another program."""


class PlaygroundServer:
    """Serves a world from `start` to `stop`; also a context manager.

    `state` keeps the world in a file (see Playground), its port with it; without, any free port is taken.
    `clock` gives aware UTC. `start` raises StateInUse, PortTaken, StateError.
    """

    def __init__(
        self,
        *,
        seed: int = 1,
        clock: Clock = lambda: datetime.now(UTC),
        pace: Pace | None = None,
        state: Path | None = None,
        requests_per_window: int = 900,
        content: Content | None = None,
    ) -> None:
        self._seed = seed
        self._clock = clock
        self._pace = pace or Pace()
        self._state = state
        self._port = 0
        self._requests = requests_per_window
        self._content = content
        self._playground: Playground | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing: asyncio.Event | None = None
        self._uvicorn: uvicorn.Server | None = None
        self._started = threading.Event()

    @property
    def base_url(self) -> str:
        """Where it listens, once started."""
        return f"http://{HOST}:{self._port}"

    @property
    def tokens(self) -> dict[str, str]:
        """The token of each of our accounts, by handle, once started."""
        assert self._playground, "the server has not been started"
        return dict(self._playground.tokens)

    @property
    def handles(self) -> tuple[str, ...]:
        """Our accounts, the main one first, once started."""
        return tuple(self.tokens)

    def start(self) -> None:
        """Make the world and listen; returns once it answers."""
        self._playground = Playground(
            self._content or load(), self._clock, seed=self._seed, pace=self._pace, state=self._state
        )
        try:
            listening = listen(self._playground.port)
        except OSError as error:
            self._playground.close()
            raise PortTaken(f"port {self._playground.port} is used by another program") from error
        self._port = listening.getsockname()[1]
        self._thread = threading.Thread(
            target=self._run, args=(listening,), name="meydan-playground", daemon=True
        )
        self._thread.start()
        if not self._started.wait(_START_WITHIN):
            self.stop()
            raise RuntimeError("the playground did not start in time")

    def stop(self) -> None:
        """Stop listening and let go of the state; does nothing when it is not running."""
        if self._loop and self._thread and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end)
            self._thread.join()
        self._thread = None
        if self._playground:
            self._playground.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self, listening: socket) -> None:
        with listening, asyncio.Runner() as runner:
            runner.run(self._serve(listening))

    async def _serve(self, listening: socket) -> None:
        import uvicorn

        from meydan.connectors.playground.routes import application

        assert self._playground
        self._loop, self._closing = asyncio.get_running_loop(), asyncio.Event()
        config = uvicorn.Config(
            application(self._playground, self._requests, self._closing),
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=2,
        )
        # Signals stay with the program around it: uvicorn takes them over only in the main thread.
        self._uvicorn = uvicorn.Server(config)
        asyncio.get_running_loop().call_soon(self._started.set)
        await self._uvicorn.serve(sockets=[listening])

    def _end(self) -> None:
        if self._closing and self._uvicorn:
            self._closing.set()
            self._uvicorn.should_exit = True
