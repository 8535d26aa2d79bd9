"""The team's own models where items come in: they have the last word, nothing waits for one that fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from meydan.app.config import Settings
from meydan.app.ownmodel.record import set_aside
from meydan.app.sync import puller
from meydan.app.sync.ingest import Ingestor
from meydan.connectors.base import Page
from meydan.insight.engine import shared_analyser
from meydan.store.writes import triage
from tests.app_sync.scene import Team, comment, scripted, until
from tests.ownmodel.tiny import make
from tests.servers.scripted import WORLDS, Script

IRONIC = "rezalet bir kargo, berbat bir hizmet, iyi mi"
"""The built-in model takes it for negative, the tests' model for positive."""

SECONDS = 1_000_000
"""Rounds of work that take a second or two, once to load and once for a page."""


def with_model(team: Team, folder: Path) -> Team:
    team.workspace = replace(team.workspace, settings=Settings(models={"tr": str(folder)}))
    return team


async def page(cursor: str | None) -> AsyncIterator[Page]:
    yield Page(items=(comment(1, IRONIC), comment(2, "what a good coffee")), cursor="1")


def set_aside_now(team: Team) -> list[str]:
    with team.store.reading() as conn:
        return [f"{one.lang}: {one.message}" for one in set_aside(conn, ("tr", "en"))]


def test_what_comes_in_has_the_tone_that_the_own_model_gives_it(team: Team, tmp_path: Path) -> None:
    assert shared_analyser().analyse(IRONIC).sentiment == "negative"
    with_model(team, make(tmp_path / "model"))
    scripted(team, Script(pull=page))
    assert team.once().ok
    items = {item.remote_id: item for item in team.items()}
    assert items["c1"].sentiment == "positive"
    assert items["c2"].sentiment == shared_analyser().analyse("what a good coffee").sentiment
    assert set_aside_now(team) == []


def test_a_broken_model_is_told_once_and_the_built_in_one_judges(team: Team, tmp_path: Path) -> None:
    with_model(team, tmp_path / "nowhere")

    async def more(cursor: str | None) -> AsyncIterator[Page]:
        for number in range(3):
            yield Page(items=(comment(number, IRONIC),), cursor=f"{cursor}{number}", more=number < 2)

    scripted(team, Script(pull=more))
    with team.syncing():
        until(lambda: len(team.items()) >= 3)
    assert {item.sentiment for item in team.items()} == {"negative"}
    (told,) = team.said("model_set_aside")
    assert (told.subject, told.message) == ("tr", f"{tmp_path / 'nowhere'}: there is no such folder")
    assert set_aside_now(team) == [f"tr: {told.message}"]

    with_model(team, make(tmp_path / "model"))
    WORLDS.clear()
    scripted(team, Script(pull=page), "moda")
    team.once()
    assert set_aside_now(team) == []
    assert [event.subject for event in team.said("model_well")] == ["tr"]


def test_a_correction_stays_when_the_text_changes(team: Team, tmp_path: Path) -> None:
    with_model(team, make(tmp_path / "model"))
    texts = iter([IRONIC, f"{IRONIC} iyi"])

    async def edited(cursor: str | None) -> AsyncIterator[Page]:
        yield Page(items=(comment(1, next(texts)),), cursor="1")

    scripted(team, Script(pull=edited))
    team.once()
    (item,) = team.items()
    triage.sentiment(team.store, [item.id], "neutral")
    team.once()
    (item,) = team.items()
    assert (item.revision, item.sentiment) == (2, "neutral")
    triage.undo(team.store)
    assert team.items()[0].sentiment == "positive"


def test_what_leaves_does_not_wait_for_a_slow_model(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither does the time that it takes count as the platform's."""
    monkeypatch.setattr(puller, "PULL_DEADLINE", 1.0)
    Ingestor(team.store).ingest(scripted(team, Script()).id, Page(items=(comment(9, "soru"),)))
    (asked,) = team.items()
    script = Script(pull=page)
    scripted(team, script)
    with_model(team, make(tmp_path / "model", rounds=SECONDS))
    with team.syncing():
        until(lambda: team.said("page_received"))
        team.reply(asked, "tamam")
        until(lambda: script.acts)
        assert len(team.items()) == 1, "the model is still at it"
        until(lambda: len(team.items()) == 3)
    assert team.said("failed") == []
