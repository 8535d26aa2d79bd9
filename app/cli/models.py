"""The team's own models on the command line, and judging again what is stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from meydan.app.cli.options import Account, Json, Since, account_names, since_moment
from meydan.app.cli.output import print_json, progress, show, warn
from meydan.app.cli.session import Session, here
from meydan.panes.speech import N_
from meydan.store.rows.inbox import InboxQuery

if TYPE_CHECKING:
    from meydan.app.ownmodel.models import OwnModels
    from meydan.app.ownmodel.problems import ModelTrouble
    from meydan.store.rows.tones import SaidRow

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
            while True:
                with session.store.reading() as conn:
                    rows = tones.uncorrected(conn, after, AT_ONCE, names, moment)
                if not rows:
                    break
                changed += writes.retag(session.store, _again(rows, own))
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


def _again(rows: Sequence[SaidRow], own: OwnModels | None) -> list[SaidRow]:
    """Those of which another tone is to be said now than is stored."""
    from meydan.insight.engine import shared_analyser
    from meydan.insight.text import sanitise

    texts = [sanitise(row.text) for row in rows]
    analyses = shared_analyser().analyse_many(texts)
    if own is not None:
        analyses = own.refine(texts, analyses)
    said = [
        replace(row, analysed=one.sentiment, score=one.score, confidence=one.confidence)
        for row, one in zip(rows, analyses, strict=True)
    ]
    return [now for now, before in zip(said, rows, strict=True) if now != before]
