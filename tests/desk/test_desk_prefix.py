"""Keys typed one after the other."""

from __future__ import annotations

from meydan.app.desk.prefix import Choice, PrefixKeys


def nothing() -> None:
    """Do nothing."""


def test_a_code_is_followed_to_its_end() -> None:
    keys = PrefixKeys()
    keys.offer("saved", [Choice(("k", "g"), "cargo", nothing), Choice(("k", "r"), "crisis", nothing)])
    assert keys.feed("k", "k") is None
    assert keys.waiting is not None
    assert [choice.steps for choice in keys.waiting.choices] == [("g",), ("r",)]
    chosen = keys.feed("r", "r")
    assert chosen is not None
    assert chosen.label == "crisis"
    assert keys.waiting is None


def test_a_key_that_fits_nothing_ends_it() -> None:
    keys = PrefixKeys()
    keys.offer("tag", [Choice(("k",), "kargo", nothing)])
    assert keys.feed("escape", "\x1b") is None
    assert keys.waiting is None


def test_a_key_is_known_by_its_name_or_its_character() -> None:
    keys = PrefixKeys()
    keys.offer("tag", [Choice(("?",), "question", nothing), Choice(("ş",), "complaint", nothing)])
    chosen = keys.feed("question_mark", "?")
    assert chosen is not None
    assert chosen.label == "question"


def test_no_choices_is_no_waiting() -> None:
    keys = PrefixKeys()
    keys.offer("tag", [])
    assert keys.waiting is None
