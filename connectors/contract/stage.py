"""What the author of a connector brings to its contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from meydan.connectors.credentials import Credential


@dataclass(frozen=True, slots=True)
class Calls:
    """Requests of one kind: a method, and a regular expression that their path (with query) holds."""

    method: str
    path: str = ""


class Stage(Protocol):
    """A server of the platform, real or built from its spec, with an account of ours and nobody else."""

    @property
    def base_url(self) -> str:
        """Where the server listens, without TLS."""
        ...

    @property
    def credential(self) -> Credential:
        """Our account's."""
        ...

    @property
    def reads(self) -> Sequence[Calls]:
        """What brings items."""
        ...

    @property
    def writes(self) -> Sequence[Calls]:
        """What sends an answer."""
        ...

    def comes_in(self, text: str) -> str:
        """Somebody writes to us; the remote id of what must arrive as an item."""
        ...

    def answers(self, remote_id: str) -> Sequence[str]:
        """The texts that our account has put below an item, by the server's own word."""
        ...
