"""The splits of the inbox that members and the team keep."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from meydan.app.cli import values
from meydan.app.cli.errors import Misuse
from meydan.app.cli.options import Json
from meydan.app.cli.output import print_json, print_table
from meydan.app.cli.session import here, login
from meydan.panes.speech import N_

Title = Annotated[str, typer.Argument(metavar="TITLE", help=N_("the split's title"))]
OfTeam = Annotated[bool, typer.Option("--team", help=N_("the team's, not your own"))]


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    family = typer.Typer(help=N_("Filters that are kept as splits of the inbox."))
    family.command("list", help=N_("Your own splits and the team's."))(_list)
    family.command("add", help=N_("Keep a filter as a split, or give a split another filter."))(_add)
    family.command("remove", help=N_("Remove a split; its items stay."))(_remove)
    app.add_typer(family, name="splits")


def _list(ctx: typer.Context, as_json: Json = False) -> None:
    from meydan.store.reads import splits

    session = here(ctx)
    with session.store.reading() as conn:
        rows = splits.saved(conn, login())
    if as_json:
        print_json({"title": row.title, "filter": row.filter, "login": row.login} for row in rows)
        return
    header = [session.say(title) for title in (N_("title"), N_("whose"), N_("filter"))]
    team = session.say(N_("the team's"))
    print_table(header, [(row.title, row.login or team, row.filter) for row in rows])


def _add(
    ctx: typer.Context,
    title: Title,
    filter: Annotated[
        str, typer.Argument(metavar="FILTER", help=N_("as in the desk: words, tone:negative, is:late ..."))
    ],
    team: OfTeam = False,
) -> None:
    from meydan.panes.inbox.query import parse
    from meydan.store.rows.inbox import InboxQuery
    from meydan.store.writes import splits

    asked = values.written(filter)
    unknown = parse(asked, InboxQuery(), login(), datetime.now(UTC)).unknown
    if unknown:
        raise Misuse(N_("FILTER: {words} means nothing"), words=" ".join(unknown))
    splits.save(here(ctx).store, values.written(title), asked, team=team)


def _remove(ctx: typer.Context, title: Title, team: OfTeam = False) -> None:
    from meydan.store.writes import splits

    splits.remove(here(ctx).store, title, team=team)
