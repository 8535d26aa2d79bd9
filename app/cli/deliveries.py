"""Answers go into the outbox, and the outbox is looked after."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meydan.app.cli import values
from meydan.app.cli.errors import Failure
from meydan.app.cli.options import Count, ItemId, Json, Now, Text, offering
from meydan.app.cli.output import print_json, print_table, safe, show, warn
from meydan.app.cli.session import Session, here
from meydan.app.cli.told import translate
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.connectors.base import Declaration
    from meydan.store.rows import DeliveryRow, ItemRow

DeliveryId = Annotated[int, typer.Argument(metavar="ID", help=N_("the delivery's number in the outbox"))]


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    app.command("reply", help=N_("Answer an item where it was said. It is done once the answer is sent."))(
        _reply
    )
    outbox = typer.Typer(invoke_without_command=True)
    outbox.callback(help=N_("What was sent, what waits, and what went wrong, newest first."))(_list_outbox)
    outbox.command("cancel", help=N_("Withdraw a delivery that has not gone out yet."))(_cancel)
    outbox.command("retry", help=N_("Send a failed delivery again."))(_retry)
    outbox.command("arrived", help=N_("Say that a delivery whose fate is unknown did arrive."))(_arrived)
    outbox.command("discard", help=N_("Give up a delivery that failed or whose fate is unknown."))(_discard)
    outbox.command(
        "acknowledge",
        help=N_("Take note of a trouble, so that it no longer counts."),
    )(_acknowledge)
    app.add_typer(outbox, name="outbox")


def _reply(ctx: typer.Context, id: ItemId, text: Text, now: Now = False) -> None:
    from meydan.store.writes import outbox

    session = here(ctx)
    item, declared = _target(session, id)
    _require(session, declared, item, "reply")
    answer = values.written(text)
    warn_if_long(session, declared, answer)
    hold = _hold(session, now)
    _tell(session, outbox.queue_reply(session.store, id, answer, hold=hold), item, hold)


def _target(session: Session, id: int) -> tuple[ItemRow, Declaration]:
    """The item and what its platform can do. Raises NotFound, Failure for one without a platform."""
    from meydan.connectors import registry
    from meydan.store.reads import inbox

    with session.store.reading() as conn:
        item = inbox.item(conn, id)
    if item.platform not in registry.keys():  # noqa: SIM118 a function, no mapping
        raise Failure(
            N_("{account} is not connected to a platform: nothing can be sent from it"), account=item.account
        )
    return item, registry.entry(item.platform).declaration


def warn_if_long(session: Session, declared: Declaration, text: str) -> None:
    """Say that a text is longer than the platform's limit; some of its servers may allow more."""
    limit, length = declared.limits.text_length, declared.limits.count(text)
    if limit is not None and length > limit:
        warn(
            session.say(
                N_("the text has {length} characters, {platform} usually allows {limit}"),
                length=length,
                platform=declared.title,
                limit=limit,
            )
        )


def _require(session: Session, declared: Declaration, item: ItemRow, action: str) -> None:
    """Raise Failure unless the platform declares what `action` needs."""
    if action not in declared.capabilities:
        raise Failure(
            N_("{platform} does not let us do this: {action} (item {id})"),
            platform=declared.title,
            action=session.say(values.WORDS[action]),
            id=item.id,
        )


def _hold(session: Session, now: bool) -> timedelta:
    return timedelta(seconds=0 if now else session.workspace.settings.hold_seconds)


def _tell(session: Session, delivery: int, item: ItemRow, hold: timedelta) -> None:
    who = safe(item.author or item.author_name)
    if hold:
        seconds = round(hold.total_seconds())
        show(
            session.say(
                N_(
                    "Delivery {id} ({account} → {who}) is held for {n} s; "
                    "withdraw it: meydan outbox cancel {id}"
                ),
                id=delivery,
                account=item.account,
                who=who,
                n=seconds,
            )
        )
    else:
        show(
            session.say(
                N_("Delivery {id} ({account} → {who}) is sent at the next sync"),
                id=delivery,
                account=item.account,
                who=who,
            )
        )


def _list_outbox(
    ctx: typer.Context,
    state: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STATE",
            help=N_(
                "held, ready, sending, sent, failed, unknown, cancelled or all; every state but cancelled "
                "unless given"
            ),
            autocompletion=offering(*values.DELIVERY_STATES, values.ALL),
        ),
    ] = None,
    n: Count = None,
    as_json: Json = False,
) -> None:
    if ctx.invoked_subcommand is not None:
        return
    from meydan.store.reads import outbox

    session = here(ctx)
    default = frozenset(values.DELIVERY_STATES) - {"cancelled"}
    states = values.states(state or [], values.DELIVERY_STATES, default)
    limit = n if n is not None else MOST
    with session.store.reading() as conn:
        rows = outbox.page(conn, states, limit)
    if as_json:
        print_json(map(delivery_json, rows))
        return
    print_deliveries(session, rows)


MOST = 1_000_000
"""Without -n the whole outbox is shown."""


def delivery_json(row: DeliveryRow) -> dict[str, Any]:
    """A delivery by the keys of the contract."""
    return {
        "id": row.id,
        "state": row.state,
        "action": row.action,
        "account": row.account,
        "item": row.item_id,
        "text": row.text,
        "remote_id": row.remote_id,
        "error": row.error,
        "attempts": row.attempts,
    }


def print_deliveries(session: Session, rows: list[DeliveryRow]) -> None:
    """The lines of an outbox for people."""
    if not rows:
        show(session.say(N_("nothing here")))
        return
    header = (
        N_("ID"),
        N_("state"),
        N_("act"),
        N_("account"),
        N_("to"),
        N_("tries"),
        N_("trouble"),
        N_("text"),
    )
    print_table(
        [session.say(title) for title in header],
        [
            (
                str(row.id),
                session.say(values.WORDS[row.state]),
                session.say(values.WORDS[row.action]),
                row.account,
                row.handle,
                str(row.attempts),
                translate(row.error, session.speech) if row.error else "",
                row.text,
            )
            for row in rows
        ],
        right=frozenset({0, 5}),
    )


def _cancel(ctx: typer.Context, id: DeliveryId) -> None:
    from meydan.store.writes import outbox

    outbox.cancel(here(ctx).store, id)


def _retry(
    ctx: typer.Context,
    id: DeliveryId,
    lost: Annotated[
        bool, typer.Option("--lost", help=N_("you have looked: an answer of unknown fate is not there"))
    ] = False,
) -> None:
    from meydan.store.reads.outbox import delivery
    from meydan.store.writes import outbox

    store = here(ctx).store
    with store.reading() as conn:
        unknown = delivery(conn, id).state == "unknown"
    if unknown and not lost:
        raise Failure(
            N_("nobody knows whether {id} arrived: look, then say arrived {id}, or retry {id} --lost"), id=id
        )
    (outbox.not_arrived if unknown else outbox.retry)(store, id)


def _arrived(ctx: typer.Context, id: DeliveryId) -> None:
    from meydan.store.writes import outbox

    outbox.arrived(here(ctx).store, id)


def _discard(ctx: typer.Context, id: DeliveryId) -> None:
    from meydan.store.writes import outbox

    outbox.discard(here(ctx).store, id)


def _acknowledge(ctx: typer.Context, id: DeliveryId) -> None:
    from meydan.store.writes import outbox

    outbox.acknowledge(here(ctx).store, id)
