"""What the rules' screen reads: the rules as text, and a rule out of what is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from meydan.app.rules.book import rule_of
from meydan.insight.rules.language import read_actions, read_conditions, write_actions, write_conditions
from meydan.insight.rules.model import Rule, RuleError
from meydan.panes.rules.rulelist import RuleLine
from meydan.panes.rules.words import problem
from meydan.panes.speech import Speech
from meydan.store.rows.rules import RuleRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

SINCE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Shown:
    """The rules in their order, and the members' names by login."""

    lines: tuple[RuleLine, ...]
    names: Mapping[str, str]


def read_rules(conn: Connection, now: datetime, speech: Speech) -> Shown:
    """Read them."""
    from meydan.store.reads import rules, team

    rows = rules.every(conn, now - SINCE)
    return Shown(
        tuple(_line(row, speech) for row in rows), {one.login: one.name for one in team.members(conn)}
    )


def typed_rule(rule_id: int | None, texts: tuple[str, str, str]) -> Rule:
    """The rule that is typed. Raises RuleError."""
    name, when, do = texts
    return Rule(rule_id or 0, name, read_conditions(when), read_actions(do))


def _line(row: RuleRow, speech: Speech) -> RuleLine:
    try:
        rule = rule_of(row)
    except RuleError as error:
        return RuleLine(row, row.conditions, row.actions, problem(error, speech))
    return RuleLine(row, write_conditions(rule.conditions), write_actions(rule.actions))
