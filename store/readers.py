"""Connections for short reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from sqlalchemy import Connection, Engine

KEPT = 2


class Readers:
    """Lends connections to any number of threads.

    A few are kept for the next reads: taking them from the engine's pool would cost more than a short read.
    Those to a server go back to the pool, which sees whether they still live before it hands them out.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._most = KEPT if engine.dialect.name == "sqlite" else 0
        self._idle: list[Connection] = []

    @contextmanager
    def lend(self, *, snapshot: bool = True) -> Iterator[Connection]:
        """A connection, in a transaction that ends with the block unless no `snapshot` is asked for."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._engine.connect()
        try:
            with connection.begin() if snapshot else nullcontext():
                yield connection
        except BaseException:
            connection.close()
            raise
        if len(self._idle) < self._most:
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Give back what is kept."""
        while self._idle:
            self._idle.pop().close()
