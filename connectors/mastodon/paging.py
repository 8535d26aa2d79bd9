"""One step of a walk as the page that is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from meydan.connectors.base import Page, Rejected
from meydan.connectors.cursors import Step
from meydan.connectors.mastodon.threads import Gathered

T = TypeVar("T")


CHUNK = 12


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Values in portions small enough that the threads of one are read well within a page's deadline."""
    for start in range(0, max(1, len(values)), CHUNK):
        yield values[start : start + CHUNK]


def part_of(gathered: Gathered, step: Step[T], memo: Mapping[str, object]) -> Page:
    """A part of a page that took calls of its own: stored at once, so that they are never made twice."""
    return Page(
        items=gathered.items,
        publications=gathered.publications,
        rejected=tuple(gathered.rejected),
        cursor=replace(step.before, memo=memo).text(),
        more=True,
    )


def page_of(gathered: Gathered, wrong: Sequence[Rejected], step: Step[T], memo: Mapping[str, object]) -> Page:
    """The page of a step, with its memo in the cursor and the paging's problem as a rejection."""
    problems = (Rejected("paging", step.problem),) if step.problem else ()
    return Page(
        items=gathered.items,
        publications=gathered.publications,
        rejected=(*wrong, *gathered.rejected, *problems),
        cursor=replace(step.cursor, memo=memo).text(),
        more=step.more,
    )
