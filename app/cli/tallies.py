"""Counts over time out of a CSV: timestamp,value[,negative]."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from meydan.app.cli.errors import Failure
from meydan.app.cli.lines import BadLine
from meydan.app.cli.output import safe
from meydan.insight.waves.detector import Tally
from meydan.panes.speech import N_

COLUMNS = ("timestamp", "value", "negative")
SHOWN = 40
MOST = 1e12

Bad = Callable[[int, BadLine], None]
"""Hears of a row that cannot be taken, with the number of its line."""


@dataclass(frozen=True, slots=True)
class Series:
    """The rows of a file by their times, beside each its time as written there.

    `unzoned` times named no zone and are taken as UTC; `moved` rows stood after one of a later time.
    """

    rows: tuple[tuple[str, Tally], ...]
    unzoned: int
    moved: int


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    written: str
    zoned: bool
    tally: Tally


def read_series(lines: Iterable[str], bad: Bad) -> Series:
    """Read a CSV with or without a header, by comma or semicolon; other columns are ignored.

    Rows that cannot be read, and those of a time that an earlier line has, go to `bad`. Raises Failure when
    the header lacks a column.
    """
    taken: dict[datetime, _Row] = {}
    for row in _rows(iter(lines), bad):
        earlier = taken.setdefault(row.tally.at, row)
        if earlier is not row:
            bad(row.line, BadLine(N_("this time is in line {line} already"), line=earlier.line))
    found = list(taken.values())
    return Series(
        tuple((row.written, row.tally) for row in sorted(found, key=lambda row: row.tally.at)),
        unzoned=sum(not row.zoned for row in found),
        moved=sum(later.tally.at < row.tally.at for row, later in pairwise(found)),
    )


def _rows(lines: Iterator[str], bad: Bad) -> Iterator[_Row]:
    first = next(lines, "")
    delimiter = ";" if ";" in first else ","
    places = _header(next(csv.reader([first], delimiter=delimiter), []))
    reader = csv.reader(lines if places else _again(first, lines), delimiter=delimiter)
    before = 1 if places else 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            bad(before + reader.line_num, BadLine(N_("no CSV: {reason}"), reason=str(error)))
            continue
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        try:
            yield _row(before + reader.line_num, cells, places or dict(zip(COLUMNS, range(3), strict=True)))
        except BadLine as error:
            bad(before + reader.line_num, error)


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _header(cells: list[str]) -> dict[str, int] | None:
    """Where the columns stand; None when the first line is a row already. Raises Failure."""
    names = [cell.strip().lower() for cell in cells]
    if not names or _moment(cells[0]) is not None:
        return None
    for name in COLUMNS[:2]:
        if name not in names:
            raise Failure(
                N_("the first line names no column {name}: {line}"), name=name, line=_cut(",".join(cells))
            )
    return {name: names.index(name) for name in COLUMNS if name in names}


def _row(line: int, cells: list[str], places: dict[str, int]) -> _Row:
    def cell(name: str) -> str:
        place = places.get(name)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    written = cell("timestamp")
    moment = _moment(written)
    if moment is None:
        raise BadLine(N_("timestamp is no time: {value}"), value=_cut(written))
    count = _number("value", cell("value"))
    negative = _number("negative", cell("negative")) if cell("negative") else None
    if negative is not None and negative > count:
        raise BadLine(N_("negative is more than value: {value}"), value=cell("negative"))
    zoned = moment.tzinfo is not None
    at = moment.astimezone(UTC) if zoned else moment.replace(tzinfo=UTC)
    return _Row(line, written, zoned, Tally(at, count, negative))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.astimezone(UTC) if moment.tzinfo is not None else moment
    except (ValueError, OverflowError):
        return None


def _number(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise BadLine(N_("{key} is no number: {value}"), key=name, value=_cut(text)) from None
    if not 0 <= number <= MOST:
        raise BadLine(N_("{key} is no count: {value}"), key=name, value=_cut(text))
    return number


def _cut(text: str) -> str:
    return safe(text)[:SHOWN]
