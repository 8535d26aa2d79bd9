"""The check-up of the team's own models: whether each loads, what its labels mean, how fast it is."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from meydan.app.cli.finding import Finding
from meydan.app.cli.session import Session
from meydan.app.locale.translating import translate
from meydan.panes.inbox.words import TONES
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.app.ownmodel.process import ModelProcess
    from meydan.app.ownmodel.record import SetAside

CHECK = "model"
SAMPLE = (
    "Kargom hâlâ gelmedi, kimse cevap vermiyor.",
    "Çok beğendim, teşekkürler!",
    "Ordered nine days ago and the tracking number still says nothing at all.",
    "Bu ürünün filtre kahve için öğütülmüş hâli de var mı, yoksa yalnızca çekirdek mi satıyorsunuz?",
)
TIMES = 8
PATIENCE = 60.0


def own_models(session: Session) -> Iterator[Finding]:
    """A finding for each model that the settings name, none where they name none."""
    folders = session.workspace.models
    if not folders:
        return
    from meydan.app.ownmodel.record import set_aside

    aside = {}
    if session.ready():
        with session.store.reading() as conn:
            aside = {one.lang: one for one in set_aside(conn, folders)}
    for lang, folder in folders.items():
        yield _one(session, lang, folder, aside.get(lang))


def _one(session: Session, lang: str, folder: Path, aside: SetAside | None) -> Finding:
    from meydan.app.ownmodel.models import Patience
    from meydan.app.ownmodel.problems import LANGUAGES, ModelTrouble
    from meydan.app.ownmodel.process import ModelProcess

    say, language = session.say, session.say(LANGUAGES[lang])
    process = ModelProcess(folder)
    try:
        labels = process.load()
        each = _seconds(process, SAMPLE)
        slow = each > Patience().text
        if not slow:
            each = _seconds(process, SAMPLE * TIMES)
    except ModelTrouble as trouble:
        found = say(
            N_("own model for {lang}: {reason}"), lang=language, reason=say(trouble.message, **trouble.values)
        )
        mend = say(N_("until then the built-in model judges; docs/sentiment.md says what a model needs"))
        return Finding(CHECK, "wrong", found, mend)
    finally:
        process.close()
    found = say(
        N_("own model for {lang}: {labels}; {speed} texts a second"),
        lang=language,
        labels=", ".join(f"{label} = {say(TONES[tone])}" for label, tone in labels),
        speed=session.speech.number(round(1 / each) if each < 1 else round(1 / each, 2)),
    )
    if slow:
        mend = say(N_("it is too slow to be waited for: a smaller or quantised model is faster"))
        return Finding(CHECK, "warning", found, mend)
    if aside is not None:
        mend = say(
            N_("it was set aside at {time}, and is tried again: {reason}"),
            time=session.speech.moment(aside.at),
            reason=translate(aside.message, session.speech),
        )
        return Finding(CHECK, "warning", found, mend)
    return Finding(CHECK, "ok", found)


def _seconds(process: ModelProcess, texts: Sequence[str]) -> float:
    """How long it takes for each text."""
    begun = time.monotonic()
    process.judge(texts, PATIENCE)
    return (time.monotonic() - begun) / len(texts)
