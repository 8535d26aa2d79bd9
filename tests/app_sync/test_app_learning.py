"""The team's corrections are learnt from where items come in, and what is learnt is taken back with them."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Sequence

import pytest

from meydan.app.learning import learner, teacher
from meydan.app.learning.learning import learn_now
from meydan.app.learning.taught import Taught, taught_by
from meydan.connectors.base import Page
from meydan.insight.engine import Analyser
from meydan.store.reads import lessons
from meydan.store.writes import phrases, triage
from tests.app_sync.scene import Team, comment, scripted, until
from tests.servers.scripted import Script

PRAISED = [
    f"{word} bitter çikolata {more}" for word in ("bugün", "akşam", "dün") for more in ("aldım", "var")
]
MEANT = [f"{word} sütlü çikolata {more}" for word in ("bugün", "akşam", "dün") for more in ("aldım", "var")]
NEWS = ("yarın bitter alacağım", "yarın sütlü alacağım")
"""To the built-in model as neutral as all of these."""


def pages(*texts: str, after: int = 0) -> Script:
    """A platform that brings these texts at once."""

    async def page(cursor: str | None) -> AsyncIterator[Page]:
        yield Page(items=tuple(comment(after + at, text) for at, text in enumerate(texts)), cursor=f"{after}")

    return Script(pull=page)


def correct(team: Team) -> None:
    """The brand's people call bitter good and sütlü bad; two of each are left as they came."""
    for texts, tone in ((PRAISED, "positive"), (MEANT, "negative")):
        triage.sentiment(team.store, [item.id for item in team.items() if item.text in texts[2:]], tone)


def tones(team: Team, texts: Sequence[str]) -> list[str]:
    found = {item.text: item.sentiment for item in team.items()}
    return [found[text] for text in texts]


def learnt(team: Team) -> dict[str, int]:
    with team.store.reading() as conn:
        return {row.lang: row.corrections for row in lessons.lessons(conn)}


def test_what_is_there_and_what_comes_is_judged_by_what_was_corrected(team: Team) -> None:
    script = pages(*PRAISED, *MEANT)
    scripted(team, script)
    assert team.once().ok
    assert {item.sentiment for item in team.items()} == {"neutral"}
    assert learnt(team) == {}
    correct(team)
    triage.done(team.store, [item.id for item in team.items() if item.text == PRAISED[0]])
    assert team.once().ok
    assert learnt(team) == {"tr": 8}
    assert tones(team, PRAISED[:2]) == ["neutral", "positive"]
    assert tones(team, MEANT[:2]) == ["negative", "negative"]
    script.pull = pages(*NEWS, after=100).pull
    assert team.once().ok
    assert tones(team, NEWS) == ["positive", "negative"]


def test_what_is_taken_back_is_unlearnt(team: Team) -> None:
    scripted(team, pages(*PRAISED, *MEANT))
    team.once()
    correct(team)
    team.once()
    assert tones(team, MEANT[:2]) == ["negative", "negative"]
    assert triage.undo(team.store) == triage.undo(team.store) == "sentiment"
    team.once()
    assert learnt(team) == {}
    assert {item.sentiment for item in team.items()} == {"neutral"}


def test_the_daemon_learns_while_it_syncs(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learner, "LOOK_EVERY", 0.2)
    scripted(team, pages(*PRAISED, *MEANT))
    with team.syncing():
        until(lambda: len(team.items()) == len(PRAISED) + len(MEANT))
        correct(team)
        until(lambda: tones(team, PRAISED[:2]) == ["positive", "positive"])
    assert not team.said("job_failed")


def test_a_lesson_that_fails_is_told_and_leaves_all_as_it_is(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted(team, pages(*PRAISED, *MEANT))
    team.once()
    correct(team)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    team.once()
    assert [event.subject for event in team.said("job_failed")] == ["learning"]
    assert learnt(team) == {}
    with pytest.raises(teacher.TeachingFailed, match="status 1"):
        learn_now(team.store)


def test_learning_at_once_learns_only_what_is_new(team: Team) -> None:
    scripted(team, pages(*PRAISED, *MEANT))
    team.once()
    assert learn_now(team.store) == frozenset()
    assert taught_by(team.store) is None
    correct(team)
    assert learn_now(team.store) == {"tr"}
    assert learn_now(team.store) == frozenset()
    taught = taught_by(team.store)
    assert taught is not None
    built_in = Analyser()
    texts = [*NEWS, "what a good coffee"]
    before = [*map(built_in.analyse, texts)]
    after = taught.refine(texts, before)
    assert [one.sentiment for one in after] == ["positive", "negative", before[2].sentiment]
    assert after[2] is before[2]
    assert Taught(lambda: built_in).refine(texts, before) is before


def test_a_phrase_means_what_was_said_of_it_until_it_is_forgotten(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learner, "LOOK_EVERY", 0.2)
    game = "we play war zone tonight"
    script = pages(game, "bitter çikolata bugün rafta")
    scripted(team, script)
    with team.syncing():
        until(lambda: len(team.items()) == 2)
        assert tones(team, [game]) == ["negative"]
        phrases.say(team.store, "War Zone", "neutral")
        until(lambda: tones(team, [game]) == ["neutral"])
        phrases.say(team.store, "bitter", "positive")
        until(lambda: "positive" in {item.sentiment for item in team.items()})
        script.pull = pages("war zone is out on friday", after=50).pull
        assert team.once().ok
        assert tones(team, ["war zone is out on friday"]) == ["neutral"]
        phrases.forget(team.store, "war zone")
        until(lambda: tones(team, [game]) == ["negative"])
    assert not team.said("job_failed")
