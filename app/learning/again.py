"""Judging again what is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from meydan.insight.text import sanitise
from meydan.store.rows.tones import SaidRow

if TYPE_CHECKING:
    from meydan.insight.analysis import Analysis


def judged_again(
    rows: Sequence[SaidRow], analyse: Callable[[list[str]], Sequence[Analysis]]
) -> list[SaidRow]:
    """Those of some items of which another tone is to be said now than is stored."""
    analyses = analyse([sanitise(row.text) for row in rows])
    said = [
        replace(row, analysed=one.sentiment, score=one.score, confidence=one.confidence)
        for row, one in zip(rows, analyses, strict=True)
    ]
    return [now for now, before in zip(said, rows, strict=True) if now != before]
