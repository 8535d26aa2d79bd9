"""Work off the event loop: on the store, or what takes long; one thread of its own, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Offload:
    """Runs plain functions one after the other in a thread, so that a locked store never stops the loop.

    The thread is a daemon: a process that must end does not wait for a store that does not answer. What is
    cut off then is a transaction, which the store rolls back.
    """

    def __init__(self, name: str = "meydan-store") -> None:
        self._name = name
        self._todo: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: Thread | None = None

    async def __call__(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Await `work(*args)`; a cancelled caller does not undo what the thread has begun."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        def settle(result: T | None, error: BaseException | None) -> None:
            if answer.cancelled():
                return
            if error is not None:
                answer.set_exception(error)
            else:
                answer.set_result(result)  # type: ignore[arg-type]  # there is no error, so there is a result

        def run() -> None:
            result: T | None = None
            failed: BaseException | None = None
            try:
                result = work(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 - it is raised again where it is awaited
                failed = error
            if not loop.is_closed():
                loop.call_soon_threadsafe(settle, result, failed)

        if self._thread is None:
            self._thread = Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        self._todo.put(run)
        return await answer

    def close(self) -> None:
        """Take no more work; what is under way is finished."""
        self._todo.put(None)

    def _work(self) -> None:
        while (run := self._todo.get()) is not None:
            run()
