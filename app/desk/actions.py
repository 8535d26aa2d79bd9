"""The one registry of what a person can do at the desk: bindings, palette, help and hints are made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meydan.app.desk.actions_inbox import INBOX_ACTIONS
from meydan.app.desk.actions_rules import RULES_ACTIONS
from meydan.app.desk.spec import ActionSpec, bind
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from textual.binding import BindingType

GLOBAL_ACTIONS = (
    ActionSpec("desk.home", "global", N_("Home"), "0", action="go('home')"),
    ActionSpec("desk.inbox", "global", N_("Inbox"), "1", action="go('inbox')"),
    ActionSpec("desk.calendar", "global", N_("Calendar"), "2", action="go('calendar')"),
    ActionSpec("desk.ads", "global", N_("Ad budgets"), "3", action="go('ads')"),
    ActionSpec("desk.trends", "global", N_("Trends"), "4", action="go('trends')"),
    ActionSpec("desk.outbox", "global", N_("Outbox"), "7", action="go('outbox')"),
    ActionSpec("desk.accounts", "global", N_("Accounts"), "9", action="go('accounts')"),
    ActionSpec("desk.rules", "global", N_("Rules"), "g r", action="go('rules')"),
    ActionSpec("desk.back", "global", N_("Back"), "escape"),
    ActionSpec("desk.leave", "global", N_("Back, and out at home"), "q", N_("back"), 5),
    ActionSpec("desk.palette", "global", N_("All commands"), "colon,ctrl+p", N_("commands"), 3),
    ActionSpec("desk.help", "global", N_("Keys valid here"), "question_mark,f1", N_("keys"), 1),
    ActionSpec("desk.undo", "global", N_("Undo"), "z", N_("undo"), 20),
    ActionSpec("desk.redo", "global", N_("Redo"), "Z"),
    ActionSpec("desk.sync", "global", N_("Sync now"), "comma", N_("sync"), 4),
    ActionSpec("desk.open_link", "global", N_("Open the link"), "o", N_("link"), 8),
    ActionSpec("desk.copy_link", "global", N_("Copy the link"), "Y"),
    ActionSpec("desk.alert", "global", N_("Go to what the alert says"), "exclamation_mark"),
    ActionSpec("desk.interrupt", "global", N_("Say how to quit"), "ctrl+c"),
    ActionSpec("desk.quit", "global", N_("Quit"), "ctrl+q"),
)

LIST_ACTIONS = (
    ActionSpec("list.down", "list", N_("Next line"), "j,down", action="list('cursor_down')"),
    ActionSpec("list.up", "list", N_("Previous line"), "k,up", action="list('cursor_up')"),
    ActionSpec("list.first", "list", N_("First line"), "g g,home", action="list('first')"),
    ActionSpec("list.last", "list", N_("Last line"), "G,end", action="list('last')"),
    ActionSpec("list.half_down", "list", N_("Half a page down"), "ctrl+d", action="list('half_down')"),
    ActionSpec("list.half_up", "list", N_("Half a page up"), "ctrl+u", action="list('half_up')"),
    ActionSpec("list.page_down", "list", N_("A page down"), "pagedown", action="list('page_down')"),
    ActionSpec("list.page_up", "list", N_("A page up"), "pageup", action="list('page_up')"),
    ActionSpec("list.open", "list", N_("Open this line"), "enter", N_("view"), 9, action="list('open')"),
    ActionSpec("list.select", "list", N_("Select this line"), "x", action="list('select')"),
    ActionSpec(
        "list.extend_down", "list", N_("Extend the selection down"), "J", action="list('extend_down')"
    ),
    ActionSpec("list.extend_up", "list", N_("Extend the selection up"), "K", action="list('extend_up')"),
    ActionSpec("list.range", "list", N_("Select a range"), "v", action="list('range')"),
    ActionSpec("list.select_all", "list", N_("Select all"), "X", action="list('select_all')"),
)

CALENDAR_ACTIONS = (
    ActionSpec("calendar.previous", "calendar", N_("Earlier"), "h,left", N_("earlier"), 30),
    ActionSpec("calendar.next", "calendar", N_("Later"), "l,right", N_("later"), 29),
    ActionSpec("calendar.today", "calendar", N_("Today"), "t", N_("today"), 28),
    ActionSpec("calendar.span", "calendar", N_("Week or month"), "w", N_("week/month"), 27),
)

ADS_ACTIONS = (
    ActionSpec("ads.previous", "ads", N_("Previous month"), "h,left", N_("previous month"), 30),
    ActionSpec("ads.next", "ads", N_("Next month"), "l,right", N_("next month"), 29),
)

ACCOUNTS_ACTIONS = (
    ActionSpec("accounts.blind", "accounts", N_("Judge tones without a look"), "b", N_("judge tones"), 30),
)


def actions() -> tuple[ActionSpec, ...]:
    """Every action of the desk."""
    return (
        *(*GLOBAL_ACTIONS, *LIST_ACTIONS, *INBOX_ACTIONS, *RULES_ACTIONS),
        *(*CALENDAR_ACTIONS, *ADS_ACTIONS, *ACCOUNTS_ACTIONS),
    )


def bindings(*scopes: str) -> list[BindingType]:
    """The bindings of the actions of some scopes, for a `BINDINGS`."""
    return bind(spec for spec in actions() if spec.scope in scopes)
