"""People out there: who they are to us, and who is the same person on several platforms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from meydan.app.cli import values
from meydan.app.cli.options import Count, Json, offering
from meydan.app.cli.output import print_json, print_table
from meydan.app.cli.session import here
from meydan.app.locale.words import WORDS
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.store.rows.around import PersonRow

PersonId = Annotated[int, typer.Argument(metavar="PERSON", help=N_("the person's number in `meydan people`"))]
MOST = 50
NONE = "none"
MARKS = ("vip", "staff", "rival", NONE)


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    app.command("people", help=N_("People who wrote to us, by handle or name; seen last first."))(_people)
    app.command("mark", help=N_("Say who someone is to us; joined persons too."))(_mark)
    app.command("join", help=N_("Say that two persons are the same one."))(_join)
    app.command("split", help=N_("Say that a person is one of their own after all."))(_split)


def _people(
    ctx: typer.Context,
    search: Annotated[str, typer.Argument(metavar="[SEARCH]", help=N_("words of a handle or a name"))] = "",
    count: Count = None,
    as_json: Json = False,
) -> None:
    from meydan.store.reads import people

    session = here(ctx)
    with session.store.reading() as conn:
        rows = people.search(conn, search, count or MOST)
    if as_json:
        print_json(_of(row) for row in rows)
        return
    header = [session.say(title) for title in (N_("id"), N_("who"), N_("platform"), N_("handle"), N_("name"))]
    lines = [
        (str(row.id), session.say(WORDS.get(row.mark, row.mark)), row.platform, row.handle, row.name)
        for row in rows
    ]
    print_table(header, lines, right=frozenset({0}))


def _of(row: PersonRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "platform": row.platform,
        "handle": row.handle,
        "name": row.name,
        "url": row.url,
        "followers": row.followers,
        "first_seen_at": row.first_seen_at,
        "mark": row.mark or NONE,
        "joined": row.contact_id,
    }


def _mark(
    ctx: typer.Context,
    person: PersonId,
    mark: Annotated[
        str,
        typer.Argument(
            metavar="vip|staff|rival|none", help=N_("what they are to us"), autocompletion=offering(*MARKS)
        ),
    ],
) -> None:
    from meydan.store.writes import people

    values.one_of("MARK", mark, MARKS)
    people.mark(here(ctx).store, person, "" if mark == NONE else mark)


def _join(ctx: typer.Context, person: PersonId, other: PersonId) -> None:
    from meydan.store.writes import people

    people.join(here(ctx).store, person, other)


def _split(ctx: typer.Context, person: PersonId) -> None:
    from meydan.store.writes import people

    people.split(here(ctx).store, person)
