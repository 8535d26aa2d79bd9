"""Deciding about answers that wait for approval, from the command line."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from meydan.app.cli import values
from meydan.app.cli.errors import Failure
from meydan.app.cli.options import DeliveryId, Now
from meydan.app.cli.session import Session, here
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from datetime import datetime

    from meydan.store.rows.outgoing import DeliveryWork


def add_to(outbox: typer.Typer) -> None:
    """Add these commands to those of the outbox."""
    outbox.command("approve", help=N_("Let an answer go that waits for approval, as it is or changed."))(
        _approve
    )
    outbox.command("reject", help=N_("Send an answer back to who wrote it, as a draft, with the reason."))(
        _reject
    )


def _approve(
    ctx: typer.Context,
    id: DeliveryId,
    edit: Annotated[
        str,
        typer.Option("--edit", metavar="TEXT", help=N_("approve it with this text; - reads it from stdin")),
    ] = "",
    version: Annotated[
        int | None,
        typer.Option(
            "--version", metavar="N", help=N_("only if it is as it was at this version, as --json tells it")
        ),
    ] = None,
    others: Annotated[
        bool | None,
        typer.Option(
            "--reject-others/--keep-others",
            help=N_("what becomes of other answers to the same item that wait too"),
        ),
    ] = None,
    now: Now = False,
) -> None:
    from meydan.store.writes import approvals

    session = here(ctx)
    work = _work(session, id)
    try:
        approvals.approve(
            session.store,
            id,
            work.delivery.version if version is None else version,
            hold=timedelta(seconds=0 if now else session.workspace.settings.hold_seconds),
            text=values.written(edit) if edit else None,
            reject_others=others,
            before=_closing(session, work),
        )
    except approvals.OtherProposals as error:
        raise Failure(
            N_(
                "other answers to the same item wait for approval ({ids}): "
                "say --reject-others or --keep-others"
            ),
            ids=", ".join(map(str, error.ids)),
        ) from None


def _reject(
    ctx: typer.Context,
    id: DeliveryId,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("why; its author reads it"))],
) -> None:
    from meydan.store.writes import approvals

    approvals.reject(here(ctx).store, id, values.written(reason))


def _work(session: Session, id: int) -> DeliveryWork:
    from meydan.store import NotFound
    from meydan.store.reads import outbox

    with session.store.reading() as conn:
        for work in outbox.work(conn, [id]):
            return work
    raise NotFound(f"no delivery {id}")


def _closing(session: Session, work: DeliveryWork) -> datetime | None:
    """Until when the answer must have left. Raises Failure when that is over."""
    from meydan.app.cli.deliveries import target
    from meydan.app.cli.replying import still_open

    delivery = work.delivery
    if delivery.item_id is None or delivery.action != "reply":
        return None
    item, declared = target(session, delivery.item_id)
    return still_open(session, item, declared, work.private, delivery.due_at)
