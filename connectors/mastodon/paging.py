"""One step of a walk as the page that is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from meydan.connectors.base import Page, Rejected
from meydan.connectors.cursors import Step
from meydan.connectors.mastodon.threads import Gathered

T = TypeVar("T")


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
