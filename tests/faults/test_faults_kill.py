"""kill -9 at every boundary between a comment on the platform and our answer on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from meydan.app.accounts import connect_account
from meydan.app.config import Settings, Workspace
from meydan.app.sync.events import Step
from meydan.store import Actor, open_store
from meydan.store.writes import rules
from tests.app_sync.scene import Team, new_team
from tests.faults.mortal import Mortal, mortal
from tests.servers.ledger import Ledger, running_ledger
from tests.servers.plugins import install

pytestmark = pytest.mark.long

LATER = 240.0
"""Seconds after which a lost request has surely arrived or never will."""

LOOKING = frozenset({Step.RECONCILING, Step.READ_BACK, Step.RECONCILED})


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortal]:
    with mortal(install(tmp_path_factory.mktemp("plugins") / "site")) as program:
        yield program


class Story:
    """One comment is stored and answered, three more wait on the platform; then come rounds."""

    def __init__(self, folder: Path, blank: Path, ledger: Ledger, rounds: Mortal) -> None:
        self._folder, self._ledger, self._rounds = folder, ledger, rounds
        team = new_team(folder / "beginning", blank)
        connect_account(team.store, team.workspace, "ledger", ledger.url, "token")
        rule = rules.add(team.store, "first", '{"kind": ["comment"]}', '{"priority": ["+3"]}')
        rules.enable(team.store, rule, True)
        ledger.says("neredesiniz")
        rounds.round(team.workspace.path)
        team.reply(team.items()[0], "buradayız")
        team.close()
        for text in ("bir", "iki", "üç"):
            ledger.says(text)

    @contextmanager
    def told(self) -> Iterator[Team]:
        """The story from its beginning."""
        self._ledger.answers.clear()
        shutil.copytree(self._folder / "beginning", self._folder / "told")
        workspace = Workspace(self._folder / "told" / "ws", Settings())
        team = Team(workspace, open_store(workspace.database_url, Actor("ayse", "cli")))
        yield team
        team.close()
        shutil.rmtree(self._folder / "told")

    def round(self, team: Team, at: str | None = None) -> tuple[bool, list[str]]:
        return self._rounds.round(team.workspace.path, at)

    def ends(self, team: Team) -> None:
        """Rounds that nobody disturbs: nothing is lost, nothing is there twice, and the store says so."""
        self.round(team)
        assert sorted(item.remote_id for item in team.items()) == ["c1", "c2", "c3", "c4"]
        if team.deliveries()[0].state == "unknown":
            assert len(self._ledger.answers) == 0, "it is there, and was not found"
            self._rounds.round(team.workspace.path, ahead=LATER)
        assert [answer["text"] for answer in self._ledger.answers] == ["buradayız"]
        assert [(d.state, d.remote_id) for d in team.deliveries()] == [("sent", "a1")]
        assert [item.boost for item in team.items()] == [3] * 4, "the rule looked once at each"


@pytest.fixture
def story(team: Team, blank: Path, tmp_path: Path, rounds: Mortal) -> Iterator[Story]:
    with running_ledger() as ledger:
        yield Story(tmp_path, blank, ledger, rounds)


def test_a_round_killed_at_any_boundary_loses_and_doubles_nothing(story: Story) -> None:
    with story.told() as team:
        killed, trace = story.round(team)
        assert not killed
        story.ends(team)
    steps = {line.split()[2] for line in trace if line.startswith("event")}
    assert steps == set(Step) - LOOKING, "a step that is never reached here is never tried here"

    boundaries = [" ".join(line.split()[:2]) for line in trace]
    died = 0
    for boundary in boundaries:
        with story.told() as team:
            killed, trace = story.round(team, boundary)
            died += killed
            assert killed or not any(line.startswith(f"{boundary} ") for line in trace)
            story.ends(team)
    # Sends and pulls run side by side, so that a round may have a boundary less than the one before.
    assert died >= len(boundaries) - 3


@pytest.mark.parametrize("step", sorted(LOOKING))
def test_a_death_while_an_orphan_is_looked_for_changes_nothing(story: Story, step: Step) -> None:
    with story.told() as team:
        assert story.round(team, Step.ANSWERED)[0], "nobody died"
        assert [delivery.state for delivery in team.deliveries()] == ["sending"]
        assert story.round(team, step)[0], "nobody died"
        story.ends(team)
