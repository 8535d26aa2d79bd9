"""How right the tones are: the figures by month, items to judge blind, and the judgements."""

from __future__ import annotations

import io
import secrets
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meydan.app.cli import values
from meydan.app.cli.errors import FAILED, Failure, Misuse, explain
from meydan.app.cli.options import Json, Since, since_moment
from meydan.app.cli.output import DIGITS, print_json, print_table, safe, show, warn
from meydan.app.cli.session import Session, here, login
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.app.accuracy import Accuracy

MONTHS, MOST_MONTHS = 6, 120
SAMPLE = 20
LATELY = timedelta(days=30)
SEED_BITS = 63
ALL = N_("all")
STDIN = "-"
LONGEST_ID = 18
"""Digits; longer numbers are none of the store's."""


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    family = typer.Typer(invoke_without_command=True)
    family.callback(
        help=N_(
            "How right the tones are, month by month: how often members who did not see them said the same, "
            "and how many were corrected."
        )
    )(_figures)
    family.command(
        "sample",
        help=N_(
            "Items drawn by chance to be judged, without their tone: of the last 30 days unless --since "
            "says, none that was corrected or that you have judged."
        ),
    )(_sample)
    family.command(
        "judge",
        help=N_(
            "Keep what you say of items whose tone you were not shown; the items stay as they are. What "
            "cannot be taken is named on stderr and makes the exit status 1; the rest is kept."
        ),
    )(_judge)
    app.add_typer(family, name="accuracy")


def _figures(
    ctx: typer.Context,
    months: Annotated[
        int,
        typer.Option(
            "--months", metavar="N", min=1, max=MOST_MONTHS, help=N_("so many months; 6 unless given")
        ),
    ] = MONTHS,
    as_json: Json = False,
) -> None:
    if ctx.invoked_subcommand is not None:
        return
    from meydan.app.accuracy import measured

    session = here(ctx)
    with session.store.reading() as conn:
        rows = measured(conn, months, datetime.now(UTC))
    if as_json:
        print_json(map(_figures_json, rows))
    elif rows:
        _print_figures(session, rows)
    else:
        show(session.say(N_("nothing here")))


def _figures_json(row: Accuracy) -> dict[str, Any]:
    """A month and language by the keys of the contract."""
    return {
        "month": f"{row.counted.month:%Y-%m}",
        "lang": row.counted.lang,
        "judged": row.counted.judged,
        "agreeing": row.counted.agreeing,
        "accuracy": _rounded(row.share),
        "low": _rounded(row.low),
        "high": _rounded(row.high),
        "macro_f1": _rounded(row.macro_f1),
        "thin": row.counted.thin,
        "items": row.counted.items,
        "corrected": row.counted.corrected,
        "differing": row.counted.differing,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _print_figures(session: Session, rows: tuple[Accuracy, ...]) -> None:
    header = (
        N_("month"),
        N_("language"),
        N_("judged blind"),
        N_("right"),
        N_("95 %"),
        N_("macro-F1"),
        N_("came in"),
        N_("corrected"),
        N_("to another tone"),
    )
    print_table(
        [session.say(title) for title in header],
        [_line(session, row) for row in rows],
        right=frozenset(range(2, len(header))),
    )
    if any(row.counted.judged and row.counted.thin for row in rows):
        show(session.say(N_("* too few judgements to go by")))


def _line(session: Session, row: Accuracy) -> tuple[str, ...]:
    from meydan.app.ownmodel.problems import LANGUAGES

    speech, counted = session.speech, row.counted
    share = span = "-"
    if row.share is not None and row.low is not None and row.high is not None:
        share = speech.percent(row.share) + ("*" if counted.thin else "")
        span = f"{speech.percent(row.low)}–{speech.percent(row.high)}"
    return (
        f"{speech.month(counted.month)} {counted.month.year}",
        session.say(LANGUAGES.get(counted.lang, ALL)),
        speech.number(counted.judged),
        share,
        span,
        "-" if row.macro_f1 is None else speech.number(round(row.macro_f1, 2)),
        *(speech.number(count) for count in (counted.items, counted.corrected, counted.differing)),
    )


def _sample(
    ctx: typer.Context,
    count: Annotated[
        int, typer.Option("--count", metavar="N", min=1, help=N_("at most so many; 20 unless given"))
    ] = SAMPLE,
    since: Since = "",
    as_json: Json = False,
) -> None:
    from meydan.store.reads import accuracy

    session = here(ctx)
    moment = since_moment(session, since) or datetime.now(UTC) - LATELY
    with session.store.reading() as conn:
        rows = accuracy.blind_sample(conn, login(), count, moment, secrets.randbits(SEED_BITS))
    if as_json:
        print_json(map(asdict, rows))
        return
    if not rows:
        show(session.say(N_("there is nothing to judge")))
        return
    for row in rows:
        facts = (str(row.id), row.account, row.author, session.speech.moment(row.created_at), row.lang)
        show("  ".join(map(safe, facts)))
        # Whole and in its lines: what was cut could not be judged.
        for line in row.text.splitlines():
            show(f"    {safe(line)}")
    show(session.say(N_("say what they are: meydan accuracy judge ID positive|neutral|negative ...")))


def _judge(
    ctx: typer.Context,
    said: Annotated[
        list[str],
        typer.Argument(
            metavar="ID TONE",
            help=N_("an item and positive, neutral or negative, and so on; - reads such lines from stdin"),
        ),
    ],
) -> None:
    from meydan.store import NotFound
    from meydan.store.writes import tones

    session = here(ctx)
    kept = rejected = 0
    for where, number, words in _pairs(said):
        try:
            item, tone = _pair(words)
            tones.judge_blind(session.store, item, tone)
            kept += 1
        except (Failure, NotFound) as error:
            rejected += 1
            warn(session.say(where, number=number, reason=safe(explain(error, session.speech) or "")))
    show(session.speech.say_n("{n} judgement kept", "{n} judgements kept", kept))
    if rejected:
        raise typer.Exit(FAILED)


def _pairs(said: list[str]) -> Iterator[tuple[str, int, list[str]]]:
    """How to say where it stands, its number, and the words of each judgement. Raises Misuse."""
    if said == [STDIN]:
        lines = io.TextIOWrapper(sys.stdin.buffer, "utf-8-sig", "replace")
        for number, line in enumerate(lines, 1):
            if words := line.split():
                yield N_("line {number}: {reason}"), number, words
        return
    if len(said) % 2:
        raise Misuse(N_("each ID needs its TONE: {rest} stands alone"), rest=said[-1])
    for number, at in enumerate(range(0, len(said), 2), 1):
        yield N_("pair {number}: {reason}"), number, said[at : at + 2]


def _pair(words: list[str]) -> tuple[int, str]:
    """The number of an item and its tone. Raises Misuse."""
    if len(words) != 2:
        raise Misuse(N_("give ID TONE"))
    item, tone = words
    if not item.isdecimal() or len(item) > LONGEST_ID:
        raise Misuse(N_("{value} is no item's number"), value=item)
    return int(item), values.one_of("TONE", tone, values.SENTIMENTS)
