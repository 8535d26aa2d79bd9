"""Answers go into the outbox, and the outbox is looked after."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meydan.app.cli import approvals, decisions, values
from meydan.app.cli.errors import Failure
from meydan.app.cli.options import Count, Json, offering
from meydan.app.cli.output import print_json, print_table, safe, show, warn
from meydan.app.cli.session import Session, here
from meydan.app.locale.translating import translate
from meydan.app.locale.words import WORDS
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.connectors.base import Declaration
    from meydan.store.rows.inbox import ItemRow
    from meydan.store.rows.outgoing import DeliveryRow


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    outbox = typer.Typer(invoke_without_command=True)
    outbox.callback(help=N_("What was sent, what waits, and what went wrong, newest first."))(_list_outbox)
    decisions.add_to(outbox)
    approvals.add_to(outbox)
    app.add_typer(outbox, name="outbox")


def target(session: Session, id: int) -> tuple[ItemRow, Declaration]:
    """The item and what its platform can do.

    Raises NotFound, Failure for one without a platform or whose account must sign in again.
    """
    from meydan.connectors import registry
    from meydan.store.reads import accounts, inbox

    with session.store.reading() as conn:
        item = inbox.item(conn, id)
        account = accounts.account(conn, item.account_id)
    if item.platform not in registry.keys():  # noqa: SIM118 a function, no mapping
        raise Failure(
            N_("{account} is not connected to a platform: nothing can be sent from it"), account=item.account
        )
    if account.state == "signed_out":
        raise Failure(
            N_("{account} is signed out: nothing can be sent before meydan connect {platform}"),
            account=item.account,
            platform=item.platform,
        )
    return item, registry.entry(item.platform).declaration


def warn_if_long(session: Session, declared: Declaration, text: str, *handles: str) -> None:
    """Say that a text to people is longer than the platform's limit; some of its servers may allow more."""
    limit, length = declared.limits.text_length, declared.limits.length_of(text, handles)
    if limit is not None and length > limit:
        warn(
            session.say(
                N_("the text has {length} characters, {platform} usually allows {limit}"),
                length=length,
                platform=declared.title,
                limit=limit,
            )
        )


def require(session: Session, declared: Declaration, item: ItemRow, action: str) -> None:
    """Raise Failure unless the platform declares what `action` needs."""
    if action not in declared.capabilities:
        raise Failure(
            N_("{platform} does not let us do this: {action} (item {id})"),
            platform=declared.title,
            action=session.say(WORDS[action]),
            id=item.id,
        )


def hold_of(session: Session, now: bool) -> timedelta:
    """How long a delivery is held, not at all with `now`."""
    return timedelta(seconds=0 if now else session.workspace.settings.hold_seconds)


def tell(session: Session, delivery: int, item: ItemRow, hold: timedelta) -> None:
    """Say what became of a delivery that was made just now."""
    from meydan.store.reads import outbox

    with session.store.reading() as conn:
        row = outbox.delivery(conn, delivery)
    facts = {"id": delivery, "account": item.account, "who": safe(item.author or item.author_name)}
    if row.state == "asked":
        said = session.say(
            N_(
                "Delivery {id} ({account} → {who}) waits for approval by {whom}; "
                "withdraw it: meydan outbox cancel {id}"
            ),
            whom=row.asked_of or session.say(N_("anyone who may")),
            **facts,
        )
    elif row.due_at is not None:
        said = session.say(
            N_(
                "Delivery {id} ({account} → {who}) goes out {moment} {zone}; "
                "withdraw it: meydan outbox cancel {id}"
            ),
            moment=session.speech.moment(row.due_at),
            zone=session.speech.timezone.key,
            **facts,
        )
    elif hold:
        said = session.say(
            N_("Delivery {id} ({account} → {who}) is held for {n} s; withdraw it: meydan outbox cancel {id}"),
            n=round(hold.total_seconds()),
            **facts,
        )
    else:
        said = session.say(N_("Delivery {id} ({account} → {who}) is sent at the next sync"), **facts)
    show(said)


def _list_outbox(
    ctx: typer.Context,
    state: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STATE",
            help=N_(
                "asked, held, ready, sending, sent, failed, unknown, rejected, cancelled or all; "
                "every state but cancelled unless given"
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
        "created_by": row.created_by,
        "due_at": row.due_at,
        "asked_of": row.asked_of,
        "decided_by": row.decided_by,
        "reason": row.reason,
        "proposed": row.proposed,
        "version": row.version,
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
                session.say(WORDS[row.state]),
                session.say(WORDS[row.action]),
                row.account,
                row.handle,
                str(row.attempts),
                trouble_of(session, row),
                row.text,
            )
            for row in rows
        ],
        right=frozenset({0, 5}),
    )


def trouble_of(session: Session, row: DeliveryRow) -> str:
    """What stands in the way of a delivery, in words: the platform's no, a rejection, a time."""
    if row.error:
        return translate(row.error, session.speech)
    if row.state == "rejected":
        return f"{row.decided_by}: {translate(row.reason, session.speech)}"
    if row.state in ("held", "ready") and row.due_at is not None:
        return f"{session.speech.moment(row.due_at)} {session.speech.timezone.key}"
    return row.asked_of if row.state == "asked" else ""
