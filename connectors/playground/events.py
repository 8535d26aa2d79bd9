"""What can happen in the playground, as frozen events that are kept one JSON object per line.

The world is the fold of its events. `plan` names the plan of `life` that an event fulfils ("" when one of
us did it through the API).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, get_args


@dataclass(frozen=True, slots=True)
class Opened:
    """The server came up; life goes on from here."""

    at: datetime
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody (`by`, an account id) posted, answered (`re`) or wrote privately (visibility direct).

    `to` are the account ids mentioned, `mood` is + (praise), - (complaint), ? (question), . (neutral) or
    ! (spam), `key` the Idempotency-Key of the request.
    """

    at: datetime
    id: str
    by: str
    text: str
    re: str = ""
    visibility: str = "public"
    to: tuple[str, ...] = ()
    mood: str = "."
    media: tuple[str, ...] = ()
    language: str = ""
    spoiler: str = ""
    key: str = ""
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """The author changed a status."""

    at: datetime
    id: str
    text: str
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Deleted:
    """The author took a status back."""

    at: datetime
    id: str
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Hidden:
    """`by` hid a status that was said to them, or shows it again (`on` false)."""

    at: datetime
    by: str
    id: str
    on: bool = True
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Liked:
    """`by` favourited a status."""

    at: datetime
    by: str
    id: str
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Unliked:
    """`by` took the favourite back."""

    at: datetime
    by: str
    id: str
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Followed:
    """`by` follows `who`."""

    at: datetime
    by: str
    who: str
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Blocked:
    """`by` blocks `who`, or no longer does (`on` false)."""

    at: datetime
    by: str
    who: str
    on: bool = True
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Reported:
    """`by` reported `who` to the moderators."""

    at: datetime
    id: str
    by: str
    who: str
    statuses: tuple[str, ...] = ()
    comment: str = ""
    category: str = "other"
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """`by` uploaded a file (its bytes are not kept)."""

    at: datetime
    id: str
    by: str
    type: str
    description: str = ""
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """`by` asked for a status at `due`; again for the same `id` when moved."""

    at: datetime
    id: str
    by: str
    due: datetime
    text: str
    re: str = ""
    visibility: str = "public"
    media: tuple[str, ...] = ()
    language: str = ""
    key: str = ""
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Unscheduled:
    """A scheduled status was taken back, or its time came."""

    at: datetime
    id: str
    plan: str = ""


@dataclass(frozen=True, slots=True)
class ConversationRead:
    """`by` has read the private conversation."""

    at: datetime
    by: str
    id: str
    plan: str = ""


Event = (
    Opened
    | Said
    | Edited
    | Deleted
    | Hidden
    | Liked
    | Unliked
    | Followed
    | Blocked
    | Reported
    | Uploaded
    | Scheduled
    | Unscheduled
    | ConversationRead
)

_KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in get_args(Event)}


def to_json(event: Event) -> dict[str, Any]:
    """The event as JSON values, its empty fields left out."""
    kept = {name: value for name, value in asdict(event).items() if value not in ("", ())}
    for name, value in kept.items():
        if isinstance(value, datetime):
            kept[name] = value.isoformat()
    return {"do": type(event).__name__, **kept}


def from_json(kept: dict[str, Any]) -> Event:
    """The event of `to_json`. Raises KeyError, TypeError or ValueError when it is none."""
    values = dict(kept)
    kind = _KINDS[values.pop("do")]
    for name, value in values.items():
        if name in ("at", "due"):
            values[name] = datetime.fromisoformat(value)
        elif isinstance(value, list):
            values[name] = tuple(value)
    return kind(**values)
