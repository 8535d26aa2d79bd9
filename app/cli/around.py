"""Asking around: colleagues who are asked about an item, and answers that were given before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meydan.app.cli import values
from meydan.app.cli.errors import Failure
from meydan.app.cli.options import Count, ItemId, Json, Text
from meydan.app.cli.output import print_json, print_table, show
from meydan.app.cli.session import Session, here, login
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.store.rows.around import AnsweredRow, InquiryRow

InquiryId = Annotated[int, typer.Argument(metavar="INQUIRY", help=N_("the inquiry's number"))]
MOST = 100


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    app.command("ask", help=N_("Ask a colleague about an item; it waits for the answer."))(_ask)
    app.command("answer", help=N_("Answer what you are asked; the asker gets it as a draft of the reply."))(
        _answer
    )
    app.command("withdraw", help=N_("Ask a colleague no longer."))(_withdraw)
    app.command("inquiries", help=N_("What colleagues are asked, the soonest due first."))(_inquiries)
    app.command("similar", help=N_("How items like this one were answered before."))(_similar)


def _ask(
    ctx: typer.Context,
    id: ItemId,
    colleague: Annotated[str, typer.Argument(metavar="LOGIN", help=N_("who is asked: a member's login"))],
    text: Text,
    due: Annotated[
        str,
        typer.Option(
            metavar="TIME", help=N_("answered until 2026-11-22, 2026-11-22T14:30, 14:30, or in 2h, 3d")
        ),
    ] = "",
) -> None:
    from meydan.store.writes import inquiries

    session = here(ctx)
    until = values.future("--due", due, session.speech.timezone, datetime.now(UTC)) if due else None
    (made,) = inquiries.ask(session.store, [id], colleague, values.written(text), until)
    show(session.say(N_("inquiry {number}"), number=made))


def _answer(ctx: typer.Context, inquiry: InquiryId, text: Text) -> None:
    from meydan.store.writes import inquiries

    inquiries.answer(here(ctx).store, inquiry, values.written(text))


def _withdraw(ctx: typer.Context, inquiry: InquiryId) -> None:
    from meydan.store.writes import inquiries

    inquiries.withdraw(here(ctx).store, inquiry)


def _inquiries(
    ctx: typer.Context,
    mine: Annotated[bool, typer.Option("--mine", help=N_("only what you are asked"))] = False,
    everything: Annotated[
        bool, typer.Option("--all", help=N_("also what was answered, the newest first"))
    ] = False,
    count: Count = None,
    as_json: Json = False,
) -> None:
    from meydan.store.reads import inquiries

    session = here(ctx)
    with session.store.reading() as conn:
        if everything:
            rows = inquiries.latest(conn, count or MOST)
        else:
            rows = inquiries.waiting(conn, login() if mine else None)[: count or MOST]
    if mine:
        rows = tuple(row for row in rows if row.asked == login())
    now = datetime.now(UTC)
    if as_json:
        print_json(_inquiry_of(row, now) for row in rows)
        return
    header = [
        session.say(title) for title in (N_("id"), N_("item"), N_("from"), N_("to"), N_("due"), N_("text"))
    ]
    print_table(header, [_inquiry_line(session, row, now) for row in rows], right=frozenset({0, 1}))


def _inquiry_of(row: InquiryRow, now: datetime) -> dict[str, Any]:
    return {
        "id": row.id,
        "item": row.item_id,
        "asked_by": row.asked_by,
        "asked": row.asked,
        "text": row.text,
        "created_at": row.created_at,
        "due_at": row.due_at,
        "overdue": row.overdue(now),
        "answer": row.answer,
        "answered_by": row.answered_by,
        "answered_at": row.answered_at,
    }


def _inquiry_line(session: Session, row: InquiryRow, now: datetime) -> tuple[str, ...]:
    due = ""
    if row.answered_at is not None:
        due = session.say(N_("answered"))
    elif row.due_at is not None:
        due = session.speech.moment(row.due_at) + (" !" if row.overdue(now) else "")
    text = f"{row.text} → {row.answer}" if row.answer else row.text
    return (str(row.id), str(row.item_id), row.asked_by, row.asked, due, text)


def _similar(ctx: typer.Context, id: ItemId, as_json: Json = False) -> None:
    from meydan.store.reads import memory

    session = here(ctx)
    with session.store.reading() as conn:
        rows = memory.similar(conn, id)
    if as_json:
        print_json(_answered_of(row) for row in rows)
        return
    if not rows:
        raise Failure(N_("nothing like this was answered before"))
    header = [
        session.say(title)
        for title in (N_("item"), N_("answered by"), N_("when"), N_("question"), N_("answer"))
    ]
    lines = [
        (str(row.item_id), row.answered_by, session.speech.moment(row.answered_at), row.asked, row.told)
        for row in rows
    ]
    print_table(header, lines, right=frozenset({0}))


def _answered_of(row: AnsweredRow) -> dict[str, Any]:
    return {
        "item": row.item_id,
        "author": row.author,
        "text": row.asked,
        "answer": row.told,
        "answered_by": row.answered_by,
        "answered_at": row.answered_at,
        "private": row.private,
        "inside": row.inside,
        "likeness": round(row.likeness, 3),
    }
