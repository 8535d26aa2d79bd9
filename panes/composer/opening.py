"""What a composer tells of being opened and closed."""

from __future__ import annotations

from textual.message import Message

from meydan.panes.composer.target import Target


class Opened(Message, namespace="composer"):
    """A text to a target is begun, or gone on with."""

    def __init__(self, target: Target) -> None:
        super().__init__()
        self.target = target


class Closed(Opened, namespace="composer"):
    """The target's text is no longer written here."""
