"""What all desks know of models that are set aside: kept in the store's settings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from meydan.app.ownmodel.problems import ModelTrouble
    from meydan.store import Store

KEY = "own_model."


@dataclass(frozen=True, slots=True)
class SetAside:
    """A language's model that is set aside, since when, and why (translatable as messages of other rooms)."""

    lang: str
    at: datetime
    message: str


def note(store: Store, lang: str, trouble: ModelTrouble | None, now: datetime) -> bool:
    """Keep that a model is set aside, or that it is well; whether that is news."""
    from meydan.store.writes import settings

    with store.reading() as conn:
        before = set_aside(conn, [lang])
    if trouble is None and not before:
        return False
    value = json.dumps({"at": now.isoformat(), "message": str(trouble)}) if trouble is not None else ""
    settings.put(store, f"{KEY}{lang}", value)
    return True


def set_aside(conn: Connection, langs: Iterable[str]) -> list[SetAside]:
    """Which languages' models are set aside."""
    from meydan.store.reads import settings

    found = settings.values(conn, [f"{KEY}{lang}" for lang in langs])
    kept = {key.removeprefix(KEY): json.loads(value) for key, value in found.items() if value}
    return [
        SetAside(lang, datetime.fromisoformat(each["at"]), each["message"]) for lang, each in kept.items()
    ]
