"""`meydan sync`: the engine without a screen, once or until told to stop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from meydan.app.cli.errors import FAILED, Misuse
from meydan.app.cli.options import find_account
from meydan.app.cli.output import safe, show, warn
from meydan.app.cli.session import Session, here
from meydan.app.locale.translating import translate
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.app.sync.events import Event
    from meydan.app.sync.report import AccountReport, OnceReport

NOTICES = {
    "waiting": N_("another process syncs this store: waiting for its end"),
    "fenced_out": N_("another process has taken over"),
    "gap": N_("nobody looked for a while: catching up"),
    "failed": N_("trouble"),
    "recovered": N_("well again"),
    "storm": N_("keeps failing: left alone for a while"),
    "rate_limited": N_("the platform asks us to wait"),
    "budget_spent": N_("the day's budget is spent"),
    "signed_out": N_("must sign in again: connect it again"),
    "malformed": N_("an answer made no sense"),
    "clock_jumped": N_("the clock was changed"),
    "job_failed": N_("a job failed"),
    "rule_unread": N_("this rule cannot be read here and is left out"),
    "not_delivered": N_("a delivery failed"),
    "unsure": N_("a delivery is of unknown fate"),
    "missed": N_("a post is too late and was not sent"),
    "model_set_aside": N_("the own model of this language is set aside, the built-in one judges"),
    "model_well": N_("the own model of this language judges again"),
    "wave": N_("more is said than usual, or worse: meydan waves"),
}
"""What the engine tells a person, by the names of `events.Notice`."""


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    app.command(
        "sync",
        help=N_("Bring in what is new, send what is ready. Runs until it is told to stop unless --once."),
    )(_sync)


def _sync(
    ctx: typer.Context,
    once: Annotated[
        bool, typer.Option("--once", help=N_("pull what is due, send what is ready, and end"))
    ] = False,
    account: Annotated[
        str, typer.Option(metavar="ID", help=N_("only this account, by number or name; with --once"))
    ] = "",
) -> None:
    import asyncio

    from meydan.app.sync.engine import SyncEngine

    session = here(ctx)
    if not once:
        if account:
            raise Misuse(N_("{what} needs {other}"), what="--account", other="--once")
        asyncio.run(SyncEngine(session.store, session.workspace, listener=_journal(session)).run())
        return
    report = asyncio.run(SyncEngine(session.store, session.workspace).once(_named(session, account)))
    _print_report(session, report)
    if not report.ok:
        raise typer.Exit(FAILED)


def _named(session: Session, account: str) -> str | None:
    if not account:
        return None
    with session.store.reading() as conn:
        return find_account(conn, account).name


def _journal(session: Session) -> Callable[[Event], None]:
    """Writes what a person should know to stderr, one line each, for whoever keeps a service's output."""

    def tell(event: Event) -> None:
        if event.what not in NOTICES:
            return
        about = " ".join(part for part in (event.account, event.subject) if part)
        parts = (about, session.say(NOTICES[event.what]), translate(event.message, session.speech))
        warn(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {safe(': '.join(part for part in parts if part))}")

    return tell


def _print_report(session: Session, report: OnceReport) -> None:
    for account in report.accounts:
        _print_account(session, account)
    box = report.outbox
    counts = [
        (box.sent, N_("sent: {n}")),
        (box.failed, N_("failed: {n}")),
        (box.unknown, N_("of unknown fate: {n}")),
        (box.later, N_("to be tried again: {n}")),
        (box.missed, N_("missed: {n}")),
    ]
    told = [session.say(text, n=number) for number, text in counts if number]
    if told:
        show(session.say(N_("outbox: {told}"), told=", ".join(told)))
    if not report.finished:
        from meydan.app.sync.holder import short

        if report.holder:
            warn(
                session.say(
                    N_("the process that syncs ({holder}) did not get through in time"),
                    holder=short(report.holder),
                )
            )
        else:
            warn(session.say(N_("stopped before everything was done")))


def _print_account(session: Session, account: AccountReport) -> None:
    name = safe(account.account)
    if account.pulled or account.rejected or account.barrier is None:
        show(
            session.say(
                N_("{account}: {pulled} received, {new} new, {updated} changed, {rejected} rejected"),
                account=name,
                pulled=account.pulled,
                new=account.new,
                updated=account.updated,
                rejected=account.rejected,
            )
        )
    if account.barrier is not None:
        until = account.barrier.until
        reason = (
            session.say(account.barrier.reason, time=session.speech.moment(until))
            if until
            else session.say(account.barrier.reason)
        )
        warn(f"{name}: {safe(reason)}")
    for error in account.errors:
        warn(f"{name}: {safe(translate(error, session.speech))}")
