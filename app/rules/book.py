"""The store's rules made ready to be matched, and what they make of items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from meydan.insight.rules.language import unpack_actions, unpack_conditions
from meydan.insight.rules.matching import RuleBook
from meydan.insight.rules.model import Rule
from meydan.insight.templates import fill, questions
from meydan.insight.text import one_line
from meydan.store.reads import accounts, team
from meydan.store.rows.rules import RuleItem, RuleRow, RuleWork


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What rules need besides items: the brand's zone, the texts of saved replies by their code."""

    zone: str
    replies: Mapping[str, str]


def surroundings(conn: Connection) -> Surroundings:
    """Read them. Raises NotFound before there is a brand."""
    replies = {reply.code: reply.text for reply in team.saved_replies(conn)}
    return Surroundings(accounts.brand(conn).timezone, replies)


def rule_of(row: RuleRow) -> Rule:
    """A stored rule. Raises RuleError for one that only a newer program understands."""
    return Rule(row.id, row.name, unpack_conditions(row.conditions), unpack_actions(row.actions))


def book(rules: Sequence[Rule], around: Surroundings) -> RuleBook:
    """Rules ready to be matched."""
    return RuleBook(rules, ZoneInfo(around.zone))


def works(found: RuleBook, items: Iterable[RuleItem], around: Surroundings) -> list[RuleWork]:
    """What the rules are to do to items, in the rules' order."""
    met: dict[int, list[RuleItem]] = {}
    for item in items:
        for rule in found.matches(item):
            met.setdefault(rule.id, []).append(item)
    return [work(rule, met[rule.id], around) for rule in found.rules if rule.id in met]


def work(rule: Rule, items: Sequence[RuleItem], around: Surroundings) -> RuleWork:
    """What one rule is to do to items that it matches."""
    actions = rule.actions
    hideable = (
        frozenset(item.id for item in items if can_hide(item.platform)) if actions.hide else frozenset()
    )
    text = around.replies.get(actions.draft, "") if actions.draft else ""
    drafts = {item.id: filled(text, item) for item in items} if text else {}
    return RuleWork(rule.id, actions, [item.id for item in items], frozenset(hideable), drafts)


def filled(text: str, item: RuleItem) -> str:
    """A saved reply's text for the author of an item; what only a member can say stands in brackets."""
    handle = one_line(item.author)
    values = {"name": one_line(item.author_name) or handle, "handle": handle, "account": item.account}
    return fill(text, values, {field.name: f"[{field.name}]" for field in questions(text, values)})


def can_hide(platform: str) -> bool:
    """Whether a platform lets us hide; may import its connector."""
    from meydan.connectors import registry
    from meydan.connectors.base import Capability

    try:
        return Capability.HIDE in registry.entry(platform).declaration.capabilities
    except registry.UnknownPlatform:
        return False
