"""The rules of the inbox: made, tried on what is stored, put in force, looked after."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from meydan.app.cli import ruletext, values
from meydan.app.cli.errors import Failure, Misuse
from meydan.app.cli.options import Count, Json
from meydan.app.cli.output import print_json, print_table, progress, safe, show
from meydan.app.cli.session import Session, here, interactive
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.insight.rules.model import Rule
    from meydan.panes.rules.trial import Trial
    from meydan.store.rows.rules import RuleRow

DAYS = 30
MOST_HITS = 100

RuleRef = Annotated[str, typer.Argument(metavar="ID", help=N_("the rule's number or name"))]
When = Annotated[
    str,
    typer.Option("--when", metavar="CONDITIONS", help=N_("like 'kind:comment tone:negative words:kargo*'")),
]
Do = Annotated[
    str, typer.Option("--do", metavar="ACTIONS", help=N_("like 'tag:kargo assign:mert priority:+3'"))
]
Yes = Annotated[bool, typer.Option("--yes", help=N_("do not ask"))]
Days = Annotated[int, typer.Option("--days", metavar="N", min=1, max=3650, help=N_("over so many days"))]


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    rules = typer.Typer(help=N_("Rules that work on what arrives; they never delete and never send."))
    rules.command("list", help=N_("All rules in their order."))(_list)
    rules.command("add", help=N_("Make a rule; it is not in force before it is enabled."))(_add)
    rules.command("set", help=N_("Change a rule."))(_set)
    rules.command("enable", help=N_("Put a rule in force for what arrives from now on."))(_enable)
    rules.command("disable", help=N_("Take a rule out of force."))(_disable)
    rules.command("move", help=N_("Put a rule at another place of the order."))(_move)
    rules.command("remove", help=N_("Remove a rule; what it did stays."))(_remove)
    rules.command("test", help=N_("Show what a rule would have done to what is stored. Nothing is changed."))(
        _test
    )
    rules.command("apply", help=N_("Let a rule work on what is stored already. Undo takes it back."))(_apply)
    rules.command("hits", help=N_("What rules did to which items, newest first."))(_hits)
    app.add_typer(rules, name="rules")


def _list(ctx: typer.Context, as_json: Json = False) -> None:
    from meydan.store.reads import rules

    session = here(ctx)
    with session.store.reading() as conn:
        rows = rules.every(conn, datetime.now(UTC) - timedelta(days=DAYS))
    if as_json:
        print_json(map(ruletext.rule_json, rows))
        return
    header = (N_("place"), N_("ID"), N_("in force"), N_("hits"), N_("last"), N_("name"), N_("rule"))
    now = datetime.now(UTC)
    print_table(
        [session.say(title) for title in header],
        [
            (
                str(row.place),
                str(row.id),
                session.say(N_("yes")) if row.enabled else session.say(N_("no")),
                str(row.hits),
                session.speech.age(row.last_hit_at, now) if row.last_hit_at else "",
                row.name,
                " → ".join(ruletext.texts(row)),
            )
            for row in rows
        ],
        right=frozenset({0, 1, 3, 4}),
    )


def _add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("how the rule is called"))],
    when: When,
    do: Do,
    last: Annotated[bool, typer.Option("--last", help=N_("no rule after it sees what it matched"))] = False,
    place: Annotated[
        int | None,
        typer.Option("--place", metavar="N", min=1, help=N_("where in the order; at its end otherwise")),
    ] = None,
) -> None:
    from meydan.insight.rules.language import pack_actions, pack_conditions
    from meydan.store.writes import rules

    session = here(ctx)
    conditions, actions = ruletext.conditions(session, when), ruletext.actions(session, do)
    actions = replace(actions, last=actions.last or last)
    made = rules.add(
        session.store,
        _name(name),
        pack_conditions(conditions),
        pack_actions(actions),
        last=actions.last,
        place=place,
        scope=conditions,
        needs=actions,
    )
    show(session.say(N_("rule {id}; meydan rules test {id} shows what it would do"), id=made))


def _set(
    ctx: typer.Context,
    ref: RuleRef,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=N_("another name"))] = None,
    when: When = "",
    do: Do = "",
    last: Annotated[
        bool | None,
        typer.Option("--last/--no-last", help=N_("whether no rule after it sees what it matched")),
    ] = None,
) -> None:
    from meydan.insight.rules.language import pack_actions, pack_conditions
    from meydan.store.writes import rules

    session = here(ctx)
    row, rule = _found(session, ref)
    conditions = ruletext.conditions(session, when) if when else rule.conditions
    actions = ruletext.actions(session, do) if do else rule.actions
    actions = replace(actions, last=actions.last if last is None else last)
    rules.change(
        session.store,
        row.id,
        name=row.name if name is None else _name(name),
        conditions=pack_conditions(conditions),
        actions=pack_actions(actions),
        last=actions.last,
        scope=conditions,
        needs=actions,
    )


def _enable(ctx: typer.Context, ref: RuleRef, yes: Yes = False) -> None:
    from meydan.store.writes import rules

    session = here(ctx)
    row, rule = _found(session, ref)
    if row.tested_at is None and not yes:
        ruletext.tell_trial(session, rule, _tried(session, rule, DAYS, row))
        if not interactive():
            raise Failure(
                N_("rule {name} was not tested before: look at the above, then add --yes"), name=row.name
            )
        sys.stderr.write(session.say(N_("Put it in force? [y/N]")) + " ")
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() not in ("y", "yes", "e", "evet"):
            raise Failure(N_("rule {name} is not in force"), name=row.name)
    rules.enable(session.store, row.id, True)


def _disable(ctx: typer.Context, ref: RuleRef) -> None:
    from meydan.store.writes import rules

    session = here(ctx)
    rules.enable(session.store, _row(session, ref).id, False)


def _move(
    ctx: typer.Context,
    ref: RuleRef,
    place: Annotated[int, typer.Argument(metavar="PLACE", min=1, help=N_("the place, from 1"))],
) -> None:
    from meydan.store.writes import rules

    session = here(ctx)
    rules.move(session.store, _row(session, ref).id, place)


def _remove(ctx: typer.Context, ref: RuleRef) -> None:
    from meydan.store.writes import rules

    session = here(ctx)
    rules.remove(session.store, _row(session, ref).id)


def _test(
    ctx: typer.Context,
    ref: Annotated[
        str | None, typer.Argument(metavar="ID", help=N_("the rule's number or name, or --when and --do"))
    ] = None,
    when: When = "",
    do: Do = "",
    days: Days = DAYS,
    as_json: Json = False,
) -> None:
    from meydan.insight.rules.model import Rule

    session = here(ctx)
    if ref is not None:
        row, rule = _found(session, ref)
        if when:
            rule = replace(rule, conditions=ruletext.conditions(session, when))
        if do:
            rule = replace(rule, actions=ruletext.actions(session, do))
        trial = _tried(session, rule, days, row, seen=not when and not do)
    elif when and do:
        rule = Rule(0, "", ruletext.conditions(session, when), ruletext.actions(session, do))
        trial = _tried(session, rule, days)
    else:
        raise Misuse(
            N_("{what} is missing"), what="ID" if not when and not do else "--do" if when else "--when"
        )
    if as_json:
        print_json([ruletext.trial_json(rule, trial)])
    else:
        ruletext.tell_trial(session, rule, trial)


def _apply(
    ctx: typer.Context,
    ref: RuleRef,
    since: Annotated[
        str,
        typer.Option(
            "--since",
            metavar="TIME",
            help=N_("to what came in since 2026-11-22, 2026-11-22T14:30, or 90m, 2h, 3d, 1w ago"),
        ),
    ],
    as_json: Json = False,
) -> None:
    from meydan.app.rules.history import apply_to_history

    session = here(ctx)
    now = datetime.now(UTC)
    moment = values.past("--since", since, session.speech.timezone, now)
    row, rule = _found(session, ref)
    hold = timedelta(seconds=session.workspace.settings.hold_seconds)
    matched, hits = apply_to_history(session.store, rule, row.place, moment, now, hold)
    if as_json:
        print_json([{"rule": row.id, "matched": matched, "hits": hits}])
        return
    show(
        session.say(
            N_("{matched} match, {hits} of them new to the rule; meydan undo takes it back"),
            matched=session.speech.number(matched),
            hits=session.speech.number(hits),
        )
    )


def _hits(
    ctx: typer.Context,
    ref: Annotated[str | None, typer.Argument(metavar="ID", help=N_("only this rule's"))] = None,
    item: Annotated[int | None, typer.Option("--item", metavar="ID", help=N_("only on this item"))] = None,
    n: Count = None,
    as_json: Json = False,
) -> None:
    from meydan.panes.rules.words import deed
    from meydan.store.reads import rules

    session = here(ctx)
    number = None if ref is None else _row(session, ref).id
    most = MOST_HITS if n is None else n
    with session.store.reading() as conn:
        if item is None:
            rows = rules.hits(conn, most, number)
        else:
            rows = tuple(hit for hit in rules.hits_of(conn, item) if number in (None, hit.rule_id))[-most:][
                ::-1
            ]
    if as_json:
        print_json(
            {
                "rule": hit.rule_id,
                "name": hit.rule,
                "item": hit.item_id,
                "at": hit.at,
                "did": [{"action": action, "value": value} for action, value in hit.did],
            }
            for hit in rows
        )
        return
    header = [session.say(title) for title in (N_("time"), N_("item"), N_("rule"), N_("done to it"))]
    print_table(
        header,
        [
            (
                session.speech.moment(hit.at),
                str(hit.item_id),
                hit.rule,
                ", ".join(deed(action, value, session.speech) for action, value in hit.did),
            )
            for hit in rows
        ],
        right=frozenset({1}),
    )


def _row(session: Session, ref: str) -> RuleRow:
    """The rule of a number or a name. Raises NotFound."""
    from meydan.store.reads import rules

    with session.store.reading() as conn:
        return rules.find(conn, ref, datetime.now(UTC))


def _found(session: Session, ref: str) -> tuple[RuleRow, Rule]:
    """A stored rule. Raises NotFound, Failure for one that only a newer program understands."""
    from meydan.app.rules.book import rule_of
    from meydan.insight.rules.model import RuleError
    from meydan.panes.rules.words import problem

    row = _row(session, ref)
    try:
        return row, rule_of(row)
    except RuleError as error:
        raise Failure(
            N_("rule {name}: {reason}"), name=row.name, reason=problem(error, session.speech)
        ) from None


def _name(name: str) -> str:
    return safe(values.written(name))


def _tried(session: Session, rule: Rule, days: int, row: RuleRow | None = None, seen: bool = True) -> Trial:
    """The trial of a rule; with `seen` the store remembers that somebody saw what it does as it stands."""
    from meydan.app.rules.trial import trying
    from meydan.store.writes import rules

    now = datetime.now(UTC)
    with session.store.reading() as conn:
        found = trying(conn, rule, now, days, place=row.place if row else None)
        with progress(session.speech, None) as tell:
            while found.look(conn):
                tell(found.seen)
    if row is not None and seen:
        rules.tested(session.store, row.id, now)
    return found.result()
