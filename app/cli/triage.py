"""Working the inbox: notes, states, members, tags, sentiments; and taking it back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from meydan.app.cli import values
from meydan.app.cli.errors import Failure
from meydan.app.cli.options import ItemId, ItemIds, Sentiment, Text
from meydan.app.cli.output import show, warn
from meydan.app.cli.session import Session, here, login
from meydan.app.locale.words import WORDS
from meydan.panes.speech import N_

TagNames = Annotated[list[str], typer.Argument(metavar="TAG", help=N_("the tags' names"))]


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    app.command("note", help=N_("Write a note to an item that only the team sees."))(_note)
    app.command("done", help=N_("Close items."))(_done)
    app.command("reopen", help=N_("Open items again."))(_reopen)
    app.command("assign", help=N_("Give an item to a member of the team."))(_assign)
    app.command("tag", help=N_("Put tags on an item."))(_tag)
    app.command("untag", help=N_("Take tags off an item."))(_untag)
    app.command("sentiment", help=N_("Correct the sentiment of an item. Analysis never overwrites it."))(
        _sentiment
    )
    app.command("snooze", help=N_("Put an item away until a time."))(_snooze)
    app.command("undo", help=N_("Take back your last act, wherever it was done."))(_undo)
    app.command("redo", help=N_("Do again what was undone last."))(_redo)


def _note(ctx: typer.Context, id: ItemId, text: Text) -> None:
    from meydan.store.writes import triage

    triage.note(here(ctx).store, id, values.written(text))


def _done(ctx: typer.Context, ids: ItemIds) -> None:
    from meydan.store.writes import triage

    triage.done(here(ctx).store, ids)


def _reopen(ctx: typer.Context, ids: ItemIds) -> None:
    from meydan.store.writes import triage

    triage.reopen(here(ctx).store, ids)


def _assign(
    ctx: typer.Context,
    id: ItemId,
    member: Annotated[str, typer.Argument(metavar="MEMBER", help=N_("a member's login, me or nobody"))],
) -> None:
    from meydan.app.workload import load_warning
    from meydan.store.reads import team
    from meydan.store.writes import triage

    session = here(ctx)
    to = {"me": login(), "nobody": ""}.get(member, member)
    triage.assign(session.store, [id], to)
    with session.store.reading() as conn:
        load = team.loads(conn).get(to, 0)
        found = next((one for one in team.members(conn) if one.login == to), None)
    if found is not None and to != login() and (warning := load_warning(found, load, session.speech)):
        warn(warning)


def _tag(ctx: typer.Context, id: ItemId, tags: TagNames) -> None:
    from meydan.store.writes import triage

    for name in tags:
        triage.tag(here(ctx).store, [id], name)


def _untag(ctx: typer.Context, id: ItemId, tags: TagNames) -> None:
    from meydan.store.writes import triage

    for name in tags:
        triage.untag(here(ctx).store, [id], name)


def _sentiment(ctx: typer.Context, id: ItemId, value: Sentiment) -> None:
    from meydan.store.writes import triage

    values.one_of("SENTIMENT", value, values.SENTIMENTS)
    triage.sentiment(here(ctx).store, [id], value)


def _snooze(
    ctx: typer.Context,
    id: ItemId,
    until: Annotated[
        str,
        typer.Argument(metavar="TIME", help=N_("2026-11-22, 2026-11-22T14:30, 14:30, or in 90m, 2h, 3d, 1w")),
    ],
) -> None:
    from meydan.store.writes import triage

    session = here(ctx)
    moment = values.future("TIME", until, session.speech.timezone, datetime.now(UTC))
    triage.snooze(session.store, [id], moment)
    show(session.say(N_("put away until {time}"), time=session.speech.moment(moment)))


def _undo(ctx: typer.Context) -> None:
    from meydan.app.moderating import fate
    from meydan.store.writes import triage

    session = here(ctx)
    turned = triage.turn_back(session.store)
    if turned is None:
        raise Failure(N_("there is nothing to undo"))
    word, sent = _word(session, turned.command), fate(turned, session.speech)
    if turned.stands:
        raise Failure(N_("not undone: {command}: {fate}"), command=word, fate=sent)
    show(session.say(N_("undone: {command}"), command=word) + (f": {sent}" if sent else ""))


def _redo(ctx: typer.Context) -> None:
    from meydan.store.writes import triage

    session = here(ctx)
    command = triage.redo(session.store)
    if command is None:
        raise Failure(N_("there is nothing to redo"))
    show(session.say(N_("done again: {command}"), command=_word(session, command)))


def _word(session: Session, command: str) -> str:
    return session.say(WORDS.get(command, command))
