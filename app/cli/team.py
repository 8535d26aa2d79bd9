"""The tags of the team."""

from __future__ import annotations

from typing import Annotated

import typer

from meydan.app.cli import values
from meydan.app.cli.options import Json
from meydan.app.cli.output import print_json, print_table
from meydan.app.cli.session import here
from meydan.panes.speech import N_

Letter = Annotated[str, typer.Argument(metavar="LETTER", help=N_("the letter that sets it in the desk"))]
Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("the tag's name"))]


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    tags = typer.Typer(help=N_("The tags that items can have."))
    tags.command("list", help=N_("All tags."))(_list_tags)
    tags.command("add", help=N_("Make a tag."))(_add_tag)
    tags.command("remove", help=N_("Remove a tag, from all items too."))(_remove_tag)
    app.add_typer(tags, name="tags")


def _list_tags(ctx: typer.Context, as_json: Json = False) -> None:
    from meydan.store.reads import team

    session = here(ctx)
    with session.store.reading() as conn:
        rows = team.tags(conn)
    if as_json:
        print_json({"letter": row.letter, "name": row.name} for row in rows)
        return
    header = [session.say(N_("letter")), session.say(N_("name"))]
    print_table(header, [(row.letter, row.name) for row in rows])


def _add_tag(ctx: typer.Context, letter: Letter, name: Name) -> None:
    from meydan.store.writes import team

    team.add_tag(here(ctx).store, letter, values.written(name))


def _remove_tag(ctx: typer.Context, name: Name) -> None:
    from meydan.store.writes import team

    team.remove_tag(here(ctx).store, name)
