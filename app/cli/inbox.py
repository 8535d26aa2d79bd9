"""What came in, as aligned text or JSON lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meydan.app.cli import values
from meydan.app.cli.options import (
    Account,
    Count,
    Json,
    Platform,
    Since,
    account_names,
    offering,
    since_moment,
)
from meydan.app.cli.output import DIGITS, print_json, print_table, show
from meydan.app.cli.session import Session, here, login
from meydan.app.locale.words import WORDS
from meydan.panes.speech import N_
from meydan.store.priority import reasons, score
from meydan.store.rows.inbox import ORDERS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from meydan.store.rows.inbox import InboxQuery, ItemRow

MOST = 100
"""How many items are listed unless -n says."""


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    app.command("inbox", help=N_("What came in. Every state but done unless --state says."))(_inbox)


def _inbox(
    ctx: typer.Context,
    search: Annotated[
        str, typer.Option(metavar="TEXT", help=N_("words that all occur; word* matches beginnings"))
    ] = "",
    state: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STATE",
            help=N_("open, waiting, snoozed, done or all; every state but done unless given"),
            autocompletion=offering(*values.ITEM_STATES, values.ALL),
        ),
    ] = None,
    sentiment: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SENTIMENT",
            help=N_("positive, neutral or negative"),
            autocompletion=offering(*values.SENTIMENTS),
        ),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND",
            help=N_("comment, mention, dm or review"),
            autocompletion=offering(*values.KINDS),
        ),
    ] = None,
    platform: Platform = None,
    account: Account = None,
    lang: Annotated[
        list[str] | None,
        typer.Option(metavar="LANG", help=N_("tr, en, other or und"), autocompletion=offering(*values.LANGS)),
    ] = None,
    tag: Annotated[list[str] | None, typer.Option(metavar="NAME", help=N_("with this tag"))] = None,
    assignee: Annotated[
        str | None, typer.Option(metavar="LOGIN", help=N_("assigned to a member, me or nobody"))
    ] = None,
    since: Since = "",
    late: Annotated[
        bool, typer.Option("--late", help=N_("past due by the office hours of `meydan sla`"))
    ] = False,
    sort: Annotated[
        str,
        typer.Option(
            metavar="ORDER",
            help=N_("newest, oldest or priority; by priority the oldest of equals come first"),
            autocompletion=offering(*ORDERS),
        ),
    ] = ORDERS[0],
    n: Count = None,
    as_json: Json = False,
) -> None:
    from meydan.store.reads import inbox as reads
    from meydan.store.rows.inbox import InboxQuery

    session = here(ctx)
    values.one_of("--sort", sort, ORDERS)
    if late:
        from meydan.app import office

        office.learn_holidays(session.store, datetime.now(UTC))
    with session.store.reading() as conn:
        query = InboxQuery(
            states=values.states(state or [], values.ITEM_STATES, frozenset(values.ITEM_STATES) - {"done"}),
            sentiments=values.chosen("--sentiment", sentiment or [], values.SENTIMENTS),
            kinds=values.chosen("--kind", kind or [], values.KINDS),
            langs=values.chosen("--lang", lang or [], values.LANGS),
            platforms=frozenset(values.split(platform or [])),
            accounts=account_names(conn, values.split(account or [])),
            tags=frozenset(values.split(tag or [])),
            assignee=_assignee(assignee),
            since=since_moment(session, since),
            search=search,
            order=sort,
        )
        rows = reads.page(conn, _late(conn, query) if late else query, n if n is not None else MOST)
    if as_json:
        print_json(map(item_json, rows))
        return
    print_items(session, rows, points=sort == "priority")


def _late(conn: Connection, query: InboxQuery) -> InboxQuery:
    """Of what is asked for what is late, where a clock runs at all."""
    from meydan.app.office import OfficeClock
    from meydan.insight.sla import RUNNING

    running = (query.states or frozenset(values.ITEM_STATES)) & RUNNING
    if not running:
        return replace(query, late=())
    return replace(query, states=running, late=OfficeClock().read(conn).cutoffs(datetime.now(UTC)))


def _assignee(given: str | None) -> str | None:
    return {"me": login(), "nobody": ""}.get(given, given) if given is not None else None


def item_json(row: ItemRow) -> dict[str, Any]:
    """An item by the keys of the contract."""
    return {
        "id": row.id,
        "account": row.account,
        "platform": row.platform,
        "kind": row.kind,
        "author": row.author or row.author_name,
        "text": row.text,
        "created_at": row.created_at,
        "lang": row.lang,
        "sentiment": row.sentiment,
        "score": round(row.score, DIGITS),
        "confidence": round(row.confidence, DIGITS),
        "question": row.question,
        "urgent": row.urgent,
        "spam": row.spam,
        "state": row.state,
        "assignee": row.assignee,
        "tags": row.tags,
        "thread": row.thread,
        "remote_id": row.remote_id,
        "permalink": row.permalink,
        "priority": score(row),
        "reasons": dict(reasons(row)),
    }


def print_items(session: Session, rows: list[ItemRow], points: bool = False) -> None:
    """The lines of an inbox for people, with `points` what each has for its priority."""
    if not rows:
        show(session.say(N_("nothing here")))
        return
    now = datetime.now(UTC)
    header = (
        N_("ID"),
        N_("age"),
        N_("account"),
        N_("kind"),
        N_("author"),
        "±",
        N_("state"),
        N_("assigned"),
        *([N_("points")] if points else []),
        N_("text"),
    )
    print_table(
        [session.say(title) for title in header],
        [
            (
                str(row.id),
                session.speech.age(row.created_at, now),
                row.account,
                session.say(WORDS[row.kind]),
                row.author or row.author_name,
                _mood(row),
                session.say(WORDS[row.state]),
                row.assignee,
                *([str(score(row))] if points else []),
                " ".join([*(f"#{tag}" for tag in row.tags), row.text]),
            )
            for row in rows
        ],
        right=frozenset({0, 1}),
    )


def _mood(row: ItemRow) -> str:
    sign = {"positive": "+", "negative": "-"}.get(row.sentiment, "·")
    return sign + ("?" if row.question else "") + ("!" if row.urgent else "")
