"""The team's own words: tags and saved replies."""

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
Code = Annotated[str, typer.Argument(metavar="CODE", help=N_("the code that is typed for it"))]


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    tags = typer.Typer(help=N_("The tags that items can have."))
    tags.command("list", help=N_("All tags."))(_list_tags)
    tags.command("add", help=N_("Make a tag."))(_add_tag)
    tags.command("remove", help=N_("Remove a tag, from all items too."))(_remove_tag)
    saved = typer.Typer(help=N_("The saved replies."))
    saved.command("list", help=N_("All saved replies."))(_list_saved)
    saved.command("add", help=N_("Save a reply; no code may begin with another's."))(_add_saved)
    saved.command("remove", help=N_("Remove a saved reply."))(_remove_saved)
    app.add_typer(tags, name="tags")
    app.add_typer(saved, name="saved")


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


def _list_saved(ctx: typer.Context, as_json: Json = False) -> None:
    from meydan.store.reads import team

    session = here(ctx)
    with session.store.reading() as conn:
        rows = team.saved_replies(conn)
    if as_json:
        print_json({"code": row.code, "text": row.text, "uses": row.uses} for row in rows)
        return
    header = [session.say(N_("code")), session.say(N_("uses")), session.say(N_("text"))]
    print_table(header, [(row.code, str(row.uses), row.text) for row in rows], right=frozenset({1}))


def _add_saved(
    ctx: typer.Context,
    code: Code,
    text: Annotated[str, typer.Option(metavar="TEXT", help=N_("the text; - reads it from stdin"))],
) -> None:
    from meydan.store.writes import team

    team.add_saved(here(ctx).store, code, values.written(text))


def _remove_saved(ctx: typer.Context, code: Code) -> None:
    from meydan.store.writes import team

    team.remove_saved(here(ctx).store, code)
