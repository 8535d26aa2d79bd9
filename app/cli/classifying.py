"""Classifying texts: lines in, conclusions out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from io import BufferedReader
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from meydan.app.cli import values
from meydan.app.cli.errors import FAILED, Misuse
from meydan.app.cli.options import Json, offering
from meydan.app.cli.output import DIGITS, as_json, warn
from meydan.app.cli.session import Session, here
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.app.sync.ahead import Ahead
    from meydan.insight.analysis import Analysis

OWN, BUILT_IN = "own", "builtin"
AT_ONCE = 64
"""So many texts an own model is asked about before their answers are written."""
PIECE = 1 << 18
MANY = 200
"""From so many texts on that come together, a second process pays."""


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
    from meydan.insight.engine import shared_analyser

    session = here(ctx)
    reader = _Reader(session, plain)
    out = sys.stdout.buffer
    with opened_models(session, wanted=_wants_own(session, engine)) as own, _Hands() as hands:
        for lines in _groups(cast(BufferedReader, sys.stdin.buffer), None if own is None else AT_ONCE):
            read = [each for line in lines if (each := reader.read(line)) is not None]
            texts = [each for each in read if isinstance(each, str)]
            if own is not None:
                found = iter(own.refine(texts, shared_analyser().analyse_many(texts)))
            else:
                found = iter(hands.analyse(texts))
            answers = [_conclusions(next(found)) if isinstance(each, str) else each for each in read]
            out.write(b"".join(map(as_json, answers)))
            out.flush()
    if reader.bad:
        raise typer.Exit(FAILED)


class _Hands:
    """Analyses texts, on two processors from the first time that many come at once."""

    def __init__(self) -> None:
        self._both: Ahead | None = None
        self._stack = ExitStack()

    def __enter__(self) -> _Hands:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def analyse(self, texts: Sequence[str]) -> Sequence[Analysis]:
        if len(texts) < MANY:
            from meydan.insight.engine import shared_analyser

            return shared_analyser().analyse_many(texts)
        if self._both is None:
            from meydan.app.sync.ahead import Ahead

            self._both = self._stack.enter_context(Ahead())
        self._both.submit(texts)
        return self._both.collect()


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


def _groups(source: BufferedReader, most: int | None) -> Iterator[Sequence[bytes]]:
    """Lines as they come, many where many are there: who asks gets an answer before they ask again."""
    begun: list[bytes] = []
    while piece := source.read1(PIECE):
        first, *more = piece.split(b"\n")
        begun.append(first)
        if more:
            lines = [b"".join(begun), *more[:-1]]
            begun = [more[-1]]
            for start in range(0, len(lines), most or len(lines)):
                yield lines[start : start + (most or len(lines))]
    if last := b"".join(begun):
        yield (last,)


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
