"""Platforms that say by themselves that something happened: their word makes a stream due at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from meydan.app.sync.events import Notice
from meydan.app.sync.pace import backoff
from meydan.app.sync.tools import Tools
from meydan.app.sync.trouble import trouble_of
from meydan.connectors.base import Capability, Streaming
from meydan.store.rows.people import AccountRow


@runtime_checkable
class _Streaming(Streaming, Protocol):
    """A connector that can stream."""


class Nudges:
    """Listens to the accounts whose connectors can stream; polling goes on, whatever happens here.

    `nudged` is told the account's id and the stream that has something new.
    """

    def __init__(self, tools: Tools, nudged: Callable[[int, str], None]) -> None:
        self._tools = tools
        self._nudged = nudged
        self._listening: dict[int, tuple[AccountRow, asyncio.Task[None]]] = {}

    def follow(self, accounts: Sequence[AccountRow]) -> None:
        """Listen to exactly the active ones among these."""
        active = {account.id: account for account in accounts if account.state == "active"}
        for number, (account, task) in tuple(self._listening.items()):
            if active.get(number) != account:
                task.cancel()
                del self._listening[number]
        for number, account in active.items():
            if number not in self._listening:
                self._listening[number] = (account, asyncio.create_task(self._listen(account)))

    async def close(self) -> None:
        """Stop listening."""
        tasks = [task for _, task in self._listening.values()]
        self._listening.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _listen(self, account: AccountRow) -> None:
        """Hand on nudges until the platform has none to give; troubles only make us try again later."""
        failures = 0
        while True:
            try:
                connector = await self._tools.connections.get(account)
                streams = Capability.STREAM in connector.declaration.capabilities
                if not streams or not isinstance(connector, _Streaming):
                    return
                async for nudge in connector.nudges():
                    failures = 0
                    self._nudged(account.id, nudge.stream)
                return
            except Exception as error:  # noqa: BLE001 - polling brings the same, only later
                failures += 1
                if failures == 1:
                    trouble = trouble_of(error)
                    self._tools.tell(Notice.FAILED, account.name, "nudges", trouble.message)
            await asyncio.sleep(backoff(failures, self._tools.dice))
