"""What one page brings, and one step of a walk as the page that is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from meydan.connectors.base import Item, Page, Publication, Rejected
from meydan.connectors.cursors import Step

T = TypeVar("T")

CHUNK = 12


class Gathered:
    """What one page brought, each thing once; an item is never also a publication."""

    def __init__(self) -> None:
        self._found: dict[str, Item | Publication] = {}
        self.rejected: list[Rejected] = []

    def add(self, *found: Item | Publication) -> None:
        """Keep the first of each remote id, but an item in place of a publication that is not ours."""
        for one in found:
            kept = self._found.get(one.remote_id)
            if kept is None or (isinstance(one, Item) and isinstance(kept, Publication) and not kept.ours):
                self._found[one.remote_id] = one

    @property
    def items(self) -> tuple[Item, ...]:
        """Items in the order they were found."""
        return tuple(one for one in self._found.values() if isinstance(one, Item))

    @property
    def publications(self) -> tuple[Publication, ...]:
        """Publications in the order they were found."""
        return tuple(one for one in self._found.values() if isinstance(one, Publication))


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
