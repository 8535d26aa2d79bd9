"""Looking after the workspace: accounts, check-up, backups, and questions in SQL."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meydan.app.cli.errors import FAILED, Failure
from meydan.app.cli.options import Json
from meydan.app.cli.output import print_json, print_table, progress, safe, show, warn
from meydan.app.cli.session import Session, here
from meydan.app.locale.translating import translate
from meydan.app.locale.words import WORDS
from meydan.panes.signins import sign_in_ends
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.store.rows.people import AccountHealth

Force = Annotated[bool, typer.Option("--force", help=N_("write over what is there"))]


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    app.command("accounts", help=N_("The connected accounts and how they are."))(_accounts)
    app.command("doctor", help=N_("Check everything, and say how to mend what is wrong."))(_doctor)
    app.command(
        "backup",
        help=N_(
            "Copy the store into a file, while it is in use. The copy is checked. Credentials are not in it."
        ),
    )(_backup)
    app.command("restore", help=N_("Put a backup in the store's place. What was there is kept beside it."))(
        _restore
    )
    app.command("sql", help=N_("Ask the store in SQL, which can change nothing."))(_sql)


def _accounts(ctx: typer.Context, as_json: Json = False) -> None:
    from meydan.store.reads import accounts as reads

    session = here(ctx)
    with session.store.reading() as conn:
        rows = reads.health(conn)
    if as_json:
        print_json(map(_account_json, rows))
        return
    print_accounts(session, rows)


def _account_json(health: AccountHealth) -> dict[str, Any]:
    account = health.account
    return {
        "id": account.id,
        "name": account.name,
        "platform": account.platform,
        "base_url": account.base_url,
        "handle": account.handle,
        "state": account.state,
        "last_success_at": health.last_success_at,
        "error": health.error,
        "failures": health.failures,
        "calls_today": health.calls_today,
        "daily_budget": account.daily_budget,
        "blocked_until": health.blocked_until,
        "expires_at": account.expires_at,
        "quarantined": health.quarantined,
    }


def print_accounts(session: Session, rows: tuple[AccountHealth, ...]) -> None:
    """The accounts for people."""
    if not rows:
        show(session.say(N_("no account is connected yet: meydan connect PLATFORM")))
        return
    now = datetime.now(UTC)
    header = (N_("ID"), N_("name"), N_("platform"), N_("state"), N_("synced"), N_("calls"), N_("trouble"))
    print_table(
        [session.say(title) for title in header],
        [
            (
                str(row.account.id),
                row.account.name,
                row.account.platform,
                session.say(WORDS.get(row.account.state, row.account.state)),
                session.speech.age(row.last_success_at, now) if row.last_success_at else "-",
                _calls(row),
                _trouble(session, row, now),
            )
            for row in rows
        ],
        right=frozenset({0, 4, 5}),
    )


def _calls(row: AccountHealth) -> str:
    """What was spent today of what may be, in the platform's own unit."""
    scale, budget = _scale(row.account.platform), row.account.daily_budget
    spent = f"{row.calls_today / scale:g}" if scale > 1 else str(row.calls_today)
    return f"{spent}/{budget / scale:g}" if budget else spent


def _scale(platform: str) -> int:
    from meydan.connectors import registry

    try:
        return registry.entry(platform).declaration.budget_scale
    except registry.UnknownPlatform:
        return 1


def _trouble(session: Session, row: AccountHealth, now: datetime) -> str:
    parts = [translate(row.error, session.speech)] if row.error else []
    if row.blocked_until is not None and row.blocked_until > now:
        parts.append(session.say(N_("waits until {time}"), time=session.speech.moment(row.blocked_until)))
    if ending := sign_in_ends(row.account, now, session.speech):
        parts.append(ending)
    if row.quarantined:
        parts.append(session.say(N_("{n} could not be read"), n=row.quarantined))
    return "; ".join(parts)


def _doctor(ctx: typer.Context, as_json: Json = False) -> None:
    from meydan.app.cli.doctor import examine

    session = here(ctx)
    findings = examine(session)
    if as_json:
        print_json(
            {"check": one.check, "state": one.state, "found": one.found, "mend": one.mend} for one in findings
        )
    else:
        marks = {"ok": N_("ok"), "warning": N_("note"), "wrong": N_("WRONG")}
        width = max(len(session.say(text)) for text in marks.values())
        for one in findings:
            show(f"{session.say(marks[one.state]).ljust(width)}  {safe(one.found)}")
            if one.mend:
                show(f"{'':{width}}  → {safe(one.mend)}")
    if any(one.state == "wrong" for one in findings):
        warn(session.say(N_("something is wrong")))
        raise typer.Exit(FAILED)


def _sql(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(metavar="QUERY", help=N_("one SELECT"))],
    n: Annotated[int, typer.Option("-n", metavar="N", min=1, help=N_("at most so many rows"))] = 10_000,
    as_json: Json = False,
) -> None:
    from meydan.store.reads import console

    columns, rows = console.query(here(ctx).store, query, n)
    if as_json:
        print_json(dict(zip(columns, map(_jsonable, row), strict=True)) for row in rows)
        return
    print_table(columns, [tuple("" if cell is None else str(cell) for cell in row) for row in rows])


def _jsonable(cell: Any) -> Any:
    """A cell as JSON can hold it: bytes as hexadecimal digits."""
    return bytes(cell).hex() if isinstance(cell, bytes | memoryview) else cell


def _backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("where the copy goes"))],
    force: Force = False,
) -> None:
    from meydan.store import upkeep

    session = here(ctx)
    if file.exists() and not force:
        raise Failure(N_("{file} is there already; --force writes over it"), file=file)
    with progress(session.speech, 100) as tell:
        size = upkeep.back_up(session.store, file, lambda done, total: tell(done * 100 // max(total, 1)))
    show(
        session.say(
            N_("{file}: {size} kB, checked"), file=safe(str(file)), size=session.speech.number(size // 1024)
        )
    )


def _restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("a copy that meydan backup made"))],
    force: Force = False,
) -> None:
    from meydan.store import upkeep

    session = here(ctx)
    if session.ready() and not force:
        raise Failure(
            N_("{store} is there already; --force puts the backup in its place"),
            store=session.workspace.path,
        )
    with progress(session.speech, 100) as tell:
        kept = upkeep.restore(
            session.workspace.database_url, file, lambda done, total: tell(done * 100 // max(total, 1))
        )
    show(session.say(N_("restored from {file}"), file=safe(str(file))))
    if kept is not None:
        show(session.say(N_("what was there is kept in {file}"), file=safe(str(kept))))
