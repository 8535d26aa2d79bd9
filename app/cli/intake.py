"""Taking items in from a file as any connector would."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, NamedTuple

import typer

from meydan.app.cli.errors import FAILED
from meydan.app.cli.options import InputFile
from meydan.app.cli.output import print_json, progress, warn
from meydan.app.cli.session import Session, here
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.app.cli.lines import BadLine
    from meydan.connectors.base import Item, Page

BATCH = 2000
FIRST_BATCH = 5000
"""So many are analysed while the store is being opened."""
MANY = 500
"""From so many on, a second process pays."""


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    app.command(
        "ingest",
        help=N_(
            "Take items from a file into an account. Each line is a JSON object: remote_id, kind, author, "
            "text, created_at; parent and permalink where there are. A line that cannot be taken is named "
            "on stderr and makes the exit status 1; the others are taken."
        ),
    )(_ingest)


def _ingest(
    ctx: typer.Context,
    account: Annotated[str, typer.Option(metavar="NAME", help=N_("the account that the items belong to"))],
    platform: Annotated[
        str, typer.Option(metavar="KEY", help=N_("the platform of an account that is new"))
    ] = "ingest",
    file: InputFile = None,
) -> None:
    from meydan.app.cli.models import opened_models
    from meydan.app.cli.taking import Intake
    from meydan.app.sync.ahead import Ahead
    from meydan.connectors.base import Page

    session = here(ctx)
    rejected = read = 0
    with _opened(file) as source, ExitStack() as stack:
        lines = ((number, line) for number, line in enumerate(source, 1) if line.strip())
        head = list(islice(lines, MANY))
        # It reads its word lists while the first lines are taken apart here.
        ahead = stack.enter_context(Ahead()) if len(head) == MANY else None
        batches = _batches(session, chain(head, lines))
        first = next(batches, Batch(Page(), 0, 0))
        own = stack.enter_context(opened_models(session))
        intake = Intake(ahead, own.refine if own is not None else None)
        intake.begin(first.page)
        row = intake.open(session.store, account, platform)
        try:
            with progress(session.speech, _size(source)) as tell:
                for batch in chain([first], batches):
                    rejected += batch.rejected
                    intake.take(batch.page)
                    read += batch.size
                    tell(read)
                intake.finish()
        finally:
            # What is stored is stored: an interrupted run says so, and the same command goes on.
            print_json([{"account": row.name, **intake.counts, "rejected": rejected}])
    if rejected:
        raise typer.Exit(FAILED)


def _items(session: Session, lines: list[tuple[int, bytes]]) -> list[Item]:
    """The items of numbered lines; a line that is none is named on stderr."""
    from meydan.app.cli.itemlines import item_of
    from meydan.app.cli.lines import BadLine

    items = []
    for number, line in lines:
        try:
            items.append(item_of(line))
        except BadLine as error:
            _name(session, number, error)
    return items


class Batch(NamedTuple):
    """A cleaned page out of so many bytes, and how many of its lines could not be taken."""

    page: Page
    rejected: int
    size: int


def _batches(session: Session, numbered: Iterator[tuple[int, bytes]]) -> Iterator[Batch]:
    """The items of numbered lines, a batch of lines at a time."""
    from meydan.app.sync.clean import clean
    from meydan.connectors.base import Page

    size = FIRST_BATCH
    while lines := list(islice(numbered, size)):
        items = _items(session, lines)
        rejected = len(lines) - len(items)
        yield Batch(clean(Page(items=tuple(items))), rejected, sum(len(line) for _, line in lines))
        size = BATCH


@contextmanager
def _opened(file: Path | None) -> Iterator[BinaryIO]:
    if file is None or str(file) == "-":
        yield sys.stdin.buffer
        return
    with file.open("rb") as source:
        yield source


def _size(source: BinaryIO) -> int | None:
    status = os.fstat(source.fileno())
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _name(session: Session, number: int, error: BadLine) -> None:
    reason = session.say(error.message, **error.values)
    warn(session.say(N_("line {number}: {reason}"), number=number, reason=reason))
