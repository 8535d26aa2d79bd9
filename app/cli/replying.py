"""Answering from the command line: a text, saved replies, files, a time, somebody's approval."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from meydan.app.cli import values
from meydan.app.cli.deliveries import hold_of, require, target, tell, warn_if_long
from meydan.app.cli.errors import Failure, Misuse
from meydan.app.cli.options import ItemId, Now
from meydan.app.cli.session import Session, here, interactive, login
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.connectors.base import Declaration
    from meydan.store.rows.inbox import ItemRow
    from meydan.store.rows.people import SavedReplyRow


def register(app: typer.Typer) -> None:
    """Add this family's command."""
    app.command("reply", help=N_("Answer an item where it was said. It is done once the answer is sent."))(
        _reply
    )


def _reply(
    ctx: typer.Context,
    id: ItemId,
    text: Annotated[
        str,
        typer.Argument(
            metavar="[TEXT]", help=N_("the text; - reads it from stdin; it may be left out with --saved")
        ),
    ] = "",
    now: Now = False,
    private: Annotated[
        bool, typer.Option("--private", help=N_("in private, where the platform can"))
    ] = False,
    everyone: Annotated[
        bool, typer.Option("--everyone", help=N_("address all who take part, not only the author"))
    ] = False,
    at: Annotated[
        str,
        typer.Option(
            "--at", metavar="TIME", help=N_("send it then: HH:MM, 2026-11-22T14:30, or 90m, 2h, 3d")
        ),
    ] = "",
    saved: Annotated[
        list[str] | None,
        typer.Option("--saved", metavar="CODE", help=N_("a saved reply, before the text; may be repeated")),
    ] = None,
    answers: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help=N_("what a saved reply asks for; may be repeated")),
    ] = None,
    media: Annotated[
        list[Path] | None, typer.Option("--media", metavar="FILE", help=N_("a file; may be repeated"))
    ] = None,
    alt: Annotated[
        list[str] | None,
        typer.Option("--alt", metavar="TEXT", help=N_("a file's description, in the order of the files")),
    ] = None,
    ask: Annotated[
        str | None,
        typer.Option(
            "--ask",
            metavar="[LOGIN]",
            help=N_("ask for approval, of this member or of anyone who may approve"),
        ),
    ] = None,
) -> None:
    from meydan.store.reads import team
    from meydan.store.rows.outgoing import ReplyOrder
    from meydan.store.writes import outbox

    session = here(ctx)
    item, declared = target(session, id)
    if item.kind == "dm":
        private = False
    require(session, declared, item, "private_reply" if private else "reply")
    with session.store.reading() as conn:
        replies = [team.saved_reply(conn, code) for code in saved or ()]
    given = [values.written(text)] if text else []
    if not given and not replies:
        raise Misuse(N_("{what} is missing"), what="TEXT")
    answer = "\n\n".join([*_filled(session, item, declared, replies, answers or ()), *given])
    files, described = attached(media or (), alt or ())
    due = values.future("--at", at, session.speech.timezone, datetime.now(UTC)) if at else None
    warn_if_long(session, declared, answer, *filter(None, [item.author]))
    hold = hold_of(session, now)
    order = ReplyOrder(
        answer,
        hold,
        due_at=due,
        private=private,
        everyone=everyone,
        media=(*(path for reply in replies for path in reply.media), *files),
        alt_texts=(*(words for reply in replies for words in reply.alt_texts), *described),
        codes=tuple(reply.code for reply in replies),
        ask=ask,
    )
    before = still_open(session, item, declared, private, due)
    delivery = outbox.queue_reply(session.store, id, order, before=before)
    tell(session, delivery, item, hold)


def attached(media: Sequence[Path], alt: Sequence[str]) -> tuple[list[str], list[str]]:
    """Files by their whole paths and a description for each, '' for those without. Raises Failure, Misuse."""
    if len(alt) > len(media):
        raise Misuse(N_("there are more descriptions (--alt) than files (--media)"))
    for path in media:
        if not path.is_file():
            raise Failure(N_("{where}: there is no such file"), where=path)
    words = [values.written(one) if one else "" for one in alt]
    return [str(path.resolve()) for path in media], words + [""] * (len(media) - len(words))


def still_open(
    session: Session, item: ItemRow, declared: Declaration, private: bool, due: datetime | None
) -> datetime | None:
    """Until when an answer must have left; None when there is no end. Raises Failure when it is over."""
    from meydan.app.answering import closing

    with session.store.reading() as conn:
        window = closing(conn, declared, item, private)
    if window is None:
        return None
    last = window.latest(at_once=due is None)
    if (due or datetime.now(UTC)) > last:
        raise Failure(
            N_("{platform} takes no more answers to item {id}: its window closed {moment} {zone}")
            if due is None
            else N_(
                "{platform} takes no answers to item {id} at that time: its window closes {moment} {zone}"
            ),
            platform=declared.title,
            id=item.id,
            moment=session.speech.moment(last),
            zone=session.speech.timezone.key,
        )
    return last


def _filled(
    session: Session,
    item: ItemRow,
    declared: Declaration,
    replies: Sequence[SavedReplyRow],
    given: Sequence[str],
) -> list[str]:
    """The saved replies in the item's language, filled in. Raises Failure where a question has no answer."""
    if not replies:
        return []
    from meydan.app.answering import variables
    from meydan.insight.templates import fill, questions
    from meydan.store.reads import accounts, team

    with session.store.reading() as conn:
        brand = accounts.brand(conn).name
        names = {one.login: one.name for one in team.members(conn)}
    me = login()
    today = datetime.now(session.speech.timezone).date()
    known = variables(item, declared.title, brand, names.get(me, me), today, session.speech.language)
    texts = [reply.text_in(item.lang) for reply in replies]
    answers = dict(_answer(one) for one in given)
    open_ = [
        field.name
        for text in texts
        for field in questions(text, known)
        if field.name not in answers and field.fallback is None
    ]
    answers |= _asked(session, list(dict.fromkeys(open_)))
    return [fill(text, known, answers) for text in texts]


def _answer(given: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not equals or not name.strip():
        raise Misuse(N_("--set cannot be {value}: give NAME=VALUE"), value=given)
    return name.strip().removeprefix("?").strip(), values.written(value) if value.strip() else ""


def _asked(session: Session, names: Sequence[str]) -> Mapping[str, str]:
    """Answers to questions, from who sits there. Raises Failure when nobody does."""
    if names and not interactive():
        raise Failure(
            N_("the saved reply asks for {names}: give --set NAME=VALUE for each"), names=", ".join(names)
        )
    answers = {}
    for name in names:
        sys.stderr.write(f"{name}: ")
        sys.stderr.flush()
        answers[name] = values.written(sys.stdin.readline())
    return answers
