"""Until when an item may be answered, and in whose words: shared by the command line and the desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from meydan.app.locale import LANGUAGES, Locale
from meydan.insight.text import one_line
from meydan.store.rows.inbox import ItemRow
from meydan.store.rows.rules import RuleItem

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from meydan.connectors.base import Declaration
    from meydan.connectors.limits import Closing


def closing(conn: Connection, declared: Declaration | None, item: ItemRow, private: bool) -> Closing | None:
    """When the platform's window for an answer closes; None when it has none.

    In a private talk it runs from the last thing the person said, else from the item itself.
    """
    window = declared.limits.window(item.kind, private) if declared else None
    if window is None:
        return None
    from meydan.connectors.limits import Closing
    from meydan.store.reads import answering

    heard = answering.last_heard(conn, item.id) if item.kind == "dm" else item.created_at
    return Closing.of(window, heard)


def variables(
    item: ItemRow | RuleItem, platform: str, brand: str, member: str, today: date, language: str
) -> Mapping[str, str]:
    """What the variables of a saved reply stand for in an answer to an item, by `insight.templates`' names.

    The date is said in the item's language where there is a catalog, else in `language`.
    """
    return {
        "name": one_line(item.author_name) or one_line(item.author).partition("@")[0],
        "handle": one_line(item.author),
        "brand": brand,
        "account": one_line(item.account),
        "member": member,
        "platform": platform,
        "today": Locale(item.lang if item.lang in LANGUAGES else language).long_date(today),
    }
