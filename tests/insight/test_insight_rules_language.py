"""Rules as people write them: read, printed back the same, and refused where they are no rules."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.insight.rules.language import (
    pack_actions,
    pack_conditions,
    read_actions,
    read_conditions,
    unpack_actions,
    unpack_conditions,
    write_actions,
    write_conditions,
)
from meydan.insight.rules.model import Actions, Conditions, Hours, Range, RuleError
from meydan.insight.rules.names import DAYS, VALUES
from meydan.insight.rules.values import words_of
from meydan.insight.text import fold, one_line

TEXTS = st.text(min_size=1, max_size=12).map(one_line).filter(bool)
PHRASES = (
    st.text(st.sampled_from('abcçğıiİö şZ9 "\\,:'), min_size=1, max_size=14)
    .map(one_line)
    .filter(lambda text: bool(words_of(text)))
)
NUMBERS = st.integers(0, 999_999_999)
RANGES = st.one_of(
    NUMBERS.map(lambda least: Range(least, None)),
    NUMBERS.map(lambda most: Range(None, most)),
    st.tuples(NUMBERS, NUMBERS).map(lambda ends: Range(min(ends), max(ends))),
)
HOURS = (
    st.tuples(st.integers(0, 23), st.integers(1, 24))
    .filter(lambda ends: ends[0] != ends[1])
    .map(lambda ends: Hours(*ends))
)


def some(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(values, max_size=3, unique=True).map(tuple)


def of(name: str) -> st.SearchStrategy[tuple[str, ...]]:
    return some(st.sampled_from(sorted(set(VALUES[name].values()))))


CONDITIONS = st.builds(
    Conditions,
    platforms=some(TEXTS.map(fold).filter(lambda text: one_line(text) == text and fold(text) == text != "")),
    accounts=some(TEXTS),
    kinds=of("kind"),
    langs=of("lang"),
    tones=of("tone"),
    words=some(st.one_of(PHRASES, PHRASES.map(lambda text: text + "*"))),
    all_words=some(PHRASES),
    no_words=some(PHRASES),
    authors=some(PHRASES.map(lambda text: text.strip("@"))),
    marks=of("mark"),
    followers=st.none() | RANGES,
    stars=st.none() | RANGES,
    hours=st.none() | HOURS,
    weekdays=st.sets(st.integers(0, 6)).map(lambda days: tuple(sorted(days))),
    flags=of("is"),
    not_flags=of("is"),
).filter(lambda one: one != Conditions())

ACTIONS = st.builds(
    Actions,
    tags=some(TEXTS),
    assignee=st.just("") | TEXTS,
    boost=st.integers(-20, 20),
    snooze=st.none() | st.integers(1, 60 * 24 * 300).map(lambda minutes: timedelta(minutes=minutes)),
    hide=st.booleans(),
    draft=st.just("") | TEXTS,
    last=st.booleans(),
).filter(lambda one: one not in (Actions(), Actions(last=True)))


@given(CONDITIONS)
def test_what_is_printed_is_read_back_the_same(conditions: Conditions) -> None:
    assert read_conditions(write_conditions(conditions)) == conditions
    assert unpack_conditions(pack_conditions(conditions)) == conditions


@given(ACTIONS)
def test_so_are_actions(actions: Actions) -> None:
    assert read_actions(write_actions(actions)) == actions
    assert unpack_actions(pack_actions(actions)) == actions


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_rule_or_an_error_that_says_where(text: str) -> None:
    for read in (read_conditions, read_actions):
        try:
            read(text)
        except RuleError as error:
            assert error.where in ("when", "do")
            assert 0 <= error.at <= len(text) + 1


def test_both_languages_mean_the_same() -> None:
    turkish = read_conditions(
        'tür:yorum,Özel duygu:olumsuz sözcük:kargo*,"çok geç" hiçbiri:teşekkür takipçi:>=1000 yıldız:..2 '
        "saat:22..8 gün:cumartesi..pazar bu:ilk,soru değil:istenmeyen işaret:rakip hesap:kahve"
    )
    english = read_conditions(
        'kind:comment,dm tone:negative words:kargo*,"çok geç" none:teşekkür followers:1000.. stars:..2 '
        "hours:22..8 days:sat,sun is:first,question not:spam mark:rival account:kahve"
    )
    assert turkish == english
    assert read_actions("etiket:kargo ata:mert öncelik:+3 ertele:2s gizle taslak:k dur") == read_actions(
        "tag:kargo assign:mert priority:3 snooze:2h hide draft:k last"
    )


def test_the_canonical_form_is_the_shortest_one() -> None:
    assert (
        write_conditions(read_conditions("DUYGU:Olumsuz  kind:comment words:kargo* words:gecik*"))
        == "kind:comment tone:negative words:kargo*,gecik*"
    )
    assert write_actions(read_actions("priority:3 tag:kargo snooze:120m last")) == (
        "tag:kargo priority:+3 snooze:2h last"
    )


@pytest.mark.parametrize(
    ("text", "problem", "part", "at", "near"),
    [
        ("", "empty", "", 0, ""),
        ("kargo", "no_condition", "kargo", 1, ""),
        ("tone:negative kindd:comment", "no_condition", "kindd", 15, "kind"),
        ("tone:negative duyg:olumlu", "no_condition", "duyg", 15, "tone"),
        ("kind:comment,letter", "no_such_value", "letter", 14, "comment, mention, dm, review"),
        ("kind:", "no_value", "kind:", 6, ""),
        ("kind", "no_value", "kind:", 1, ""),
        ("words:a,,b", "no_value", "words:", 9, ""),
        ('words:"kargo', "no_end", '"kargo', 7, ""),
        ("words:kar*go", "star_inside", "kar*go", 7, ""),
        ("words:!!", "no_word", "!!", 7, ""),
        ("author:@", "no_word", "@", 8, ""),
        ("followers:many", "no_range", "many", 11, ""),
        ("followers:9..1", "no_range", "9..1", 11, ""),
        ("hours:25..3", "no_hours", "25..3", 7, ""),
        ("hours:8..8", "no_hours", "8..8", 7, ""),
        ("days:someday", "no_such_value", "someday", 6, "mon, tue, wed, thu, fri, sat, sun"),
        ("stars:1 stars:2", "twice", "stars", 9, ""),
        ("stars:1,2", "one_value", "2", 9, ""),
        (":x", "no_name", ":x", 1, ""),
    ],
)
def test_what_is_no_condition_is_named_with_its_column(
    text: str, problem: str, part: str, at: int, near: str
) -> None:
    with pytest.raises(RuleError) as caught:
        read_conditions(text)
    error = caught.value
    assert (error.where, error.problem, error.part, error.at, error.near) == ("when", problem, part, at, near)


@pytest.mark.parametrize(
    ("text", "problem", "part", "at"),
    [
        ("", "empty", "", 0),
        ("last", "empty", "", 0),
        ("tag:kargo delete", "never", "delete", 11),
        ("send:now", "never", "send", 1),
        ("SİL", "never", "SİL", 1),
        ("yanıtla:merhaba", "never", "yanıtla", 1),
        ("block", "never", "block", 1),
        ("tagg:kargo", "no_action", "tagg", 1),
        ("done:yes", "no_value_here", "yes", 6),
        ("priority:0", "no_points", "0", 10),
        ("priority:+21", "no_points", "+21", 10),
        ("snooze:soon", "no_span", "soon", 8),
        ("snooze:0m", "no_span", "0m", 8),
        ("assign:mert,ayse", "one_value", "ayse", 13),
        ("done snooze:2h", "done_and_snooze", "", 0),
    ],
)
def test_what_is_no_action_is_refused(text: str, problem: str, part: str, at: int) -> None:
    with pytest.raises(RuleError) as caught:
        read_actions(text)
    error = caught.value
    assert (error.where, error.problem, error.part, error.at) == ("do", problem, part, at)


def test_there_is_no_field_for_what_cannot_be_taken_back() -> None:
    names = {field.name for field in fields(Actions)}
    assert names == {"tags", "assignee", "boost", "snooze", "done", "hide", "draft", "last"}


def test_days_may_be_spans_over_the_end_of_the_week() -> None:
    assert [DAYS[day] for day in read_conditions("days:fri..mon").weekdays] == ["mon", "fri", "sat", "sun"]
