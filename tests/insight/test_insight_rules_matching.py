"""What a rule matches, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from meydan.insight.rules.language import read_actions, read_conditions
from meydan.insight.rules.matching import RuleBook
from meydan.insight.rules.model import Reason, Rule

ISTANBUL = ZoneInfo("Europe/Istanbul")


@dataclass(frozen=True)
class Thing:
    """An item as rules look at it; a Friday, half past nine in the evening in Istanbul."""

    text: str = "Kargom hâlâ GELMEDİ, ısrarla arıyorum"
    platform: str = "mastodon"
    account: str = "kahve"
    kind: str = "comment"
    lang: str = "tr"
    sentiment: str = "negative"
    author: str = "@Işıl_K"
    mark: str = ""
    followers: int | None = 1200
    created_at: datetime = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
    first: bool = False
    question: bool = False
    urgent: bool = True
    offensive: bool = False
    spam: bool = False
    stars: int | None = None


def rule(when: str, do: str = "done", id: int = 1) -> Rule:
    return Rule(id, f"rule {id}", read_conditions(when), read_actions(do))


def meets(when: str, thing: Thing | None = None) -> bool:
    return bool(RuleBook([rule(when)], ISTANBUL).matches(thing or Thing()))


@pytest.mark.parametrize(
    ("when", "other"),
    [
        ("platform:mastodon", "platform:x"),
        ("account:kahve", "account:çay"),
        ("kind:dm,comment", "kind:dm"),
        ("lang:tr", "lang:en"),
        ("tone:negative", "tone:positive"),
        ("author:isil_k", "author:isil"),
        ("author:@ISIL*", "author:sil*"),
        ("followers:1000..", "followers:..1000"),
        ("followers:..1200", "followers:1201.."),
        ("hours:21..22", "hours:22..24"),
        ("hours:21..6", "hours:22..21"),
        ("days:fri", "days:sat,sun"),
        ("is:urgent", "is:urgent,question"),
        ("not:spam,question", "not:urgent"),
        ("words:gelmedi", "words:gelme"),
        ("words:hiç,kargo*", "words:hiç,kargo"),
        ('words:"kargom hala gelmedi"', 'words:"hala kargom"'),
        ('words:"hala gel*"', 'words:"hala gel"'),
        ("all:kargo*,ısrarla", "all:kargo*,hiç"),
        ("none:hiç,iade*", "none:hiç,kargo*"),
    ],
)
def test_each_condition_holds_and_does_not(when: str, other: str) -> None:
    assert meets(when)
    assert not meets(other)


def test_all_conditions_must_hold() -> None:
    assert meets("kind:comment tone:negative words:kargo*")
    assert not meets("kind:comment tone:positive words:kargo*")


@pytest.mark.parametrize("wanted", ["ISPARTA", "ısparta", "isparta", "İSPARTA"])
@pytest.mark.parametrize("written", ["ISPARTA'dan yazıyorum", "ısparta", "#isparta!", "Ispartá"])
def test_words_are_compared_the_turkish_way(wanted: str, written: str) -> None:
    assert meets(f"words:{wanted}", Thing(text=written))


def test_stars_marks_links_and_first_comers() -> None:
    review = Thing(kind="review", stars=2, mark="vip", first=True, text="Bkz. https://örnek.example")
    assert meets("stars:..2 mark:vip is:first,link", review)
    assert not meets("stars:..2 mark:vip is:first,link", replace(review, stars=3))
    assert not meets("stars:..2", replace(review, stars=None))
    assert not meets("is:link", replace(review, text="örnek"))
    assert not meets("mark:vip", replace(review, mark="staff"))


def test_an_unknown_number_is_in_no_range() -> None:
    assert not meets("followers:..100", Thing(followers=None))
    assert not meets("followers:0..", Thing(followers=None))


def test_rules_go_on_until_one_is_the_last() -> None:
    rules = [
        rule("tone:positive", id=1),
        rule("words:kargo*", "tag:kargo", id=2),
        rule("kind:comment", "tag:yorum last", id=3),
        rule("kind:comment", "tag:sonra", id=4),
    ]
    book = RuleBook(rules, ISTANBUL)
    assert [one.id for one in book.matches(Thing())] == [2, 3]
    assert [one.id for one in book.matches(Thing(kind="dm"))] == [2]


def test_the_reasons_name_what_was_found_as_it_is_written() -> None:
    one = rule(
        'kind:comment words:hiç,kargo*,"hala gel*" none:iade author:isil* followers:1000.. hours:9..22 '
        "days:fri is:urgent not:spam"
    )
    reasons = RuleBook([one], ISTANBUL).reasons(one, Thing())
    assert reasons == (
        Reason("kind", "comment", "comment"),
        Reason("words", "kargo*", "Kargom"),
        Reason("words", "hala gel*", "hâlâ GELMEDİ"),
        Reason("none", "iade", ""),
        Reason("author", "isil*", "@Işıl_K"),
        Reason("followers", "1000..", "1200"),
        Reason("hours", "9..22", "21"),
        Reason("days", "fri", "fri"),
        Reason("is", "urgent", "urgent"),
        Reason("not", "spam", ""),
    )
