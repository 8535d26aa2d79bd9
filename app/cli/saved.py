"""The saved replies: texts by language with their files, found by a code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from meydan.app.cli import values
from meydan.app.cli.errors import Failure
from meydan.app.cli.options import Json
from meydan.app.cli.output import print_json, print_table
from meydan.app.cli.replying import attached
from meydan.app.cli.session import here
from meydan.panes.speech import N_

Code = Annotated[str, typer.Argument(metavar="CODE", help=N_("the code that is typed for it"))]


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    saved = typer.Typer(help=N_("The saved replies."))
    saved.command("list", help=N_("All saved replies."))(_list)
    saved.command(
        "add",
        help=N_(
            "Save a reply; no code may begin with another's. It may name {name}, {handle}, {brand}, "
            "{account}, {member}, {platform} and {today}, say {name|there} where that may be unknown, "
            "and ask with {?order no}."
        ),
    )(_add)
    saved.command("remove", help=N_("Remove a saved reply, or its text in one language."))(_remove)
    app.add_typer(saved, name="saved")


def _list(ctx: typer.Context, as_json: Json = False) -> None:
    from meydan.store.reads import team

    session = here(ctx)
    with session.store.reading() as conn:
        rows = team.saved_replies(conn)
    if as_json:
        print_json(
            {
                "code": row.code,
                "text": row.text,
                "uses": row.uses,
                "lang": row.lang,
                "variants": dict(row.variants),
                "media": row.media,
                "alt_texts": row.alt_texts,
            }
            for row in rows
        )
        return
    header = [
        session.say(title) for title in (N_("code"), N_("language"), N_("uses"), N_("files"), N_("text"))
    ]
    lines = [
        line
        for row in rows
        for line in (
            (row.code, row.lang, str(row.uses), str(len(row.media) or ""), row.text),
            *(("", lang, "", "", text) for lang, text in row.variants),
        )
    ]
    print_table(header, lines, right=frozenset({2, 3}))


def _add(
    ctx: typer.Context,
    code: Code,
    text: Annotated[str, typer.Option(metavar="TEXT", help=N_("the text; - reads it from stdin"))],
    lang: Annotated[
        str,
        typer.Option("--lang", metavar="LANG", help=N_("the text's language; a code may say it in several")),
    ] = "",
    media: Annotated[
        list[Path] | None,
        typer.Option("--media", metavar="FILE", help=N_("a file that goes with it; may be repeated")),
    ] = None,
    alt: Annotated[
        list[str] | None,
        typer.Option("--alt", metavar="TEXT", help=N_("a file's description, in the order of the files")),
    ] = None,
) -> None:
    from meydan.insight.templates import BrokenTemplate, check
    from meydan.store.writes import team

    session = here(ctx)
    words = values.written(text)
    if lang:
        values.one_of("--lang", lang, values.LANGS)
    try:
        check(words)
    except BrokenTemplate as error:
        if error.place is not None:
            raise Failure(
                N_("a brace stands alone at character {place} of the text: write it twice"), place=error.place
            ) from None
        raise Failure(
            N_("the text names what nobody knows: {fields}"), fields=", ".join(error.fields)
        ) from None
    files, described = attached(media or (), alt or ())
    team.add_saved(
        session.store, code, words, lang=lang, media=files if media is not None else None, alt_texts=described
    )


def _remove(
    ctx: typer.Context,
    code: Code,
    lang: Annotated[
        str, typer.Option("--lang", metavar="LANG", help=N_("only its text in this language"))
    ] = "",
) -> None:
    from meydan.store.writes import team

    team.remove_saved(here(ctx).store, code, lang)
