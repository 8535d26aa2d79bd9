"""Corrections of tones, and what they taught."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """An item's text and the tone that a member gave it."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class MarkRow:
    """How many corrections of a language there are to learn from, and what tells them from any others."""

    lang: str
    corrections: int
    mark: str


@dataclass(frozen=True, slots=True)
class LessonRow:
    """What the corrections that `mark` tells taught of a language: `weights` is JSON."""

    lang: str
    corrections: int
    mark: str
    weights: str
    learnt_at: datetime


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """Words that follow each other, and the tone that somebody said they have."""

    id: int
    words: str
    tone: str
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TaughtRow:
    """What has been taught so far: the marks of the lessons, and the phrases."""

    lessons: tuple[MarkRow, ...]
    phrases: tuple[PhraseRow, ...]

    @property
    def nothing(self) -> bool:
        """Whether nobody has taught anything."""
        return not self.lessons and not self.phrases
