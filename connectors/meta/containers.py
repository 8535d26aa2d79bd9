"""Publishing in two steps: a container is made, which nobody sees, and published once it is ready.

A lost answer to the first step is harmless. Of the second the container tells whether it was done, for as
long as this process remembers which container it was; the platform publishes none twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from meydan.connectors.base import (
    AskedToWait,
    ConnectorError,
    Malformed,
    NotSent,
    Outcome,
    RateLimited,
    Refused,
    Sent,
    SignedOut,
    SignInRequired,
    Unknown,
)
from meydan.connectors.fields import WrongField, identity, mapping
from meydan.connectors.http import Answer
from meydan.connectors.meta.graph import SendResult

NO_SENSE = "The server accepted it, but its answer made no sense"
STILL_WORKING = "The platform is still working on it"
_WAIT = 40.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 5.0
_LATER = timedelta(minutes=1)
_KEPT = 100


class Containers:
    """The containers of one account by send key.

    `status` (container) gives the node with `key` FINISHED, IN_PROGRESS, PUBLISHED, ERROR or EXPIRED;
    `publish` (container) does the second step.
    """

    def __init__(
        self,
        status: Callable[[str], Awaitable[Mapping[str, object]]],
        publish: Callable[[str], Awaitable[SendResult]],
        now: Callable[[], datetime],
        key: str = "status",
    ) -> None:
        self._status = status
        self._publish = publish
        self._now = now
        self._key = key
        self._made: dict[str, str] = {}

    async def send(self, send_key: str, make: Callable[[], Awaitable[SendResult]]) -> Outcome:
        """Both steps; an act that is tried again goes on with the container it has."""
        container = self._made.get(send_key)
        if container is None:
            made = await make()
            if isinstance(made, Unknown):
                return NotSent(made.reason)
            if not isinstance(made, Answer):
                return made
            try:
                container = id_in(made)
            except (Malformed, WrongField):
                return NotSent("The server's answer made no sense")
            self._keep(send_key, container)
        return await self._when_ready(send_key, container)

    async def published(self, send_key: str) -> bool | None:
        """Whether an act's container was published; None when that is not known. Raises ConnectorError."""
        container = self._made.get(send_key)
        if container is None:
            return None
        state = (await self._state(container))[0]
        return {"PUBLISHED": True, "FINISHED": False, "ERROR": False, "EXPIRED": False}.get(state)

    async def _when_ready(self, send_key: str, container: str) -> Outcome:
        try:
            state, words = await self._waited(container)
        except SignInRequired as error:
            return SignedOut(str(error))
        except RateLimited as error:
            return AskedToWait(str(error), error.retry_at)
        except ConnectorError as error:
            return NotSent(str(error))
        match state:
            case "FINISHED":
                return await self._second_step(send_key, container)
            case "PUBLISHED":
                return Unknown("It was published, but the answer was lost")
            case "IN_PROGRESS":
                return NotSent(STILL_WORKING, self._now() + _LATER)
            case "EXPIRED":
                self._made.pop(send_key, None)
                return NotSent("The platform took too long and has given up")
            case _:
                self._made.pop(send_key, None)
                return Refused(words or "The platform cannot publish this")

    async def _second_step(self, send_key: str, container: str) -> Outcome:
        result = await self._publish(container)
        if isinstance(result, Refused):
            if await self._was_published(container):
                return Unknown("It was published, but the answer was lost")
            self._made.pop(send_key, None)
        if not isinstance(result, Answer):
            return result
        try:
            remote_id = id_in(result)
        except (Malformed, WrongField):
            return Unknown(NO_SENSE)
        self._made.pop(send_key, None)
        return Sent(remote_id)

    async def _was_published(self, container: str) -> bool:
        try:
            return (await self._state(container))[0] == "PUBLISHED"
        except ConnectorError:
            return False

    async def _waited(self, container: str) -> tuple[str, str]:
        waited, pause = 0.0, _FIRST_PAUSE
        while True:
            state, words = await self._state(container)
            if state != "IN_PROGRESS" or waited >= _WAIT:
                return state, words
            await asyncio.sleep(pause)
            waited += pause
            pause = min(_LONGEST_PAUSE, pause * 1.5)

    async def _state(self, container: str) -> tuple[str, str]:
        node = await self._status(container)
        words = node.get("error_message")
        return str(node.get(self._key)), words if isinstance(words, str) else ""

    def _keep(self, send_key: str, container: str) -> None:
        self._made[send_key] = container
        while len(self._made) > _KEPT:
            self._made.pop(next(iter(self._made)))


def id_in(answer: Answer) -> str:
    """The id that a write answers. Raises Malformed, WrongField."""
    return identity(mapping(answer.json(), "answer"), "id", "answer")


def done(result: SendResult, remote_id: str) -> Outcome:
    """The outcome of a write that answers `{"success": true}`."""
    if not isinstance(result, Answer):
        return result
    try:
        success = mapping(result.json(), "answer").get("success")
    except (Malformed, WrongField):
        return Unknown(NO_SENSE)
    return Sent(remote_id) if success is True else Unknown(NO_SENSE)
