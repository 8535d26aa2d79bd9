"""The desk's screens; each is imported when it is first entered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.screen import Screen


def _home() -> Screen[None]:
    from meydan.app.desk.screens.home import HomeScreen

    return HomeScreen()


def _inbox() -> Screen[None]:
    from meydan.app.desk.screens.inbox import InboxScreen

    return InboxScreen()


def _calendar() -> Screen[None]:
    from meydan.app.desk.screens.calendar import CalendarScreen

    return CalendarScreen()


def _ads() -> Screen[None]:
    from meydan.app.desk.screens.ads import AdsScreen

    return AdsScreen()


def _trends() -> Screen[None]:
    from meydan.app.desk.screens.trends import TrendsScreen

    return TrendsScreen()


def _outbox() -> Screen[None]:
    from meydan.app.desk.screens.outbox import OutboxScreen

    return OutboxScreen()


def _accounts() -> Screen[None]:
    from meydan.app.desk.screens.accounts import AccountsScreen

    return AccountsScreen()


def _rules() -> Screen[None]:
    from meydan.app.desk.screens.rules import RulesScreen

    return RulesScreen()


FACTORIES: dict[str, Callable[[], Screen[None]]] = {
    "home": _home,
    "inbox": _inbox,
    "calendar": _calendar,
    "ads": _ads,
    "trends": _trends,
    "outbox": _outbox,
    "accounts": _accounts,
    "rules": _rules,
}
