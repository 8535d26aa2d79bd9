"""One item as one line of columns that line up to the cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len

from meydan.insight.sla import Clock
from meydan.insight.text import find_folded, one_line
from meydan.panes.inbox.urgency import clock_span, score_span
from meydan.panes.inbox.words import STATES, SURE, UNSURE, stars, word
from meydan.panes.marks import MARK_SIGNS, platform_short, tone_sign
from meydan.panes.spans import Span, Spans, clip, fit, fit_right, marked
from meydan.panes.speech import Speech
from meydan.store.rows.around import Sign, Signs
from meydan.store.rows.inbox import ItemRow

NO_SIGNS = Signs()
AGE = 4
TONE_AND_PLATFORM = 5
ROOM_FOR_COMPANY = 12
"""Cells that a text needs before it gives some of them to whoever else is at the item."""

MATCH = Span("", "amber", underline=True)


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths of the columns that vary; 0 leaves one out."""

    author: int
    text: int
    tags: int
    score: int
    clock: int
    assignee: int

    @staticmethod
    def fitting(width: int) -> Columns:
        """The columns of a line of `width` cells: narrow ones lose the score first, then the clock's own
        column, tags, and the assignee."""
        author = 18 if width >= 100 else 15 if width >= 76 else 12 if width >= 56 else 9
        tags = 12 if width >= 100 else 10 if width >= 76 else 7 if width >= 56 else 0
        score = 3 if width >= 100 else 0
        clock = AGE if width >= 100 else 0
        assignee = 1 if width >= 44 else 0
        optional = sum(size + 1 for size in (tags, score, clock, assignee) if size)
        fixed = TONE_AND_PLATFORM + author + 2 + AGE + 1 + optional
        return Columns(author, max(4, width - fixed), tags, score, clock, assignee)


def tone_span(row: ItemRow) -> Span:
    """The tone's sign; bold when it is sure, dim when it is a guess."""
    sign, ink = tone_sign(row.sentiment, row.question)
    if row.confidence < UNSURE and row.sentiment != "neutral":
        ink = "dim"
    return Span(sign, ink, bold=row.confidence >= SURE and ink != "dim")


def item_line(
    row: ItemRow,
    columns: Columns,
    now: datetime,
    speech: Speech,
    keys: Mapping[str, str],
    words: Sequence[str] = (),
    gone: bool = False,
    closing: str = "",
    clock: Clock | None = None,
    company: Span | None = None,
    signs: Signs = NO_SIGNS,
) -> Spans:
    """An item as spans: tone, platform, author, text, tags, points, clock, age, assignee.

    `keys` are the members' letters by login; `words` are searched words to mark; a `gone` item is grey;
    `closing` says how long it may be answered, `company` that a colleague is there. A `clock` is shown once
    it presses, with the age in its ink, or in the place of the age where it has no column of its own. Of the
    `signs` the author's mark stands before the name, the item's own behind it.
    """
    ink = "dim" if gone else "plain"
    base = Span("", ink, strike=gone)
    author = fit(one_line(row.author_name) or one_line(row.author), columns.author)
    parts = [
        tone_span(row)._replace(ink="dim", bold=False) if gone else tone_span(row),
        Span(f" {fit(platform_short(row.platform), 2)}", "dim"),
        _mark(signs.marks.get(row.person_id, ""), gone),
        Span(author, ink),
        Span("*", "amber") if row.starred else Span(" ", ink),
        _sign(row, signs.items.get(row.id), gone),
        *_text(row, columns.text, base, words, company),
    ]
    if columns.tags:
        parts += [Span(" "), _tags(row, columns.tags, speech, gone, closing)]
    parts += _figures(row, columns, now, speech, None if gone else clock)
    if columns.assignee:
        letter = keys.get(row.assignee, "")[:1] or row.assignee[:1]
        parts.append(Span(f" {fit(one_line(letter).upper(), 1)}", "blue"))
    return tuple(parts)


def _mark(mark: str, gone: bool) -> Span:
    sign, ink = MARK_SIGNS.get(mark, (" ", "plain"))
    return Span(sign, "dim" if gone else ink)


def _sign(row: ItemRow, sign: Sign | None, gone: bool) -> Span:
    """`!` a colleague should have answered, `@` a note calls you, `✓` a colleague answered."""
    if sign is None or gone:
        return Span(" ")
    if sign.overdue and row.state == "waiting":
        return Span("!", "bad", bold=True)
    if sign.calls:
        return Span("@", "amber", bold=True)
    return Span("✓", "good") if sign.answered_by and row.state == "open" else Span(" ")


def _figures(
    row: ItemRow, columns: Columns, now: datetime, speech: Speech, clock: Clock | None
) -> Iterator[Span]:
    left = clock_span(clock, speech) if clock is not None and clock.soon else Span("")
    if columns.score:
        points = score_span(row)
        yield points._replace(text=f" {fit_right(points.text, columns.score)}")
    if columns.clock:
        yield left._replace(text=f" {fit_right(left.text, columns.clock)}")
    age = Span(speech.age(row.created_at, now), left.ink if left.text else "dim")
    if left.text and not columns.clock:
        age = left
    yield age._replace(text=f"{fit_right(age.text, AGE)} ")


def _text(row: ItemRow, width: int, base: Span, words: Sequence[str], company: Span | None) -> list[Span]:
    if company is not None and width >= ROOM_FOR_COMPANY:
        left = _text(row, width - cell_len(company.text) - 1, base, words, None)
        return [*left, Span(" ", base.ink), company]
    text = one_line(row.text)
    if row.stars is not None:
        text = f"{stars(row.stars)} {text}"
    shown = clip(text, width)
    marks = find_folded(text, words) if words else ()
    if row.deleted_at is not None:
        base = base._replace(ink="dim", strike=True)
    line = marked(shown, 0, len(shown), marks, base, MATCH)
    return [*line, Span(" " * (width - cell_len(shown)), base.ink)]


def _tags(row: ItemRow, width: int, speech: Speech, gone: bool, closing: str) -> Span:
    words = [one_line(tag) for tag in row.tags]
    if closing and not gone:
        words.insert(0, closing)
    if row.state in ("waiting", "snoozed", "done") or gone:
        words.insert(0, word(STATES, row.state, speech))
    if row.hidden:
        words.insert(0, speech.say("hidden"))
    if row.question and row.sentiment != "neutral":
        words.append("?")
    if row.urgent:
        words.append("!")
    return Span(fit(" ".join(words), width), "dim" if gone else "amber")
