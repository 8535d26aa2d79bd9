"""Waves: those that were found in the accounts, and those in a file of counts."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from meydan.app.cli.errors import FAILED, Misuse
from meydan.app.cli.options import Json
from meydan.app.cli.output import print_json, print_table, show, warn
from meydan.app.cli.session import Session, here
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.app.cli.lines import BadLine
    from meydan.app.cli.tallies import Series
    from meydan.insight.waves.detector import Wave

STDIN = Path("-")
FINE = 10
"""Usual counts below this are shown with a decimal."""
NEWEST = 20


def register(app: typer.Typer) -> None:
    """Add this family's command."""
    app.command(
        "waves",
        help=N_(
            "When more than usual was said, or worse: the newest alerts of the accounts; with a FILE, alerts "
            "over a CSV of timestamp,value[,negative]. An alert uses nothing that came after it. A row that "
            "cannot be taken is named on stderr and makes the exit status 1; the others are taken."
        ),
    )(_waves)


def _waves(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help=N_("the CSV; - reads stdin"))] = None,
    seen: Annotated[
        list[int] | None,
        typer.Option("--seen", metavar="ID", help=N_("this alert has been seen; may be repeated")),
    ] = None,
    as_json: Json = False,
) -> None:
    session = here(ctx)
    if file is not None and seen:
        raise Misuse(N_("--seen is of the accounts' alerts, not of a file's"))
    if file is not None:
        _of_file(session, file, as_json)
    elif seen:
        from meydan.store.writes import waves

        waves.see(session.store, seen)
    else:
        _of_accounts(session, as_json)


def _of_accounts(session: Session, as_json: bool) -> None:
    """The newest alerts that the store keeps."""
    from meydan.panes.waves import wave_detail, wave_name
    from meydan.store.reads import waves

    with session.store.reading() as conn:
        rows = waves.newest(conn, NEWEST)
    if as_json:
        print_json(asdict(row) for row in rows)
        return
    speech = session.speech
    print_table(
        [session.say(title) for title in (N_("id"), N_("time"), N_("seen by"), N_("what"))],
        [
            (
                str(row.id),
                speech.moment(row.at),
                row.seen_by or "-",
                f"{wave_name(row, speech)}  {wave_detail(row, speech)}",
            )
            for row in rows
        ],
        right=frozenset({0}),
    )


def _of_file(session: Session, file: Path, as_json: bool) -> None:
    """The alerts over a file's rows."""
    from meydan.app.cli.tallies import read_series

    name = session.say(N_("stdin")) if file == STDIN else str(file)
    rejected = 0

    def bad(line: int, error: BadLine) -> None:
        nonlocal rejected
        rejected += 1
        reason = session.say(error.message, **error.values)
        warn(session.say(N_("{file}, line {number}: {reason}"), file=name, number=line, reason=reason))

    with _opened(file) as lines:
        series = read_series(lines, bad)
    _tell(session, name, series)
    found = list(_alerts(series))
    if as_json:
        print_json(
            {"at": written, "score": round(wave.days, 1), "reason": reason(session, wave)}
            for written, wave in found
        )
    elif found:
        print_table(
            [session.say(title) for title in (N_("time"), N_("once in days"), N_("what"))],
            [
                (written, session.speech.number(round(wave.days)), reason(session, wave))
                for written, wave in found
            ],
            right=frozenset({1}),
        )
    else:
        show(session.speech.say_n("{n} row, no wave", "{n} rows, no wave", len(series.rows)))
    if rejected:
        raise typer.Exit(FAILED)


def _tell(session: Session, name: str, series: Series) -> None:
    """What was assumed about the rows."""
    if series.unzoned:
        warn(session.say(N_("{file}: times without a zone are taken as UTC"), file=name))
    if series.moved:
        warn(
            session.speech.say_n(
                "{file}: {n} row stood after a later one and was put in its place",
                "{file}: {n} rows stood after a later one and were put in their places",
                series.moved,
                file=name,
            )
        )


def _alerts(series: Series) -> Iterator[tuple[str, Wave]]:
    from meydan.insight.waves.detector import WaveDetector

    detector = WaveDetector()
    for written, tally in series.rows:
        wave = detector.feed(tally)
        if wave is not None:
            yield written, wave


def reason(session: Session, wave: Wave) -> str:
    """What stands out, in words."""
    if wave.signal == "negative" and wave.negative is not None and wave.usual_share is not None:
        text = session.say(
            N_("{negative} of {count} negative, usually {share}"),
            negative=_number(session, wave.negative),
            count=_number(session, wave.count),
            share=session.speech.percent(wave.usual_share),
        )
    else:
        text = session.say(
            N_("{count} within an hour, usually {usual}") if wave.hourly else N_("{count}, usually {usual}"),
            count=_number(session, wave.count),
            usual=_number(session, wave.usual),
        )
    return session.say(N_("still growing: {reason}"), reason=text) if wave.again else text


def _number(session: Session, value: float) -> str:
    return session.speech.number(round(value, 1) if value < FINE and value % 1 else round(value))


@contextmanager
def _opened(file: Path) -> Iterator[TextIO]:
    """The text of a file or of stdin; a byte order mark is none of it, broken bytes are shown as such."""
    if file == STDIN:
        yield io.TextIOWrapper(sys.stdin.buffer, "utf-8-sig", "replace", newline="")
        return
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        yield lines
