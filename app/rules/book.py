"""The store's rules made ready to be matched, and what they make of items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from meydan.insight.rules.language import unpack_actions, unpack_conditions
from meydan.insight.rules.matching import RuleBook
from meydan.insight.rules.model import Actions, Rule
from meydan.store.reads import accounts, team
from meydan.store.rows.people import SavedReplyRow
from meydan.store.rows.rules import RuleItem, RuleRow, RuleWork


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What rules need besides items: the brand, its zone, saved replies by code, members' names by login."""

    brand: str
    zone: str
    replies: Mapping[str, SavedReplyRow]
    names: Mapping[str, str]


def surroundings(conn: Connection) -> Surroundings:
    """Read them. Raises NotFound before there is a brand."""
    brand = accounts.brand(conn)
    return Surroundings(
        brand.name,
        brand.timezone,
        {reply.code: reply for reply in team.saved_replies(conn)},
        {member.login: member.name for member in team.members(conn)},
    )


def rule_of(row: RuleRow) -> Rule:
    """A stored rule. Raises RuleError for one that only a newer program understands."""
    return Rule(row.id, row.name, unpack_conditions(row.conditions), unpack_actions(row.actions))


def book(rules: Sequence[Rule], around: Surroundings) -> RuleBook:
    """Rules ready to be matched."""
    return RuleBook(rules, ZoneInfo(around.zone))


def works(found: RuleBook, items: Iterable[RuleItem], around: Surroundings, now: datetime) -> list[RuleWork]:
    """What the rules are to do to items, in the rules' order."""
    met: dict[int, list[RuleItem]] = {}
    for item in items:
        for rule in found.matches(item):
            met.setdefault(rule.id, []).append(item)
    return [work(rule, met[rule.id], around, now) for rule in found.rules if rule.id in met]


def work(rule: Rule, items: Sequence[RuleItem], around: Surroundings, now: datetime) -> RuleWork:
    """What one rule is to do to items that it matches."""
    actions = rule.actions
    hideable = [item.id for item in items if can_hide(item.platform)] if actions.hide else []
    reply = around.replies.get(actions.draft)
    drafts = {item.id: filled(reply, item, actions, around, now) for item in items} if reply else {}
    return RuleWork(rule.id, actions, [item.id for item in items], frozenset(hideable), drafts)


def filled(
    reply: SavedReplyRow, item: RuleItem, actions: Actions, around: Surroundings, now: datetime
) -> str:
    """A saved reply for an item, in its language; what only who answers can know stands there in brackets."""
    from meydan.app.answering import variables
    from meydan.insight.templates import fill, questions

    today = now.astimezone(ZoneInfo(around.zone)).date()
    member = around.names.get(actions.assignee, "")
    known = variables(item, title(item.platform), around.brand, member, today, reply.lang or "en")
    text = reply.text_in(item.lang)
    left = {field.name: f"[{field.name}]" for field in questions(text, known) if field.fallback is None}
    return fill(text, known, left)


def title(platform: str) -> str:
    """A platform's name; may import its connector."""
    from meydan.connectors import registry

    try:
        return registry.entry(platform).declaration.title
    except registry.UnknownPlatform:
        return platform


def can_hide(platform: str) -> bool:
    """Whether a platform lets us hide; may import its connector."""
    from meydan.connectors import registry
    from meydan.connectors.base import Capability

    try:
        return Capability.HIDE in registry.entry(platform).declaration.capabilities
    except registry.UnknownPlatform:
        return False
