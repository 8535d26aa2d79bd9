"""How right the tones are: what the store counted, with what follows from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from meydan.insight.agreement import macro_f1, wilson
from meydan.store.reads import accounts, accuracy
from meydan.store.rows.tones import AccuracyRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

TONES = 3
EACH = 5
"""How often each of the three tones must have been said for a macro-F1 to mean anything."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What was counted in a month and language, and what follows from the blind judgements.

    `share` of them agree, with its 95 % interval from `low` to `high`; all from 0 to 1, None where there are
    no judgements, `macro_f1` also where a tone was said fewer than EACH times.
    """

    counted: AccuracyRow
    share: float | None
    low: float | None
    high: float | None
    macro_f1: float | None


def measured(conn: Connection, months: int, now: datetime) -> tuple[Accuracy, ...]:
    """How right the tones of the last months are, in the brand's time zone. Raises NotFound without one."""
    timezone = ZoneInfo(accounts.brand(conn).timezone)
    return tuple(_of(row) for row in accuracy.accuracy(conn, months, now, timezone))


def _of(row: AccuracyRow) -> Accuracy:
    if not row.judged:
        return Accuracy(row, None, None, None, None)
    said = Counter[str]()
    for (tone, _), count in row.judgements.items():
        said[tone] += count
    enough = len(said) == TONES and min(said.values()) >= EACH
    low, high = wilson(row.agreeing, row.judged)
    return Accuracy(row, row.agreeing / row.judged, low, high, macro_f1(row.judgements) if enough else None)
