"""Where a status belongs: its thread's first status, and what stands between them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from meydan.connectors.base import Denied, Missing, Unavailable
from meydan.connectors.fields import WrongField, rejected
from meydan.connectors.gathering import Gathered
from meydan.connectors.mastodon.client import Api
from meydan.connectors.mastodon.mapper import Root, Status, place, read_context
from meydan.connectors.mastodon.us import Us

_KEPT = 400


class Threads:
    """Finds roots, remembering them (`memo` goes into the cursor) so that a status is looked up once."""

    def __init__(self, api: Api, us: Us, memo: object) -> None:
        self._api = api
        self._us = us
        self._fetched: dict[str, object] = {}
        self._roots: dict[str, Root] = {}
        if isinstance(memo, Mapping):
            for key, value in memo.items():
                if isinstance(value, list) and len(value) == 2 and all(isinstance(one, str) for one in value):
                    self._roots[str(key)] = Root(value[0], value[1])

    def memo(self) -> dict[str, list[str]]:
        """The newest roots, as JSON."""
        newest = list(self._roots.items())[-_KEPT:]
        return {key: [root.id, root.author] for key, root in newest}

    def remembers(self, status: Status) -> bool:
        """Whether the status was placed before, with its thread."""
        return status.id in self._roots

    async def fetch(self, statuses: Sequence[Status]) -> bool:
        """Ask for the threads of several statuses at once; whether anything had to be asked.

        What goes wrong is told when the thread is used.
        """
        asked = {status.id for status in statuses}
        payloads = await asyncio.gather(*(self._api.context(one) for one in asked), return_exceptions=True)
        self._fetched |= dict(zip(asked, payloads, strict=True))
        return bool(asked)

    def unknown(self, statuses: Sequence[Status]) -> list[Status]:
        """Those whose root needs a call, one of each thread as far as that is known."""
        found: dict[str, Status] = {}
        for status in statuses:
            if self.known(status) is None:
                found.setdefault(status.parent or status.id, status)
        return list(found.values())

    def known(self, status: Status) -> Root | None:
        """The root if it needs no call."""
        if status.parent is None:
            return self._remember(status.id, Root(status.id, status.author.remote_id))
        root = self._roots.get(status.id) or self._roots.get(status.parent)
        return self._remember(status.id, root) if root else None

    async def gather(self, status: Status, into: Gathered, default: str | None = None) -> Root:
        """Place a status, and what is above it if its thread was not known yet. Raises as `context`."""
        root = self.known(status)
        if root is None:
            await self.context(status, into, below=False)
            root = self._roots[status.id]
        into.add(place(status, self._us, root, default))
        return root

    async def context(self, status: Status, into: Gathered, *, below: bool) -> list[Status] | None:
        """Place what is above (and below) a status; what is below, None when it cannot be shown.

        A thread that cannot be shown (gone, refused, or the server stumbles over this one) counts as
        beginning with what the status answers. Raises RateLimited, SignInRequired, Malformed, Unavailable.
        """
        above: list[Status] = []
        under: list[Status] | None = None
        try:
            above, under, wrong = read_context(await self._context(status.id), f"context of {status.id}")
            into.rejected.extend(wrong)
        except (Missing, Denied):
            pass
        except WrongField as error:
            into.rejected.append(rejected(error, None))
        except Unavailable as error:
            if not error.status:
                raise
        root = self._remember(status.id, self._root(status, above))
        for one in (*above, *((status, *(under or ())) if below else ())):
            into.add(place(one, self._us, self._remember(one.id, root)))
        return under

    async def _context(self, status_id: str) -> object:
        if status_id not in self._fetched:
            return await self._api.context(status_id)
        payload = self._fetched.pop(status_id)
        if isinstance(payload, BaseException):
            raise payload
        return payload

    def _root(self, status: Status, above: list[Status]) -> Root:
        if above:
            return self._roots.get(above[0].id) or Root(above[0].id, above[0].author.remote_id)
        if status.parent is None:
            return Root(status.id, status.author.remote_id)
        return self._roots.get(status.parent) or Root(status.parent, status.parent_author or "")

    def _remember(self, status_id: str, root: Root) -> Root:
        self._roots.pop(status_id, None)
        self._roots[status_id] = root
        return root
