"""Search finds what a Turkish reader means, newest first, and no query can break it."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meydan.store.folding import fold
from meydan.store.reads import inbox
from meydan.store.rows.inbox import InboxQuery, Position
from meydan.store.writes import triage

if TYPE_CHECKING:
    from tests.store.conftest import Scene

GROUPS = (
    ("İSTANBUL", "istanbul", "Istanbul", "ISTANBUL", "ıstanbul"),
    ("ISPARTA", "ısparta", "Isparta", "isparta", "İSPARTA"),
    ("şikayet", "sikayet", "ŞİKAYET", "şikâyet", "ŞİKÂYET"),
    ("IĞDIR", "ığdır", "igdir", "Iğdır"),
    ("çalışmıyor", "calismiyor", "ÇALIŞMIYOR"),
    ("ışık", "isik", "IŞIK", "Işık"),
    ("gönül", "gonul", "GÖNÜL"),
    ("café", "CAFE", "cafe"),
)
FORMS: tuple[Literal["NFC"], Literal["NFD"]] = ("NFC", "NFD")


def test_every_spelling_finds_every_other_and_nothing_else(scene: Scene) -> None:
    spellings = [(group, word) for group in GROUPS for word in group]
    scene.arrive(
        *(
            scene.item(str(n), f"kargo {unicodedata.normalize(form, word)} geldi")
            for n, ((_, word), form) in enumerate(
                (spelling, form) for form in FORMS for spelling in spellings
            )
        )
    )
    texts = {scene_id: spellings[int(scene_id) % len(spellings)][0] for scene_id in scene.found()}
    for group, word in spellings:
        wanted = {number for number, own in texts.items() if own == group}
        for form in FORMS:
            assert set(scene.found(unicodedata.normalize(form, word))) == wanted, word


def test_words_are_whole_unless_starred_and_all_must_occur(scene: Scene) -> None:
    scene.arrive(
        scene.item("1", "kargom gelmedi"),
        scene.item("2", "kargo geldi"),
        scene.item("3", "gelmedi", author="kargo"),
    )
    assert scene.found("kargo") == ["3", "2"]
    assert scene.found("karg*") == ["3", "2", "1"]
    assert scene.found("ka* gelm*") == ["3", "1"]
    assert scene.found("kargo yok") == []


def test_handle_and_name_are_searched(scene: Scene) -> None:
    scene.arrive(scene.item("1", "selam", author="ayse_yilmaz@ornek.example", name="Ayşe Yılmaz"))
    for query in ("ayse", "yılmaz", "YILMAZ selam", "ayse_yilmaz@ornek.example", "orn*"):
        assert scene.found(query) == ["1"], query


def test_newest_first_whatever_the_order_of_arrival(scene: Scene) -> None:
    times = [5, 1, 9, 3, 7, 0, 8, 2, 6, 4]
    for n in times:
        scene.arrive(scene.item(str(n), "aynı söz", at=scene.now + timedelta(minutes=n)))
    newest_first = [str(n) for n in sorted(times, reverse=True)]
    assert scene.found("ayni") == newest_first
    with scene.store.reading() as conn:
        query = InboxQuery(search="soz")
        first = inbox.page(conn, query, 4)
        rest = inbox.page(conn, query, 100, Position(first[-1].created_at, first[-1].id))
        assert [row.remote_id for row in (*first, *rest)] == newest_first
        assert list(inbox.ids(conn, query)) == [row.id for row in (*first, *rest)]
        assert inbox.counts(conn, [query]) == [len(times)]


def test_search_goes_with_other_filters(scene: Scene) -> None:
    scene.arrive(
        scene.item("1", "kargo kötü"), scene.item("2", "kargo", kind="dm"), scene.item("3", "kargo?")
    )
    triage.done(scene.store, [scene.id("3")])
    assert scene.found("kargo", states=frozenset({"open"})) == ["2", "1"]
    assert scene.found("kargo", sentiments=frozenset({"negative"})) == ["1"]
    assert scene.found("kargo", kinds=frozenset({"dm"}), states=frozenset({"open", "done"})) == ["2"]
    assert scene.found("kargo", question=True) == ["3"]


@pytest.mark.parametrize(
    "query",
    [
        *('"', "''", "*", "**", "AND", "OR NOT", "NEAR(a b)", "a:b", "^a", "-a", "(", ")", "{a}", "a*b"),
        *("words:x", "\\", "%", "'; DROP TABLE item", "<->", "& | !", ":*", "\x00", "\ud800", "a" * 5000),
        *("🎉", "½ ² ﬁ", "_"),
    ],
)
def test_no_query_is_an_error(scene: Scene, query: str) -> None:
    scene.arrive(scene.item("1", "kargo geldi"))
    assert scene.found(query) == []
    assert scene.found(f"kargo {query}") in ([], ["1"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=40))
def test_no_text_at_all_is_an_error(scene: Scene, query: str) -> None:
    assert isinstance(scene.found(query), list)


@given(st.text(max_size=60))
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
