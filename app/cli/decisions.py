"""What a person decides about one delivery of the outbox, and what there is to know for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from meydan.app.cli import values
from meydan.app.cli.errors import Failure
from meydan.app.cli.options import DeliveryId, Text
from meydan.app.cli.output import safe, show
from meydan.app.cli.session import Session, here
from meydan.app.locale.translating import translate
from meydan.app.locale.words import WORDS
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.store.rows.outgoing import DeliveryPage


def add_to(outbox: typer.Typer) -> None:
    """Add these commands to those of the outbox."""
    outbox.command("show", help=N_("All about a delivery: what it answers, and what reading back found."))(
        _show
    )
    outbox.command("cancel", help=N_("Withdraw a delivery that has not gone out yet."))(_cancel)
    outbox.command("edit", help=N_("Change the text of a delivery that has not gone out yet."))(_edit)
    outbox.command("retry", help=N_("Send a failed delivery again."))(_retry)
    outbox.command("arrived", help=N_("Say that a delivery whose fate is unknown did arrive."))(_arrived)
    outbox.command(
        "not-arrived",
        help=N_("Say that a delivery whose fate is unknown did not arrive: it is sent again."),
    )(_not_arrived)
    outbox.command("discard", help=N_("Give up a delivery that failed or whose fate is unknown."))(_discard)
    outbox.command(
        "acknowledge",
        help=N_("Take note of a trouble, so that it no longer counts."),
    )(_acknowledge)


def _show(ctx: typer.Context, id: DeliveryId) -> None:
    from meydan.store.reads.outbox import page_of

    session = here(ctx)
    with session.store.reading() as conn:
        page = page_of(conn, id)
    for name, value in _facts(session, page):
        if value:
            show(f"{session.say(name)}: {safe(value)}")


def _facts(session: Session, page: DeliveryPage) -> list[tuple[str, str]]:
    row, speech = page.work.delivery, session.speech
    facts = [
        (N_("state"), session.say(WORDS[row.state])),
        (N_("act"), session.say(WORDS[row.action])),
        (N_("account"), f"{row.account} ({row.platform})"),
        (N_("to"), row.handle),
        (N_("trouble"), translate(row.error, speech) if row.error else ""),
        (N_("tries"), str(row.attempts) if row.attempts else ""),
        (N_("last attempt"), speech.moment(row.last_attempt_at) if row.last_attempt_at else ""),
        (N_("link"), row.permalink),
        (N_("it answers"), page.original.text if page.original else ""),
        (N_("text"), row.text),
    ]
    if row.state == "unknown" and page.looked_at is not None:
        look = f"{speech.moment(page.looked_at)}: {translate(page.look, speech)}"
        facts.append((N_("last look"), look))
        for one in page.candidates:
            seen = f"{speech.moment(one.created_at)} {one.permalink} {one.text}"
            facts.append((N_("seen there since"), seen))
    return facts


def _cancel(ctx: typer.Context, id: DeliveryId) -> None:
    from meydan.store.writes import outbox

    outbox.cancel(here(ctx).store, id)


def _edit(ctx: typer.Context, id: DeliveryId, text: Text) -> None:
    from meydan.store.reads.outbox import delivery
    from meydan.store.writes import outbox

    store = here(ctx).store
    with store.reading() as conn:
        row = delivery(conn, id)
    if row.action not in ("reply", "publish"):
        raise Failure(N_("delivery {id} has no text"), id=id)
    outbox.edit(store, id, values.written(text), row.version)


def _retry(ctx: typer.Context, id: DeliveryId) -> None:
    from meydan.store.reads.outbox import delivery
    from meydan.store.writes import outbox

    store = here(ctx).store
    with store.reading() as conn:
        unknown = delivery(conn, id).state == "unknown"
    if unknown:
        raise Failure(
            N_("nobody knows whether {id} arrived: look, then say arrived {id} or not-arrived {id}"), id=id
        )
    outbox.retry(store, id)


def _arrived(ctx: typer.Context, id: DeliveryId) -> None:
    from meydan.store.writes import outbox

    outbox.arrived(here(ctx).store, id)


def _not_arrived(ctx: typer.Context, id: DeliveryId) -> None:
    from meydan.store.writes import outbox

    outbox.not_arrived(here(ctx).store, id)


def _discard(ctx: typer.Context, id: DeliveryId) -> None:
    from meydan.store.writes import outbox

    outbox.discard(here(ctx).store, id)


def _acknowledge(ctx: typer.Context, id: DeliveryId) -> None:
    from meydan.store.writes import outbox

    outbox.acknowledge(here(ctx).store, id)
