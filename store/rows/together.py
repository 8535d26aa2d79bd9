"""What members see of each other while they work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Typist:
    """Who writes the answer to an item, at which desk (`session`).

    `taken_from` is the desk that was writing before and did not let go, `reason` why it was broken into.
    """

    item_id: int
    session: str
    login: str
    since: datetime
    taken_from: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a conversation with a person, as it stood when somebody looked.

    `origin` is item (the person's, `author` their name or handle), delivery (a member's answer in the
    outbox, `author` a login) or publication (an answer of ours that was written elsewhere).
    """

    origin: str
    id: int
    author: str
    text: str
    gone: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class ThreadMark:
    """How the conversation with an item's author stood when somebody looked, newest first."""

    item_id: int
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class ThreadChange:
    """What happened since: `what` is wrote, edited (from the text `before`), deleted or answered."""

    what: str
    now: Said
    before: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """What is going on at the desks: who looks at an item, and who answers it, by item id.

    `viewing` holds the logins of the other members, `typing` every lease, one's own too.
    """

    viewing: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    typing: Mapping[int, Typist] = field(default_factory=dict)
