"""The people of the team: who they are, whether they are here, and how much they have to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from meydan.app.cli import values
from meydan.app.cli.errors import Misuse
from meydan.app.cli.options import Json, offering
from meydan.app.cli.output import print_json, print_table
from meydan.app.cli.session import Session, here
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.store.rows.people import MemberRow

Login = Annotated[str, typer.Argument(metavar="LOGIN", help=N_("the member's Unix login"))]
Name = Annotated[str, typer.Option(metavar="NAME", help=N_("how the member is called"))]
Role = Annotated[
    str,
    typer.Option(
        metavar="ROLE",
        help=N_(
            "admin, manager or approver (may approve), publisher, responder, "
            "writer (asks for approval), viewer (may only look)"
        ),
        autocompletion=offering(*values.ROLES),
    ),
]
Key = Annotated[
    str, typer.Option(metavar="LETTER", help=N_("the letter that assigns to the member in the desk"))
]
Available = Annotated[
    bool | None,
    typer.Option("--available/--away", help=N_("whether the member is here; who is away is offered last")),
]
MaxOpen = Annotated[
    int | None,
    typer.Option(metavar="N", min=0, help=N_("open items from which on the member is offered last; 0: none")),
]


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    members = typer.Typer(help=N_("The people of the team."))
    members.command("list", help=N_("All members."))(_list)
    members.command("add", help=N_("Add a member."))(_add)
    members.command("set", help=N_("Change what is given of a member."))(_set)
    members.command("remove", help=N_("Remove a member; what the member did stays."))(_remove)
    app.add_typer(members, name="members")


def _list(ctx: typer.Context, as_json: Json = False) -> None:
    from meydan.store.reads import team

    session = here(ctx)
    with session.store.reading() as conn:
        rows, loads = team.members(conn), team.loads(conn)
    if as_json:
        print_json(
            {
                "login": row.login,
                "name": row.name,
                "role": row.role,
                "key": row.key,
                "available": row.available,
                "max_open": row.max_open,
                "open": loads.get(row.login, 0),
            }
            for row in rows
        )
        return
    titles = (N_("letter"), N_("login"), N_("role"), N_("open"), N_("available"), N_("name"))
    lines = [
        (row.key, row.login, row.role, _load(row, loads.get(row.login, 0)), _here(session, row), row.name)
        for row in rows
    ]
    print_table([session.say(title) for title in titles], lines, right=frozenset({3}))


def _add(
    ctx: typer.Context,
    login: Login,
    name: Name = "",
    role: Role = "responder",
    key: Key = "",
    available: Available = None,
    max_open: MaxOpen = None,
) -> None:
    from meydan.store.writes import team

    values.one_of("--role", role, values.ROLES)
    store = here(ctx).store
    team.add_member(store, login, values.written(name or login), role, key)
    more = _work(available, max_open)
    if more:
        team.set_member(store, login, more)


def _set(
    ctx: typer.Context,
    login: Login,
    name: Name = "",
    role: Role = "",
    key: Key = "",
    available: Available = None,
    max_open: MaxOpen = None,
) -> None:
    from meydan.store.writes import team

    if role:
        values.one_of("--role", role, values.ROLES)
    given: dict[str, object] = {"role": role, "key": key, "name": values.written(name) if name else ""}
    changes = {option: value for option, value in given.items() if value} | _work(available, max_open)
    if not changes:
        raise Misuse(N_("{what} is missing"), what="--name, --role, --key, --available, --away, --max-open")
    team.set_member(here(ctx).store, login, changes)


def _remove(ctx: typer.Context, login: Login) -> None:
    from meydan.store.writes import team

    team.remove_member(here(ctx).store, login)


def _work(available: bool | None, max_open: int | None) -> dict[str, object]:
    """What was said of how much a member can do; a limit of 0 is none."""
    here_or_not = {} if available is None else {"available": available}
    return here_or_not | ({} if max_open is None else {"max_open": max_open or None})


def _load(row: MemberRow, load: int) -> str:
    return str(load) if row.max_open is None else f"{load}/{row.max_open}"


def _here(session: Session, row: MemberRow) -> str:
    return session.say(N_("yes")) if row.available else session.say(N_("away"))
