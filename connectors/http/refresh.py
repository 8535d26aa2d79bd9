"""One token refresh at a time, in this process and across processes.

Some platforms revoke the whole token family when two refreshes run in parallel, so the lock is a file, and
the new token is stored before anyone uses it.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from meydan.connectors.base import Unavailable
from meydan.connectors.credentials import Credential, Vault

_POLL = 0.05


class TokenKeeper:
    """Keeps one account's credential fresh.

    `refresh` makes one network call from the old credential to the new; `lock` is a file of this account in a
    private folder; `patience` in seconds is how long to wait for another process.
    """

    def __init__(
        self,
        vault: Vault,
        refresh: Callable[[Credential], Awaitable[Credential]],
        lock: Path,
        patience: float = 60.0,
    ) -> None:
        self._vault = vault
        self._refresh = refresh
        self._lock = lock
        self._patience = patience
        self._here = asyncio.Lock()

    def current(self) -> Credential:
        """The credential as stored now."""
        return self._vault.load()

    async def renewed(self, stale: Credential) -> Credential:
        """A credential newer than `stale`: another's if one was stored meanwhile, else by one refresh.

        Raises Unavailable when another process holds the lock for too long, and what `refresh` raises.
        """
        async with self._here, self._locked():
            stored = self._vault.load()
            if stored != stale:
                return stored
            fresh = await self._refresh(stored)
            self._vault.save(fresh)
            return fresh

    @asynccontextmanager
    async def _locked(self) -> AsyncIterator[None]:
        handle = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            waited = 0.0
            while not _try_lock(handle):
                if waited >= self._patience:
                    raise Unavailable("Another process is renewing this sign-in and does not finish")
                await asyncio.sleep(_POLL)
                waited += _POLL
            yield
        finally:
            os.close(handle)


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
