"""Texts from outside: classifying lines, and taking items in from a file as any connector would."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from meydan.app.cli.errors import FAILED
from meydan.app.cli.options import InputFile, Json
from meydan.app.cli.output import DIGITS, as_json, print_json, progress, warn
from meydan.app.cli.session import Session, here
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.app.cli.lines import BadLine
    from meydan.app.sync.ahead import Ahead
    from meydan.connectors.base import Item, Page
    from meydan.insight.analysis import Analysis
    from meydan.store.rows.inbox import IngestResult
    from meydan.store.writes.ingest import Sorted

BATCH = 2000


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    app.command(
        "classify",
        help=N_(
            "Language, sentiment and signals of texts. Reads JSON lines with a text from stdin; "
            "writes one JSON line each, in the same order."
        ),
    )(_classify)
    app.command(
        "ingest",
        help=N_(
            "Take items from a file into an account. Each line is a JSON object: remote_id, kind, author, "
            "text, created_at; parent and permalink where there are. A line that cannot be taken is named "
            "on stderr and makes the exit status 1; the others are taken."
        ),
    )(_ingest)


def _classify(
    ctx: typer.Context,
    plain: Annotated[bool, typer.Option("--plain", help=N_("lines are texts, not JSON objects"))] = False,
    _: Json = True,
) -> None:
    from meydan.app.cli.lines import BadLine, object_of, text_of
    from meydan.insight.engine import Analyser
    from meydan.insight.text import sanitise

    session = here(ctx)
    analyse = Analyser().analyse
    out = sys.stdout.buffer
    bad = 0
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip() and not plain:
            continue
        try:
            text = (
                line.decode("utf-8", "replace").rstrip("\r\n") if plain else text_of(object_of(line), "text")
            )
        except BadLine as error:
            # The place of the line is kept, so that results still stand beside what they are of.
            bad += 1
            _name(session, number, error)
            out.write(as_json({"error": session.say(error.message, **error.values)}))
        else:
            out.write(as_json(_conclusions(analyse(sanitise(text)))))
        out.flush()
    if bad:
        raise typer.Exit(FAILED)


def _conclusions(analysis: Analysis) -> dict[str, Any]:
    return {
        "lang": analysis.lang,
        "sentiment": analysis.sentiment,
        "score": round(analysis.score, DIGITS),
        "confidence": round(analysis.confidence, DIGITS),
        "question": analysis.question,
        "urgent": analysis.urgent,
        "spam": analysis.spam,
        "offensive": analysis.offensive,
        "words": analysis.words,
        "reasons": _by_signal(analysis.reasons),
    }


def _by_signal(reasons: tuple[tuple[str, str], ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for signal, words in reasons:
        found.setdefault(signal, []).append(words)
    return found


def _ingest(
    ctx: typer.Context,
    account: Annotated[str, typer.Option(metavar="NAME", help=N_("the account that the items belong to"))],
    platform: Annotated[
        str, typer.Option(metavar="KEY", help=N_("the platform of an account that is new"))
    ] = "ingest",
    file: InputFile = None,
) -> None:
    from meydan.app.sync.ahead import Ahead
    from meydan.store.writes import accounts

    session = here(ctx)
    with _opened(file) as source, ExitStack() as stack:
        batches = _batches(source)
        first = next(batches, [])
        # A second process pays only where there is more than one batch.
        ahead = stack.enter_context(Ahead()) if len(first) == BATCH else None
        row = accounts.ensure_local(session.store, account, platform)
        intake = Intake(session, row.id, ahead)
        try:
            with progress(session.speech, _size(source)) as tell:
                read = 0
                for lines in chain([first], batches):
                    intake.take(lines)
                    read += sum(len(line) for _, line in lines)
                    tell(read)
                intake.finish()
        finally:
            # What is stored is stored: an interrupted run says so, and the same command goes on.
            print_json([{"account": row.name, **intake.counts}])
    if intake.counts["rejected"]:
        raise typer.Exit(FAILED)


class Intake:
    """Takes lines into an account, a batch at a time; `ahead` analyses one while another is stored."""

    def __init__(self, session: Session, account_id: int, ahead: Ahead | None) -> None:
        from meydan.app.sync.ingest import Ingestor

        self.counts = dict.fromkeys(("stored", "updated", "unchanged", "rejected"), 0)
        self._session = session
        self._account_id = account_id
        self._ahead = ahead
        self._ingestor = Ingestor(session.store)
        self._roots = Roots(session, account_id)
        self._waiting: tuple[Page, Sorted] | None = None

    def take(self, lines: list[tuple[int, bytes]]) -> None:
        """Take a batch in, or begin to."""
        from meydan.app.sync.clean import clean
        from meydan.connectors.base import Page

        items = _items(self._session, lines)
        self.counts["rejected"] += len(lines) - len(items)
        if self._touches_waiting(items):
            self.finish()
        page = clean(Page(items=self._roots.placed(items)))
        if self._ahead is None:
            self._count(self._ingestor.keep(self._account_id, page))
            return
        found = self._ingestor.compare(self._account_id, page)
        before, analysed = self._waiting, self._ahead.collect()
        self._ahead.submit([item.text for item in found.to_analyse().values()])
        self._waiting = page, found
        self._store(before, analysed)

    def finish(self) -> None:
        """Store what is still being analysed."""
        before, self._waiting = self._waiting, None
        if before is not None and self._ahead is not None:
            self._store(before, self._ahead.collect())

    def _touches_waiting(self, items: list[Item]) -> bool:
        """Whether a batch speaks of items that are not stored yet, so that it must be compared after them."""
        if self._waiting is None:
            return False
        waiting = {item.remote_id for item in self._waiting[0].items}
        return any(item.remote_id in waiting or item.parent in waiting for item in items)

    def _store(self, waiting: tuple[Page, Sorted] | None, analysed: list[Analysis]) -> None:
        if waiting is None:
            return
        page, found = waiting
        analyses = dict(zip(found.to_analyse(), analysed, strict=True))
        self._count(self._ingestor.keep(self._account_id, page, found=found, analyses=analyses))

    def _count(self, done: IngestResult) -> None:
        self.counts["stored"] += done.stored
        self.counts["updated"] += done.updated
        self.counts["unchanged"] += done.unchanged


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


class Roots:
    """Finds the conversation that an answer belongs to: its parent's, in this run or in the store."""

    def __init__(self, session: Session, account_id: int) -> None:
        self._session = session
        self._account_id = account_id

    def placed(self, items: list[Item]) -> tuple[Item, ...]:
        """The items with their threads; a parent that nobody knows starts the thread itself."""
        from dataclasses import replace

        if not any(item.parent for item in items):
            return tuple(items)
        threads = {item.remote_id: item.remote_id for item in items if not item.parent}
        wanted = {item.parent for item in items if item.parent} - {item.remote_id for item in items}
        threads |= self._stored(sorted(wanted))
        parents = {item.remote_id: item.parent for item in items if item.parent}

        def root(remote_id: str) -> str:
            passed: set[str] = set()
            while remote_id not in threads and remote_id in parents and remote_id not in passed:
                passed.add(remote_id)
                remote_id = parents[remote_id]
            found = threads.get(remote_id, remote_id)
            threads.update(dict.fromkeys(passed, found))
            return found

        return tuple(replace(item, thread=root(item.remote_id)) for item in items)

    def _stored(self, remote_ids: list[str]) -> dict[str, str]:
        from meydan.store.reads import inbox

        with self._session.store.reading() as conn:
            ids = inbox.by_remote(conn, self._account_id, remote_ids)
            rows = inbox.by_ids(conn, list(ids.values()))
        return {remote_id: rows[id].thread or remote_id for remote_id, id in ids.items()}


def _batches(source: Iterable[bytes]) -> Iterator[list[tuple[int, bytes]]]:
    """Numbered lines that are not blank, `BATCH` at a time."""
    batch: list[tuple[int, bytes]] = []
    for number, line in enumerate(source, 1):
        if line.strip():
            batch.append((number, line))
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


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
