"""Acts upon items besides answering them: hiding, deleting, blocking, reporting, calling spam."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from meydan.app.cli.deliveries import target
from meydan.app.cli.errors import Failure, Misuse
from meydan.app.cli.options import ItemIds, Now
from meydan.app.cli.output import show
from meydan.app.cli.session import Session, here, interactive
from meydan.app.locale.words import WORDS
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.connectors.base import Declaration
    from meydan.store.rows.inbox import ItemRow

Yes = Annotated[bool, typer.Option("--yes", help=N_("do not ask"))]


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    app.command("hide", help=N_("Hide items on their platform and close them."))(_hide)
    app.command("unhide", help=N_("Show hidden items on their platform again."))(_unhide)
    app.command("delete", help=N_("Delete items on their platform and close them. It cannot be taken back."))(
        _delete
    )
    app.command("block", help=N_("Block the authors of items on their platform."))(_block)
    app.command("report", help=N_("Report items to those who run their platform."))(_report)
    app.command("spam", help=N_("Call items spam and close them; only the team sees it."))(_spam)


def _hide(ctx: typer.Context, ids: ItemIds, now: Now = False) -> None:
    _queue(here(ctx), ids, "hide", now)


def _unhide(ctx: typer.Context, ids: ItemIds, now: Now = False) -> None:
    _queue(here(ctx), ids, "unhide", now)


def _block(ctx: typer.Context, ids: ItemIds, now: Now = False) -> None:
    _queue(here(ctx), ids, "block", now)


def _report(ctx: typer.Context, ids: ItemIds, now: Now = False) -> None:
    _queue(here(ctx), ids, "report", now)


def _delete(ctx: typer.Context, ids: ItemIds, now: Now = False, yes: Yes = False) -> None:
    session = here(ctx)
    _queue(session, ids, "delete", now, sure=yes)


def _spam(
    ctx: typer.Context,
    ids: ItemIds,
    wrong: Annotated[bool, typer.Option("--not", help=N_("they are no spam: open them again"))] = False,
) -> None:
    from meydan.store.writes import triage

    triage.spam(here(ctx).store, ids, not wrong)


def _queue(session: Session, ids: list[int], action: str, now: bool, *, sure: bool = True) -> None:
    from meydan.app.moderating import ways_back
    from meydan.store.reads import outbox
    from meydan.store.writes import moderation

    aimed = _aimed(session, ids, action)
    if not sure:
        _make_sure(session, len(aimed))
    hold = timedelta(seconds=0 if now else session.workspace.settings.hold_seconds)
    back = ways_back(action, ((item.id, declared) for item, declared in aimed))
    made = moderation.queue_acts(session.store, ids, action, hold=hold, back=back)
    with session.store.reading() as conn:
        asks = outbox.delivery(conn, made[0]).state == "asked"
    if asks:
        said = session.speech.say_n(
            "{n} delivery waits for approval; withdraw it: meydan undo",
            "{n} deliveries wait for approval; withdraw them: meydan undo",
            len(made),
        )
    elif hold:
        said = session.speech.say_n(
            "{n} delivery is held for {seconds} s; withdraw it: meydan undo",
            "{n} deliveries are held for {seconds} s; withdraw them: meydan undo",
            len(made),
            seconds=round(hold.total_seconds()),
        )
    else:
        said = session.speech.say_n(
            "{n} delivery is sent at the next sync", "{n} deliveries are sent at the next sync", len(made)
        )
    show(said)


def _aimed(session: Session, ids: list[int], action: str) -> list[tuple[ItemRow, Declaration]]:
    """The items with what their platforms can do. Raises NotFound, Failure for the first that cannot."""
    from meydan.app.moderating import can

    aimed = []
    for number in dict.fromkeys(ids):
        item, declared = target(session, number)
        if not can(declared, action):
            raise Failure(
                N_("{platform} does not let us do this: {action} (item {id})"),
                platform=declared.title,
                action=session.say(WORDS[action]),
                id=item.id,
            )
        aimed.append((item, declared))
    return aimed


def _make_sure(session: Session, count: int) -> None:
    """Let the person type the word. Raises Misuse where nobody can be asked, Failure for another word."""
    if not interactive():
        raise Misuse(N_("what is deleted cannot be brought back: say --yes"))
    word = session.say(N_("delete"))
    question = session.speech.say_n(
        "Type “{word}” to delete {n} item on its platform",
        "Type “{word}” to delete {n} items on their platform",
        count,
        word=word,
    )
    sys.stderr.write(f"{question}: ")
    sys.stderr.flush()
    if sys.stdin.readline().strip() != word:
        raise Failure(N_("nothing was deleted"))
