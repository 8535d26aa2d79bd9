"""A team's phrases mean what the team says, whatever their letters look like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.insight.engine import Analyser, shared_analyser
from meydan.insight.sentiment.phrases import Phrase, PhraseBook
from meydan.insight.text import fold, sanitise

BOOK = PhraseBook(
    [
        Phrase("savaş alanı", "neutral"),
        Phrase("war zone", "neutral"),
        Phrase("ısırgan*", "positive"),
        Phrase("ısırgan şampuanı", "negative"),
    ]
)


def said(*phrases: tuple[str, str]) -> Analyser:
    return shared_analyser().taught({}, [Phrase(*phrase) for phrase in phrases])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SAVAŞ ALANI oynadık", ["SAVAŞ ALANI"]),
        ("savas  alani\nbitti", ["savas  alani"]),
        ("savaş alanında", []),
        ("my war zone, your War Zone", ["war zone", "War Zone"]),
        ("ISIRGANLI çay", ["ISIRGANLI"]),
        ("ısırgan şampuanı", ["ısırgan şampuanı"]),
        ("Ǆ savaş alanı", ["savaş alanı"]),
        ("", []),
    ],
)
def test_a_phrase_is_found_as_it_stands(text: str, found: list[str]) -> None:
    assert [text[one.start : one.end] for one in BOOK.find(text)] == found


@given(st.text(), st.text())
def test_wherever_a_phrase_stands_alone_it_is_found(before: str, after: str) -> None:
    text = f"{sanitise(before)} war zone {sanitise(after)}"
    assert any(fold(text[one.start : one.end]) == "war zone" for one in BOOK.find(text))


def test_what_is_called_neutral_counts_for_nothing_and_the_rest_for_itself() -> None:
    built_in, told = shared_analyser(), said(("savaş alanı", "neutral"), ("war zone", "neutral"))
    text = "War zone is out on Friday"
    assert built_in.analyse(text).sentiment == "negative"
    assert told.analyse(text).sentiment == "neutral"
    assert told.analyse(text).score == built_in.analyse("  is out on Friday").score
    alone = told.analyse("war zone!")
    assert (alone.sentiment, alone.words) == ("neutral", ("war zone",))
    assert told.analyse("war zone 😡").sentiment == "negative"
    rest = "was a great evening, thank you"
    assert told.analyse(f"war zone {rest}").sentiment == "positive"
    assert told.analyse(rest) == built_in.analyse(rest)
    # As an analysis that somebody else has made.
    assert told.settled(text, built_in.analyse(text)) == told.analyse(text)
    assert built_in.settled(text, built_in.analyse(text)) == built_in.analyse(text)


def test_a_phrase_with_a_tone_decides() -> None:
    told = said(("bitter", "positive"), ("sütlü", "negative"))
    text = "bitter çikolata bugün rafta"
    analysis = told.analyse(text)
    assert shared_analyser().analyse(text).sentiment == "neutral"
    assert (analysis.sentiment, analysis.words) == ("positive", ("bitter",))
    assert analysis.score > 0.9
    assert told.analyse("sütlü mü bitter mi").sentiment == "negative"
    assert told.analyse("sütlü mü bitter mi, bitter").sentiment == "positive"
    assert told.analyse("sütlü mü bitter mi").question


def test_what_counted_is_what_is_left_beside_the_phrases() -> None:
    text = "war zone was a great evening"
    assert [piece for _, piece in said(("war zone", "neutral")).clues(text)] == ["great"]
    assert said(("war zone", "positive")).clues(text) == []
    assert [piece for _, piece in shared_analyser().clues(text)] == ["war", "great"]


def test_many_at_once_are_told_the_same() -> None:
    told = said(("bitter", "positive"))
    texts = ["bitter aldım", "kargom gelmedi", "bitter çok kötü", "war zone"]
    assert told.analyse_many(texts) == [told.analyse(text) for text in texts]
    assert shared_analyser().taught({}).analyse(texts[0]) == shared_analyser().analyse(texts[0])
