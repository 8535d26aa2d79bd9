"""The team's own lists: tags and members."""

from __future__ import annotations

from typing import Annotated

import typer

from meydan.app.cli import values
from meydan.app.cli.options import Json, offering
from meydan.app.cli.output import print_json, print_table
from meydan.app.cli.session import here
from meydan.panes.speech import N_

Letter = Annotated[str, typer.Argument(metavar="LETTER", help=N_("the letter that sets it in the desk"))]
Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("the tag's name"))]
Login = Annotated[str, typer.Argument(metavar="LOGIN", help=N_("the member's Unix login"))]


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    tags = typer.Typer(help=N_("The tags that items can have."))
    tags.command("list", help=N_("All tags."))(_list_tags)
    tags.command("add", help=N_("Make a tag."))(_add_tag)
    tags.command("remove", help=N_("Remove a tag, from all items too."))(_remove_tag)
    members = typer.Typer(help=N_("The people of the team."))
    members.command("list", help=N_("All members."))(_list_members)
    members.command("add", help=N_("Add a member."))(_add_member)
    members.command("remove", help=N_("Remove a member; what the member did stays."))(_remove_member)
    app.add_typer(tags, name="tags")
    app.add_typer(members, name="members")


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


def _list_members(ctx: typer.Context, as_json: Json = False) -> None:
    from meydan.store.reads import team

    session = here(ctx)
    with session.store.reading() as conn:
        rows = team.members(conn)
    if as_json:
        print_json({"login": r.login, "name": r.name, "role": r.role, "key": r.key} for r in rows)
        return
    header = [session.say(title) for title in (N_("letter"), N_("login"), N_("role"), N_("name"))]
    print_table(header, [(row.key, row.login, row.role, row.name) for row in rows])


def _add_member(
    ctx: typer.Context,
    login: Login,
    name: Annotated[str, typer.Option(metavar="NAME", help=N_("how the member is called"))] = "",
    role: Annotated[
        str,
        typer.Option(
            metavar="ROLE",
            help=N_(
                "admin, manager or approver (may approve), publisher, responder, "
                "writer (asks for approval), viewer (may only look)"
            ),
            autocompletion=offering(*values.ROLES),
        ),
    ] = "responder",
    key: Annotated[
        str, typer.Option(metavar="LETTER", help=N_("the letter that assigns to the member in the desk"))
    ] = "",
) -> None:
    from meydan.store.writes import team

    values.one_of("--role", role, values.ROLES)
    team.add_member(here(ctx).store, login, values.written(name or login), role, key)


def _remove_member(ctx: typer.Context, login: Login) -> None:
    from meydan.store.writes import team

    team.remove_member(here(ctx).store, login)
