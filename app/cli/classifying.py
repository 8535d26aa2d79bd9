"""Classifying texts: lines in, conclusions out."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meydan.app.cli import values
from meydan.app.cli.errors import FAILED, Misuse
from meydan.app.cli.options import Json, offering
from meydan.app.cli.output import DIGITS, as_json, warn
from meydan.app.cli.session import Session, here
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.insight.analysis import Analysis

OWN, BUILT_IN = "own", "builtin"
AT_ONCE = 64


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    app.command(
        "classify",
        help=N_(
            "Language, sentiment and signals of texts. Reads JSON lines with a text from stdin; "
            "writes one JSON line each, in the same order."
        ),
    )(_classify)


def _classify(
    ctx: typer.Context,
    plain: Annotated[bool, typer.Option("--plain", help=N_("lines are texts, not JSON objects"))] = False,
    engine: Annotated[
        str,
        typer.Option(
            "--engine",
            metavar="own|builtin",
            help=N_("whose tone: your own models' that config.toml names (so without this), or the built-in"),
            autocompletion=offering(OWN, BUILT_IN),
        ),
    ] = "",
    _: Json = True,
) -> None:
    from meydan.app.cli.models import opened_models
    from meydan.insight.engine import Analyser

    session = here(ctx)
    reader = _Reader(session, plain)
    out = sys.stdout.buffer
    with opened_models(session, wanted=_wants_own(session, engine)) as own:
        analyser = Analyser()
        for lines in _one_by_one(sys.stdin.buffer) if own is None else _what_is_there(sys.stdin.buffer):
            read = [each for line in lines if (each := reader.read(line)) is not None]
            texts = [each for each in read if isinstance(each, str)]
            analyses = analyser.analyse_many(texts)
            if own is not None:
                analyses = own.refine(texts, analyses)
            found = iter(analyses)
            for each in read:
                out.write(as_json(_conclusions(next(found)) if isinstance(each, str) else each))
            out.flush()
    if reader.bad:
        raise typer.Exit(FAILED)


def _wants_own(session: Session, engine: str) -> bool:
    if engine:
        values.one_of("--engine", engine, (OWN, BUILT_IN))
    if engine == OWN and not session.found.models:
        raise Misuse(N_("{what} needs {other}"), what="--engine own", other="[models] (config.toml)")
    return engine != BUILT_IN


class _Reader:
    """Reads lines as texts; a bad one is named on stderr and becomes an answer of its own."""

    def __init__(self, session: Session, plain: bool) -> None:
        self.bad = 0
        self._session = session
        self._plain = plain
        self._number = 0

    def read(self, line: bytes) -> str | dict[str, str] | None:
        """The sanitised text, or what is wrong: the place of the line is kept; None for a blank line."""
        from meydan.app.cli.lines import BadLine, object_of, text_of
        from meydan.insight.text import sanitise

        self._number += 1
        if self._plain:
            return sanitise(line.decode("utf-8", "replace").rstrip("\r\n"))
        if not line.strip():
            return None
        try:
            return sanitise(text_of(object_of(line), "text"))
        except BadLine as error:
            self.bad += 1
            reason = self._session.say(error.message, **error.values)
            warn(self._session.say(N_("line {number}: {reason}"), number=self._number, reason=reason))
            return {"error": reason}


def _one_by_one(lines: Iterable[bytes]) -> Iterator[Sequence[bytes]]:
    for line in lines:
        yield (line,)


def _what_is_there(lines: Iterable[bytes]) -> Iterator[Sequence[bytes]]:
    """Lines several at a time, without waiting: who asks gets an answer before they ask again."""
    waiting: SimpleQueue[bytes | None] = SimpleQueue()

    def read() -> None:
        for line in lines:
            waiting.put(line)
        waiting.put(None)

    threading.Thread(target=read, name="stdin", daemon=True).start()
    while (line := waiting.get()) is not None:
        group = [line]
        while len(group) < AT_ONCE:
            try:
                more = waiting.get_nowait()
            except Empty:
                break
            if more is None:
                yield group
                return
            group.append(more)
        yield group


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
