"""What is planned, spent and rising: calendar, ads and trends, as aligned text or JSON lines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meydan.app.cli import values
from meydan.app.cli.options import Account, Count, Json, Platform, Since, account_names, since_moment
from meydan.app.cli.output import DIGITS, print_json, print_table, show
from meydan.app.cli.session import Session, here
from meydan.app.locale.words import WORDS
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from decimal import Decimal

    from meydan.store.rows.figures import AdDayRow, TrendCard
    from meydan.store.rows.outgoing import CalendarEntry

MOST_TRENDS = 10_000


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    app.command("calendar", help=N_("The agenda: posts and where they go, soonest first."))(list_calendar)
    app.command("ads", help=N_("What campaigns spent, day by day, newest first."))(_ads)
    app.command("trends", help=N_("What is rising, by the speed at which it rises."))(_trends)


def list_calendar(
    ctx: typer.Context,
    since: Annotated[
        str, typer.Option("--since", metavar="TIME", help=N_("from this time; today unless given"))
    ] = "",
    days: Annotated[int, typer.Option(metavar="N", min=1, max=3660, help=N_("so many days"))] = 14,
    account: Account = None,
    platform: Platform = None,
    as_json: Json = False,
) -> None:
    from meydan.store.reads import calendar as reads

    session = here(ctx)
    today = datetime.now(session.speech.timezone).replace(hour=0, minute=0, second=0, microsecond=0)
    start = since_moment(session, since) or today.astimezone(UTC)
    with session.store.reading() as conn:
        names, platforms = account_names(conn, values.split(account or [])), values.split(platform or [])
        entries = [
            entry
            for entry in reads.agenda(conn, start, start + timedelta(days=days))
            if (not names or entry.account in names) and (not platforms or entry.platform in platforms)
        ]
    if as_json:
        print_json(map(_entry_json, entries))
        return
    print_entries(session, entries)


def _entry_json(entry: CalendarEntry) -> dict[str, Any]:
    return {
        "post": entry.post_id,
        "target": entry.target_id,
        "account": entry.account,
        "platform": entry.platform,
        "title": entry.title,
        "text": entry.text,
        "due_at": entry.due_at,
        "timezone": entry.timezone,
        "state": entry.state,
        "permalink": entry.permalink,
    }


def print_entries(session: Session, entries: list[CalendarEntry]) -> None:
    """An agenda for people."""
    if not entries:
        show(session.say(N_("nothing planned")))
        return
    header = (N_("post"), N_("target"), N_("time"), N_("account"), N_("state"), N_("text"))
    print_table(
        [session.say(title) for title in header],
        [
            (
                str(entry.post_id or "-"),
                str(entry.target_id or "-"),
                session.speech.moment(entry.due_at),
                entry.account,
                session.say(WORDS.get(entry.state, entry.state)),
                entry.title or entry.text,
            )
            for entry in entries
        ],
        right=frozenset({0, 1}),
    )


def _ads(
    ctx: typer.Context,
    since: Since = "",
    account: Account = None,
    platform: Platform = None,
    n: Count = None,
    as_json: Json = False,
) -> None:
    from meydan.store.reads import ads as reads

    session = here(ctx)
    start = since_moment(session, since)
    with session.store.reading() as conn:
        names, platforms = account_names(conn, values.split(account or [])), values.split(platform or [])
        first = start.astimezone(session.speech.timezone).date() if start else None
        found = reads.days(conn, first.replace(day=1) if first else None)
    rows = [
        row
        for row in sorted(found, key=lambda row: row.day, reverse=True)
        if (not names or row.account in names)
        and (not platforms or row.platform in platforms)
        and (first is None or row.day >= first)
    ][:n]
    if as_json:
        so_far = reads.month_so_far(found)
        print_json(_ad_json(row, so_far[row]) for row in rows)
        return
    if not rows:
        show(session.say(N_("no ad figures yet")))
        return
    header = (
        N_("day"),
        N_("account"),
        N_("spend"),
        N_("budget"),
        N_("clicks"),
        N_("results"),
        N_("campaign"),
    )
    number = session.speech.number
    print_table(
        [session.say(title) for title in header],
        [
            (
                row.day.isoformat(),
                row.account,
                f"{number(row.spend)} {row.currency}",
                f"{number(row.budget)} {row.currency}" if row.budget is not None else "-",
                number(row.clicks) if row.clicks is not None else "-",
                number(row.results) if row.results is not None else "-",
                row.campaign,
            )
            for row in rows
        ],
        right=frozenset({2, 3, 4, 5}),
    )


def _ad_json(row: AdDayRow, month: Decimal) -> dict[str, Any]:
    return {
        "account": row.account,
        "platform": row.platform,
        "campaign": row.campaign,
        "remote_id": row.campaign_id,
        "currency": row.currency,
        "day": row.day,
        "spend": row.spend,
        "month_spend": month,
        "budget": row.budget,
        "impressions": row.impressions,
        "clicks": row.clicks,
        "results": row.results,
        "value": row.value,
    }


def _trends(
    ctx: typer.Context,
    search: Annotated[str, typer.Option(metavar="TEXT", help=N_("whose title has this text"))] = "",
    platform: Platform = None,
    n: Count = None,
    as_json: Json = False,
) -> None:
    from meydan.insight.text import fold
    from meydan.store.reads import trends as reads

    session, platforms = here(ctx), values.split(platform or [])
    with session.store.reading() as conn:
        cards = [
            card
            for card in reads.cards(conn, MOST_TRENDS)
            if (not platforms or card.platform in platforms) and fold(search) in fold(card.title)
        ][:n]
    if as_json:
        print_json(map(_trend_json, cards))
        return
    print_trends(session, cards)


def print_trends(session: Session, cards: list[TrendCard]) -> None:
    """Trends for people."""
    if not cards:
        show(session.say(N_("no trends yet")))
        return
    header = (N_("ID"), N_("volume"), N_("per hour"), N_("networks"), N_("source"), N_("title"))
    number = session.speech.number
    print_table(
        [session.say(title) for title in header],
        [
            (
                str(card.id),
                number(card.volume) if card.volume is not None else "-",
                f"{card.velocity:+.0f}" if card.velocity is not None else "-",
                str(card.networks),
                card.source,
                card.title,
            )
            for card in cards
        ],
        right=frozenset({0, 1, 2, 3}),
    )


def _trend_json(card: TrendCard) -> dict[str, Any]:
    return {
        "id": card.id,
        "title": card.title,
        "source": card.source,
        "traffic": card.volume,
        "velocity": None if card.velocity is None else round(card.velocity, DIGITS),
        "networks": card.networks,
        "first_seen": card.first_seen_at,
        "state": card.state,
    }
