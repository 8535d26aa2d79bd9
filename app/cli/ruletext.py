"""Rules and their trials as text: read from options, printed for people and for programs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from meydan.app.cli.errors import Misuse
from meydan.app.cli.output import print_table, safe, show
from meydan.app.cli.session import Session
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.insight.rules.model import Actions, Conditions, Rule
    from meydan.panes.rules.trial import Trial
    from meydan.store.rows.rules import RuleRow


def conditions(session: Session, text: str) -> Conditions:
    """What --when says. Raises Misuse, which names the column."""
    from meydan.insight.rules.language import read_conditions
    from meydan.insight.rules.model import RuleError

    try:
        return read_conditions(text)
    except RuleError as error:
        raise _misuse(session, error) from None


def actions(session: Session, text: str) -> Actions:
    """What --do says. Raises Misuse, which names the column."""
    from meydan.insight.rules.language import read_actions
    from meydan.insight.rules.model import RuleError

    try:
        return read_actions(text)
    except RuleError as error:
        raise _misuse(session, error) from None


def _misuse(session: Session, error: Any) -> Misuse:
    from meydan.panes.rules.words import problem

    option = f"--{error.where}"
    return Misuse(N_("{option}: {reason}"), option=option, reason=problem(error, session.speech))


def tell_trial(session: Session, rule: Rule, trial: Trial) -> None:
    from meydan.insight.rules.language import write_actions, write_conditions
    from meydan.panes.rules.trial import effect_line, stopped_line, trial_numbers
    from meydan.panes.rules.words import reasons

    speech = session.speech
    if rule.name:
        show(safe(rule.name))
    show(f"{safe(write_conditions(rule.conditions))} → {safe(write_actions(rule.actions))}")
    show(trial_numbers(trial, speech))
    for line in (*(effect_line(effect, speech) for effect in trial.effects), stopped_line(trial, speech)):
        if line:
            show(f"  {line}")
    if not trial.samples:
        return
    show("")
    now = datetime.now(UTC)
    header = (N_("ID"), N_("age"), N_("author"), N_("why"), N_("text"))
    print_table(
        [session.say(title) for title in header],
        [
            (
                str(sample.item_id),
                speech.age(sample.created_at, now),
                sample.author,
                reasons(sample.reasons, speech),
                sample.text,
            )
            for sample in trial.samples
        ],
        right=frozenset({0, 1}),
    )


def texts(row: RuleRow) -> tuple[str, str]:
    """A rule's two sides in the canonical form, or as they are kept where this program cannot read them."""
    from meydan.app.rules.book import rule_of
    from meydan.insight.rules.language import write_actions, write_conditions
    from meydan.insight.rules.model import RuleError

    try:
        rule = rule_of(row)
    except RuleError:
        return row.conditions, row.actions
    return write_conditions(rule.conditions), write_actions(rule.actions)


def rule_json(row: RuleRow) -> dict[str, Any]:
    when, do = texts(row)
    return {
        "id": row.id,
        "place": row.place,
        "name": row.name,
        "enabled": row.enabled,
        "when": when,
        "do": do,
        "last": row.last,
        "hits": row.hits,
        "last_hit_at": row.last_hit_at,
        "tested_at": row.tested_at,
        "created_by": row.created_by,
        "created_at": row.created_at,
    }


def trial_json(rule: Rule, trial: Trial) -> dict[str, Any]:
    from meydan.insight.rules.language import write_actions, write_conditions

    return {
        "rule": rule.id or None,
        "when": write_conditions(rule.conditions),
        "do": write_actions(rule.actions),
        "days": trial.days,
        "seen": trial.seen,
        "matched": trial.matched,
        "stopped": trial.stopped,
        "effects": [
            {"action": one.action, "value": one.value, "items": one.items, "new": one.new}
            for one in trial.effects
        ],
        "samples": [
            {
                "id": sample.item_id,
                "author": sample.author,
                "text": sample.text,
                "created_at": sample.created_at,
                "reasons": [
                    {"condition": one.condition, "wanted": one.wanted, "found": one.found}
                    for one in sample.reasons
                ],
            }
            for sample in trial.samples
        ],
    }
