"""What a team says its phrases mean is kept, changed, forgotten and undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

from meydan.store import Forbidden, NotFound, Store
from meydan.store.reads import audit, lessons
from meydan.store.writes import phrases, team, triage

if TYPE_CHECKING:
    from tests.store.conftest import Scene


def kept(scene: Scene) -> dict[str, str]:
    with scene.store.reading() as conn:
        return {row.words: row.tone for row in lessons.phrases(conn)}


def test_a_phrase_is_one_whatever_its_letters_look_like(scene: Scene) -> None:
    first = phrases.say(scene.store, "Savaş  Alanı", "neutral")
    assert phrases.say(scene.store, "SAVAS ALANI", "positive") == first
    assert kept(scene) == {"Savaş Alanı": "positive"}
    assert triage.undo(scene.store) == "say_phrase"
    assert kept(scene) == {"Savaş Alanı": "neutral"}
    phrases.forget(scene.store, "savaş alanı")
    assert kept(scene) == {}
    assert triage.undo(scene.store) == "forget_phrase"
    assert triage.undo(scene.store) == "say_phrase"
    assert kept(scene) == {}
    assert triage.redo(scene.store) == "say_phrase"
    assert kept(scene) == {"Savaş Alanı": "neutral"}
    with scene.store.reading() as conn:
        assert {row.command for row in audit.recent(conn, 10)} >= {"say_phrase", "forget_phrase"}


def test_what_is_no_phrase_or_no_tone_is_refused(scene: Scene, as_login: Mapping[str, Store]) -> None:
    for words, tone in (("", "neutral"), ("*", "neutral"), ("x" * 81, "neutral"), ("x", "angry"), ("x", "")):
        with pytest.raises(ValueError, match=r"no (phrase|sentiment)"):
            phrases.say(scene.store, words, tone)
    with pytest.raises(NotFound, match="no phrase yok"):
        phrases.forget(scene.store, "yok")
    team.add_member(scene.store, "can", "Can", "viewer", "c")
    with pytest.raises(Forbidden):
        phrases.say(as_login["can"], "x", "neutral")
    assert kept(scene) == {}
