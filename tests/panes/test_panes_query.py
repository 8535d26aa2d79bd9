"""What is typed into the filter line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from meydan.insight.sla import RUNNING
from meydan.panes.inbox.keeping import Keeping, keeping
from meydan.panes.inbox.query import belongs, joined, parse
from meydan.store.rows.inbox import InboxQuery
from tests.panes.panes_kit import NOW, item

BASE = InboxQuery(states=frozenset({"open"}))


def typed(text: str) -> InboxQuery:
    return parse(text, BASE, "ayse", NOW).query


def test_words_must_all_occur_and_the_last_may_go_on() -> None:
    parsed = parse("kargo gelm", BASE, "ayse", NOW)
    assert parsed.query.search == "kargo gelm*"
    assert parsed.words == ("kargo", "gelm")
    assert typed("kargo ").search == "kargo"


def test_nothing_typed_is_the_split_itself() -> None:
    assert typed("  ") == BASE


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("platform:insta", "platforms", frozenset({"instagram"})),
        ("platform:ig platform:x", "platforms", frozenset({"instagram", "x", "x_ads"})),
        ("tag:kargo", "tags", frozenset({"kargo"})),
        ("etiket:kargo etiket:iade", "tags", frozenset({"kargo", "iade"})),
        ("lang:tr", "langs", frozenset({"tr"})),
        ("dil:en", "langs", frozenset({"en"})),
        ("kind:dm", "kinds", frozenset({"dm"})),
        ("tür:yorum", "kinds", frozenset({"comment"})),
        ("tone:-", "sentiments", frozenset({"negative"})),
        ("duygu:olumsuz", "sentiments", frozenset({"negative"})),
        ("state:done", "states", frozenset({"done"})),
        ("is:starred", "starred", True),
        ("is:yıldızlı", "starred", True),
        ("is:question", "question", True),
        ("is:mine", "assignee", "ayse"),
        ("to:me", "assignee", "ayse"),
        ("to:mert", "assignee", "mert"),
        ("is:unassigned", "assignee", ""),
        ("account:kahve", "accounts", frozenset({"kahve"})),
        ("since:2h", "since", NOW - timedelta(hours=2)),
        ("son:3g", "since", NOW - timedelta(days=3)),
        ("since:2026-11-01", "since", datetime(2026, 11, 1, tzinfo=UTC)),
    ],
)
def test_tokens_in_both_languages(text: str, field: str, value: object) -> None:
    assert getattr(typed(text), field) == value
    assert typed(text).search == ""


@pytest.mark.parametrize("text", ["sort:priority", "sırala:öncelik", "sira:oncelik"])
def test_the_order_can_be_typed(text: str) -> None:
    assert typed(text) == replace(BASE, order="priority")


@pytest.mark.parametrize("text", ["is:late", "is:geç", "is:gecikmiş"])
def test_late_asks_for_what_has_a_running_clock(text: str) -> None:
    late = (("dm", NOW - timedelta(hours=1)),)
    base = InboxQuery(states=frozenset({"open", "done"}))
    query = parse(text, base, "ayse", NOW, late).query
    assert (query.states, query.late) == (frozenset({"open"}), late)
    assert parse(text, InboxQuery(), "ayse", NOW, late).query.states == RUNNING
    assert parse(text, InboxQuery(states=frozenset({"done"})), "ayse", NOW, late).query.late == ()
    assert belongs(item(60, kind="dm"), query)
    assert not belongs(item(59, kind="dm"), query)
    assert not belongs(item(60, kind="comment"), query)


def test_a_filter_goes_on_from_the_words_of_its_split() -> None:
    base = InboxQuery(search="kargo")
    parsed = parse("gelm", base, "ayse", NOW)
    assert (parsed.query.search, parsed.words) == ("kargo gelm*", ("kargo", "gelm"))


@pytest.mark.parametrize(
    ("base", "text", "whole"),
    [
        ("", "kargo tone:-", "kargo tone:-"),
        ("tone:negative", "kargo", "tone:negative kargo"),
        ("tone:negative", "duygu:+", "duygu:+"),
        ("is:question", "is:mine", "is:question is:mine"),
        ("is:question", "is:question", "is:question"),
        ("kind:dm", "", "kind:dm"),
    ],
)
def test_a_split_and_what_is_typed_on_top_are_one_filter(base: str, text: str, whole: str) -> None:
    assert joined(base, text) == whole
    split = parse(f"{base} ", BASE, "ayse", NOW).query
    assert parse(f"{whole} ", BASE, "ayse", NOW).query == parse(f"{text} ", split, "ayse", NOW).query


@pytest.mark.parametrize(
    ("text", "filter", "whose", "title"),
    [
        ("kargo tone:-", "kargo tone:-", "", ""),
        ("kargo :save Kargo şikâyeti", "kargo", "own", "Kargo şikâyeti"),
        ("kargo :kaydet  İade ", "kargo", "own", "İade"),
        ("tone:- :share Ekip", "tone:-", "team", "Ekip"),
        ("tone:- :paylaş Ekip", "tone:-", "team", "Ekip"),
        (":save Hepsi", "", "own", "Hepsi"),
        ("kargo :save", "kargo", "own", ""),
        ("kargo :", "kargo", "", ""),
        ("kargo :sa", "kargo", "", ""),
        ("kargo :x y", "kargo :x y", "", ""),
        ("saat 12:30", "saat 12:30", "", ""),
    ],
)
def test_what_is_typed_behind_a_filter_keeps_it(text: str, filter: str, whose: str, title: str) -> None:
    assert keeping(text) == Keeping(filter, whose, title)


@pytest.mark.parametrize("text", ["is:nothing", "lang:xx", "since:soon", "kind:foo", "sort:loudest"])
def test_a_token_that_says_nothing_is_named_and_filters_nothing(text: str) -> None:
    parsed = parse(text, BASE, "ayse", NOW)
    assert parsed.unknown == (text,)
    assert parsed.query == BASE


def test_a_time_is_a_word_not_a_token() -> None:
    assert typed("12:30").search == "12 30*"


@pytest.mark.parametrize("text", ['"', "*", "kargo*", "a AND b", "(x", "-", "col:val", "ışık'ı"])
def test_signs_of_the_search_language_are_words(text: str) -> None:
    search = typed(text).search
    assert not set(search) & set('"()')
    assert search.count("*") <= 1


def test_a_changed_row_belongs_or_not() -> None:
    query = typed("tag:kargo is:question")
    row = item(1, tags=("kargo",), question=True)
    assert belongs(row, query)
    assert not belongs(item(1, tags=("kargo",)), query)
    assert not belongs(item(1, question=True), query)
    assert not belongs(item(1, tags=("kargo",), question=True, state="done"), query)
