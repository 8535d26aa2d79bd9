"""Our own posts: planned on the calendar, sent through the outbox."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from meydan.app.cli import values, views
from meydan.app.cli.deliveries import warn_if_long
from meydan.app.cli.errors import Failure
from meydan.app.cli.options import Text, find_account
from meydan.app.cli.output import show
from meydan.app.cli.session import Session, here
from meydan.panes.speech import N_

When = Annotated[
    str,
    typer.Argument(metavar="TIME", help=N_("2026-11-22T14:30, 14:30, or in 90m, 2h, 3d, 1w")),
]


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    post = typer.Typer(help=N_("Our own posts, planned on the calendar."))
    post.command("create", help=N_("Plan a post for one or more accounts."))(_create)
    post.command("list", help=N_("The agenda, as meydan calendar shows it."))(views.list_calendar)
    post.command("move", help=N_("Move one target of a post to another time."))(_move)
    post.command("cancel", help=N_("Take a post off the calendar, for all its accounts."))(_cancel)
    app.add_typer(post, name="post")


def _create(
    ctx: typer.Context,
    text: Text,
    account: Annotated[
        list[str],
        typer.Option(metavar="NAME", help=N_("an account that it goes to; may be given several times")),
    ],
    at: Annotated[
        str, typer.Option(metavar="TIME", help=N_("when: 2026-11-22T14:30, 14:30, or in 90m, 2h, 3d, 1w"))
    ],
    title: Annotated[str, typer.Option(metavar="TEXT", help=N_("how the team calls it"))] = "",
) -> None:
    from meydan.store.writes import calendar

    session = here(ctx)
    body = values.written(text)
    post = calendar.create_post(
        session.store,
        body,
        _targets(session, values.split(account), body),
        due_at=_moment(session, "--at", at),
        timezone=str(session.speech.timezone),
        media=(),
        title=values.written(title) if title else "",
    )
    show(session.say(N_("post {id} is planned"), id=post))


def _targets(session: Session, given: list[str], text: str) -> list[int]:
    """The ids of the accounts. Raises NotFound, Failure for one that cannot publish this text."""
    from meydan.connectors import registry

    with session.store.reading() as conn:
        rows = [find_account(conn, ref) for ref in given]
    for row in rows:
        known = row.platform in registry.keys()  # noqa: SIM118 a function, no mapping
        if not known or "publish" not in registry.entry(row.platform).declaration.capabilities:
            raise Failure(N_("nothing can be published on {account}"), account=row.name)
        warn_if_long(session, registry.entry(row.platform).declaration, text)
    return [row.id for row in rows]


def _move(
    ctx: typer.Context,
    target: Annotated[int, typer.Argument(metavar="TARGET", help=N_("the number on the calendar"))],
    time: When,
) -> None:
    from meydan.store.writes import calendar

    session = here(ctx)
    moment = _moment(session, "TIME", time)
    calendar.move_target(session.store, target, moment, str(session.speech.timezone))
    show(session.say(N_("moved to {time}"), time=session.speech.moment(moment)))


def _cancel(
    ctx: typer.Context,
    post: Annotated[int, typer.Argument(metavar="POST", help=N_("the post's number"))],
) -> None:
    from meydan.store.writes import calendar

    calendar.cancel_post(here(ctx).store, post)


def _moment(session: Session, option: str, given: str) -> datetime:
    return values.future(option, given, session.speech.timezone, datetime.now(UTC))
