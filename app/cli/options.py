"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from meydan.app.cli import values
from meydan.app.cli.session import Session
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from meydan.store.rows.people import AccountRow


def offering(*values: str) -> Callable[[str], list[str]]:
    """A completion that offers these values."""

    def complete(incomplete: str) -> list[str]:
        return [value for value in values if value.startswith(incomplete)]

    return complete


Json = Annotated[bool, typer.Option("--json", help=N_("one JSON object per line"))]
Now = Annotated[bool, typer.Option("--now", help=N_("without the time in which it can be withdrawn"))]
ItemId = Annotated[int, typer.Argument(metavar="ID", help=N_("the item's number in the inbox"))]
DeliveryId = Annotated[int, typer.Argument(metavar="ID", help=N_("the delivery's number in the outbox"))]
ItemIds = Annotated[list[int], typer.Argument(metavar="ID", help=N_("the items' numbers in the inbox"))]
Text = Annotated[str, typer.Argument(metavar="TEXT", help=N_("the text; - reads it from stdin"))]
InputFile = Annotated[
    Path | None, typer.Argument(metavar="FILE", help=N_("the file to read; stdin without one"))
]
Sentiment = Annotated[
    str,
    typer.Argument(
        metavar="positive|neutral|negative",
        help=N_("the sentiment"),
        autocompletion=offering(*values.SENTIMENTS),
    ),
]
Count = Annotated[int | None, typer.Option("-n", metavar="N", min=1, help=N_("at most so many"))]
Account = Annotated[
    list[str] | None, typer.Option("--account", metavar="NAME", help=N_("of this account, by name or number"))
]
Platform = Annotated[list[str] | None, typer.Option("--platform", metavar="KEY", help=N_("of this platform"))]
Since = Annotated[
    str,
    typer.Option(
        "--since", metavar="TIME", help=N_("since 2026-11-22, 2026-11-22T14:30, or 90m, 2h, 3d, 1w ago")
    ),
]


def account_names(conn: Connection, given: list[str]) -> frozenset[str]:
    """The names of accounts given by name or number. Raises NotFound."""
    return frozenset(find_account(conn, ref).name for ref in given)


def find_account(conn: Connection, ref: str) -> AccountRow:
    """The account of a name, else of a number. Raises NotFound."""
    from meydan.store import NotFound
    from meydan.store.reads import accounts

    try:
        return accounts.account(conn, ref)
    except NotFound:
        if not ref.isdecimal():
            raise
    return accounts.account(conn, int(ref))


def since_moment(session: Session, given: str) -> datetime | None:
    """The moment that --since names, None without one. Raises Misuse."""
    return values.past("--since", given, session.speech.timezone, datetime.now(UTC)) if given else None
