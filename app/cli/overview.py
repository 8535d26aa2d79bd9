"""`meydan` without a terminal: everything the home screen shows, on one page of text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from meydan.app.cli.care import print_accounts
from meydan.app.cli.deliveries import print_deliveries
from meydan.app.cli.inbox import print_items
from meydan.app.cli.output import print_table, safe, show
from meydan.app.cli.session import Session
from meydan.app.cli.views import print_entries, print_trends
from meydan.panes.speech import N_
from meydan.panes.waves import WAVES_FOR, wave_detail, wave_name

if TYPE_CHECKING:
    from meydan.store.rows.figures import BudgetRow

NEWEST = 10
TRENDS = 5
AGENDA = timedelta(days=7)


def overview(session: Session) -> None:
    """Print the page; nothing is changed by it but a workspace that was not there."""
    from meydan.store.reads import accounts, ads, calendar, inbox, outbox, trends, waves
    from meydan.store.rows.inbox import InboxQuery

    now = datetime.now(UTC)
    local = now.astimezone(session.speech.timezone)
    month = local.date().replace(day=1)
    next_month = (month + timedelta(days=32)).replace(day=1)
    unfinished = frozenset({"open", "waiting", "snoozed"})
    open_items = InboxQuery(states=frozenset({"open"}))
    splits = {
        N_("open"): open_items,
        N_("negative"): InboxQuery(states=frozenset({"open"}), sentiments=frozenset({"negative"})),
        N_("questions"): InboxQuery(states=frozenset({"open"}), question=True),
        N_("unassigned"): InboxQuery(states=frozenset({"open"}), assignee=""),
        N_("waiting"): InboxQuery(states=frozenset({"waiting"})),
        N_("snoozed"): InboxQuery(states=frozenset({"snoozed"})),
    }
    with session.store.reading() as conn:
        brand = accounts.brand(conn)
        health = accounts.health(conn)
        counts = inbox.counts(conn, list(splits.values()))
        newest = inbox.page(conn, InboxQuery(states=unfinished), NEWEST)
        agenda = calendar.agenda(conn, now, now + AGENDA)
        budgets = ads.budgets(conn, month, next_month - timedelta(days=1))
        cards = trends.cards(conn, TRENDS)
        unseen = waves.unseen(conn, now - WAVES_FOR)
        trouble = outbox.page(
            conn, frozenset({"failed", "unknown", "asked", "held", "ready", "sending"}), NEWEST
        )

    show(f"{safe(brand.name)}  {session.speech.moment(now)}")
    for wave in unseen:
        show(f"! {wave_name(wave, session.speech)}  {wave_detail(wave, session.speech)}")
    _section(session, N_("Accounts"))
    print_accounts(session, health)
    _section(session, N_("Inbox"))
    numbers = zip(splits, counts, strict=True)
    show("  ".join(f"{session.say(name)} {session.speech.number(count)}" for name, count in numbers))
    print_items(session, newest)
    _section(session, N_("Calendar"))
    print_entries(session, list(agenda))
    _section(session, N_("Ad budgets"))
    _print_budgets(session, budgets)
    _section(session, N_("Trends"))
    print_trends(session, list(cards))
    _section(session, N_("Outbox"))
    print_deliveries(session, trouble)


def _section(session: Session, title: str) -> None:
    show()
    show(session.speech.upper(session.say(title)))


def _print_budgets(session: Session, rows: Sequence[BudgetRow]) -> None:
    if not rows:
        show(session.say(N_("no ad figures yet")))
        return
    money = session.speech.money
    print_table(
        [
            session.say(title)
            for title in (N_("account"), N_("spent"), N_("budget"), N_("used"), N_("campaign"))
        ],
        [
            (
                row.account,
                money(row.spent, row.currency),
                money(row.budget, row.currency) if row.budget else "-",
                session.speech.percent(float(row.spent / row.budget)) if row.budget else "-",
                row.campaign,
            )
            for row in rows
        ],
        right=frozenset({1, 2, 3}),
    )
