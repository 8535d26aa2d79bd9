"""kill -9 at every boundary between a comment on the platform and our answer on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from meydan.app.accounts import connect_account
from meydan.app.sync.events import Step
from tests.app_sync.scene import Brand, Team, new_team
from tests.faults.mortal import Mortal, mortal
from tests.servers.ledger import Ledger, running_ledger
from tests.servers.plugins import install

LATER = 240.0
"""Seconds after which a lost request has surely arrived or never will."""

LOOKING = frozenset({Step.RECONCILING, Step.READ_BACK, Step.RECONCILED})


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortal]:
    with mortal(install(tmp_path_factory.mktemp("plugins") / "site")) as program:
        yield program


class Story:
    """One comment is stored and answered, three more wait on the platform; then come rounds."""

    def __init__(self, folder: Path, ledger: Ledger, rounds: Mortal) -> None:
        self.ledger, self.rounds = ledger, rounds
        self.team = new_team(folder)
        connect_account(self.team.store, self.team.workspace, "ledger", ledger.url, "token")
        ledger.says("neredesiniz")
        self.round()
        self.team.reply(self.team.items()[0], "buradayız")
        for text in ("bir", "iki", "üç"):
            ledger.says(text)

    def round(self, at: str | None = None, ahead: float = 0.0) -> tuple[bool, list[str]]:
        return self.rounds.round(self.team.workspace.path, at, ahead)

    def holds(self) -> None:
        """Nothing is lost, nothing is there twice, and what the store says of it is true."""
        assert sorted(item.remote_id for item in self.team.items()) == ["c1", "c2", "c3", "c4"]
        assert self.ledger.answers_to("c1") == ["buradayız"]
        assert [(d.state, d.remote_id) for d in self.team.deliveries()] == [("sent", "a1")]


@pytest.fixture
def folder(team: Team, tmp_path: Path) -> Path:
    """Where stories take place; the platforms of the tests are installed."""
    return tmp_path / "stories"


def test_a_round_killed_at_any_boundary_loses_and_doubles_nothing(folder: Path, rounds: Mortal) -> None:
    boundaries = of_a_whole_round(folder / "whole", rounds)
    seen_dying = 0
    for boundary in boundaries:
        with running_ledger() as ledger:
            story = Story(folder / "story", ledger, rounds)
            killed, trace = story.round(at=boundary)
            seen_dying += killed
            assert killed or not any(line.startswith(f"{boundary} ") for line in trace)
            story.round()
            story.round(ahead=LATER)
            story.holds()
            story.team.close()
            shutil.rmtree(folder / "story")
    # Sends and pulls run side by side, so that a round may have a boundary less than the one before.
    assert seen_dying >= len(boundaries) - 3


def of_a_whole_round(folder: Path, rounds: Mortal) -> list[str]:
    """The boundaries of a round that nobody kills; every step that a round can take is among them."""
    with running_ledger() as ledger:
        story = Story(folder, ledger, rounds)
        killed, trace = story.round()
        assert not killed
        story.holds()
        story.team.close()
    steps = {line.split()[2] for line in trace if line.startswith("event")}
    assert steps == set(Step) - LOOKING, "a step that is never reached here is never tried here"
    return [" ".join(line.split()[:2]) for line in trace]


@pytest.mark.parametrize("step", sorted(LOOKING))
def test_a_death_while_an_orphan_is_looked_for_changes_nothing(
    folder: Path, rounds: Mortal, step: Step
) -> None:
    with running_ledger() as ledger:
        story = Story(folder, ledger, rounds)
        assert story.round(at=Step.ANSWERED)[0]
        assert ledger.answers_to("c1") == ["buradayız"]
        assert [delivery.state for delivery in story.team.deliveries()] == ["sending"]
        assert story.round(at=step)[0]
        story.round()
        story.holds()
        story.team.close()


@pytest.mark.parametrize("step", [Step.CLAIMED, Step.SENDING, Step.ANSWERED, Step.PAGE_RECEIVED])
def test_mastodon_has_one_answer_whenever_we_die(
    team: Team, brand: Brand, rounds: Mortal, step: Step
) -> None:
    brand.connect(team)
    asked = brand.hears("neredesiniz")
    team.once()
    team.reply(team.items()[0], "buradayız")
    new = brand.hears("bir soru daha")

    assert rounds.round(team.workspace.path, at=step)[0], "nobody died"
    rounds.round(team.workspace.path)
    rounds.round(team.workspace.path, ahead=LATER)

    assert sorted(item.remote_id for item in team.items()) == sorted([asked, new])
    assert len(brand.answers(asked)) == 1
    assert [delivery.state for delivery in team.deliveries()] == ["sent"]
