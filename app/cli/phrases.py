"""What the team says its phrases mean."""

from __future__ import annotations

from typing import Annotated

import typer

from meydan.app.cli import values
from meydan.app.cli.errors import Misuse
from meydan.app.cli.options import Json
from meydan.app.cli.output import print_json, print_table, show
from meydan.app.cli.session import here
from meydan.panes.speech import N_

Words = Annotated[
    str, typer.Argument(metavar="PHRASE", help=N_("words that follow each other; the last may end with *"))
]
TONES = ("positive", "neutral", "negative")


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    phrases = typer.Typer(
        help=N_("What the team's own phrases mean: a game called War Zone is no war. They decide the tone.")
    )
    phrases.command("list", help=N_("All phrases."))(_list)
    phrases.command(
        "add",
        help=N_(
            "Say what tone a phrase has. A neutral one counts for nothing; a positive or negative one "
            "decides the tone of what it stands in. It holds for what comes in from now on; meydan retag "
            "judges again what is stored."
        ),
    )(_add)
    phrases.command("remove", help=N_("Say nothing of a phrase any more."))(_remove)
    app.add_typer(phrases, name="phrases")


def _list(ctx: typer.Context, as_json: Json = False) -> None:
    from meydan.store.reads import lessons

    session = here(ctx)
    with session.store.reading() as conn:
        rows = lessons.phrases(conn)
    if as_json:
        print_json(
            {
                "id": row.id,
                "phrase": row.words,
                "tone": row.tone,
                "created_by": row.created_by,
                "created_at": row.created_at,
            }
            for row in rows
        )
        return
    header = [session.say(title) for title in (N_("phrase"), N_("tone"), N_("by"))]
    print_table(header, [(row.words, session.say(row.tone), row.created_by) for row in rows])


def _add(
    ctx: typer.Context,
    phrase: Words,
    tone: Annotated[str, typer.Argument(metavar="positive|neutral|negative")],
) -> None:
    from meydan.insight.text import one_line
    from meydan.store.writes import phrases

    session = here(ctx)
    values.one_of("TONE", tone, TONES)
    words = one_line(phrase)
    if not any(map(str.isalnum, words)) or len(words) > phrases.LONGEST:
        raise Misuse(N_("a phrase has letters or digits, and {n} characters at most"), n=phrases.LONGEST)
    phrases.say(session.store, words, tone)
    show(session.say(N_("“{phrase}” is {tone}"), phrase=words, tone=session.say(tone)))


def _remove(ctx: typer.Context, phrase: Words) -> None:
    from meydan.insight.text import one_line
    from meydan.store.writes import phrases

    phrases.forget(here(ctx).store, one_line(phrase))
