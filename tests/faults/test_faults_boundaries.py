"""kill -9 at every boundary of a delivery's life, against a real Mastodon server: once there, never lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from meydan.app.sync.events import Step
from tests.app_sync.scene import Brand, Team
from tests.faults.deeds import DEEDS, Deed, Doer, doer
from tests.faults.mortal import Mortal, Trace, mortal
from tests.servers.plugins import install

pytestmark = pytest.mark.long

LATER = 240.0
"""Seconds after which a lost request has surely arrived or never will."""

COMING_IN = frozenset({Step.PULL_STARTED, Step.PAGE_RECEIVED, Step.PAGE_STORED, Step.RULED, Step.PULL_ENDED})
"""No part of a delivery's life; dying there is tried in test_faults_kill."""
LOOKING = frozenset({Step.RECONCILING, Step.READ_BACK, Step.RECONCILED})
OF_AN_ACT = (Step.CLAIMED, "asks-POST", "answers-POST", Step.ANSWERED, Step.RECORDED)
UNREAD = "answers-POST"
"""The server has accepted, and we die before any of its answer is read."""


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortal]:
    with mortal(install(tmp_path_factory.mktemp("plugins") / "site")) as program:
        yield program


@pytest.fixture
def here(team: Team, brand: Brand, rounds: Mortal) -> Doer:
    made = doer(team, brand)
    rounds.round(team.workspace.path)
    return made


def steps_of(trace: Trace) -> set[str]:
    return {line.split()[2] for line in trace if line.startswith("event")}


def boundaries(trace: Trace, first: str, last: Step) -> list[str]:
    """All of them, after `first` up to `last`: steps, commits and both ends of every request."""
    words = [line.split() for line in trace]
    began = next(place for place, word in enumerate(words) if first in word) + 1
    ended = next(place for place, word in enumerate(words) if last in word) + 1
    return [" ".join(word[:2]) for word in words[began:ended]]


def ends(deed: Deed, rounds: Mortal, at: str) -> None:
    """Rounds that nobody disturbs end it: done once, and the outbox says so."""
    folder = deed.team.workspace.path
    rounds.round(folder)
    if deed.delivery.state in ("unknown", "ready"):
        rounds.round(folder, ahead=LATER)
    where = f"{deed.name}, killed at {at}: {deed.delivery}"
    times, state = deed.times(), deed.delivery.state
    if deed.name == "report" and state == "unknown":
        # No Mastodon server tells whether it has a report: this one a person must decide.
        assert times <= 1, where
    else:
        assert (times, state) == (1, "sent"), where


def test_every_boundary_of_a_reply_and_of_a_post(here: Doer, rounds: Mortal) -> None:
    folder, tried = here.team.workspace.path, set()
    for name in ("reply", "publish"):
        deed = here.do(name)
        killed, trace = rounds.round(folder)
        assert not killed
        ends(deed, rounds, "nothing")
        tried |= steps_of(trace)
        for boundary in boundaries(trace, Step.LEASE_TAKEN, Step.RECORDED):
            deed = here.do(name)
            assert rounds.round(folder, boundary)[0], f"nobody died at {boundary}"
            ends(deed, rounds, boundary)
    assert tried == set(Step) - COMING_IN - LOOKING, "a step that is never reached is never tried"


def test_every_boundary_of_looking_for_what_was_lost(here: Doer, rounds: Mortal) -> None:
    folder = here.team.workspace.path
    for lost_at in (Step.SENDING, UNREAD):

        def orphan(lost_at: str = lost_at) -> Deed:
            deed = here.reply()
            assert rounds.round(folder, lost_at)[0]
            assert deed.delivery.state == "sending"
            return deed

        deed = orphan()
        _, trace = rounds.round(folder, ahead=LATER)
        assert steps_of(trace) >= LOOKING, "a step that is never reached is never tried"
        ends(deed, rounds, "nothing")
        for boundary in boundaries(trace, Step.LEASE_TAKEN, Step.RECONCILED):
            if lost_at == Step.SENDING and boundary.startswith("wire"):
                continue  # the same requests as for what did arrive
            deed = orphan()
            assert rounds.round(folder, boundary, ahead=LATER)[0], f"nobody died at {boundary}"
            ends(deed, rounds, boundary)


@pytest.mark.parametrize("name", sorted(DEEDS.keys() - {"reply", "publish"}))
def test_every_act_is_done_once_whenever_we_die(here: Doer, rounds: Mortal, name: str) -> None:
    folder = here.team.workspace.path
    for at in OF_AN_ACT:
        deed = here.do(name)
        assert rounds.round(folder, at)[0], f"nobody died at {at}"
        ends(deed, rounds, at)
