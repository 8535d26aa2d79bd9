"""The team's own models on the command line, and judging again what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from meydan.app.cli.options import Account, Json, Since, account_names, since_moment
from meydan.app.cli.output import print_json, print_table, progress, show, warn
from meydan.app.cli.session import Session, here
from meydan.panes.speech import N_
from meydan.store.rows.inbox import InboxQuery

if TYPE_CHECKING:
    from meydan.app.ownmodel.models import OwnModels
    from meydan.app.ownmodel.problems import ModelTrouble
    from meydan.insight.analysis import Analysis

AT_ONCE = 200
"""Items that are judged between two transactions."""


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    app.command(
        "retag",
        help=N_(
            "Judge the tone of what is stored again, by the models that are in force now. What a member "
            "corrected stays. It can be stopped at any time, and rules do not work on it."
        ),
    )(_retag)
    app.command(
        "learn",
        help=N_(
            "Learn from the tones that members corrected, language by language, as the sync does by itself "
            "within a minute; what is already learnt takes no time. Prints what there is."
        ),
    )(_learn)


@contextmanager
def opened_models(session: Session, wanted: bool = True) -> Iterator[OwnModels | None]:
    """The models that the settings name, None where they name none; troubles are told on stderr, once."""
    folders = session.found.models
    if not wanted or not folders:
        yield None
        return
    from meydan.app.ownmodel.models import OwnModels
    from meydan.app.ownmodel.problems import LANGUAGES

    def told(lang: str, trouble: ModelTrouble | None) -> None:
        if trouble is not None:
            reason = session.say(trouble.message, **trouble.values)
            told = N_("the own model for {lang} is set aside, the built-in one judges: {reason}")
            warn(session.say(told, lang=session.say(LANGUAGES[lang]), reason=reason))

    own = OwnModels(folders, told)
    try:
        yield own
    finally:
        own.close()


def _retag(
    ctx: typer.Context,
    account: Account = None,
    since: Since = "",
    as_json: Json = False,
) -> None:
    from meydan.app.learning.again import judged_again
    from meydan.store.reads import inbox, tones
    from meydan.store.writes import tones as writes

    session = here(ctx)
    moment = since_moment(session, since)
    with session.store.reading() as conn:
        names = account_names(conn, account or [])
        total = sum(inbox.counts(conn, [InboxQuery(accounts=names)]))
    judged = changed = after = 0
    try:
        with opened_models(session) as own, progress(session.speech, None if since else total) as tell:
            analyse = _analysing(session, own)
            while True:
                with session.store.reading() as conn:
                    rows = tones.uncorrected(conn, after, AT_ONCE, names, moment)
                if not rows:
                    break
                changed += writes.retag(session.store, judged_again(rows, analyse))
                after = rows[-1].id
                judged += len(rows)
                tell(judged)
    finally:
        if changed:
            writes.note(session.store, changed)
    if as_json:
        print_json([{"judged": judged, "changed": changed}])
    else:
        show(session.say(N_("judged again: {judged}, changed: {changed}"), judged=judged, changed=changed))


def _learn(ctx: typer.Context, as_json: Json = False) -> None:
    from meydan.app.learning.learning import learn_now
    from meydan.store.reads import lessons

    session = here(ctx)
    learnt = learn_now(session.store)
    with session.store.reading() as conn:
        rows = lessons.lessons(conn)
    if as_json:
        print_json(
            [
                {
                    "lang": row.lang,
                    "corrections": row.corrections,
                    "learnt_at": row.learnt_at,
                    "new": row.lang in learnt,
                }
                for row in rows
            ]
        )
        return
    if not rows:
        show(session.say(N_("no tone has been corrected yet: d1, d2, d3 in the inbox, or meydan sentiment")))
        return
    now = datetime.now(UTC)
    header = (N_("language"), N_("corrections"), N_("learnt"))
    print_table(
        [session.say(title) for title in header],
        [
            (row.lang, session.speech.number(row.corrections), session.speech.age(row.learnt_at, now))
            for row in rows
        ],
        right=frozenset({1, 2}),
    )


def _analysing(session: Session, own: OwnModels | None) -> Callable[[list[str]], Sequence[Analysis]]:
    """By all that is in force: what corrections taught, then the team's own models."""
    from meydan.app.learning.taught import taught_by
    from meydan.insight.engine import shared_analyser

    taught = taught_by(session.store)
    analyser = shared_analyser() if taught is None else taught.analyser

    def analyse(texts: list[str]) -> Sequence[Analysis]:
        analyses = analyser.analyse_many(texts)
        return analyses if own is None else own.refine(texts, analyses)

    return analyse
