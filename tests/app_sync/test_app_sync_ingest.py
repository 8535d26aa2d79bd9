"""The one path into the store: harmless, tagged once, and cheap for what is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.app.sync.clean import clean
from meydan.app.sync.ingest import Ingestor
from meydan.connectors.base import Author, Metrics, Page, Publication, Rejected, TrendSample
from meydan.insight.analysis import Analysis
from meydan.insight.engine import Analyser
from meydan.insight.text import sanitise
from tests.app_sync.scene import Team, comment, scripted
from tests.servers.scripted import Script

HOSTILE = "\x1b]0;owned\x07merhaba\x9b31m \u202edünya\u202c\nikinci \x00satır"


class Counting:
    """The real analyser, counting its texts."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._analyse: Callable[[str], Analysis] = Analyser().analyse

    def __call__(self, text: str) -> Analysis:
        self.texts.append(text)
        return self._analyse(text)


def test_what_comes_in_is_harmless_wherever_it_stands() -> None:
    author = Author(HOSTILE, HOSTILE, HOSTILE, "javascript:alert(1)", None, HOSTILE)
    page = Page(
        items=(
            comment(
                1,
                HOSTILE,
                author=author,
                permalink="file:///etc/passwd",
                attachments=("https://a.example/x.png a \x1b[2Jcat", "data:text/html,x"),
            ),
        ),
        publications=(
            Publication(
                "p", author, False, HOSTILE, datetime.now(UTC), permalink="HTTPS://a.example/\x1b[2J"
            ),
        ),
        trends=(TrendSample("t", HOSTILE, datetime.now(UTC), 1.0, "ftp://x", HOSTILE),),
        rejected=(Rejected(HOSTILE, HOSTILE, HOSTILE * 10_000),),
    )
    tidy = clean(page)
    item, publication, trend = tidy.items[0], tidy.publications[0], tidy.trends[0]
    assert item.text == "merhaba dünya\nikinci satır"
    assert item.author.name == "merhaba dünya ikinci satır"
    assert (item.author.url, item.permalink, trend.url) == ("", "", "")
    assert item.attachments == ("https://a.example/x.png a cat",)
    assert publication.permalink == "HTTPS://a.example/"
    for text in repr(tidy), tidy.rejected[0].raw, publication.text, trend.title, trend.excerpt:
        assert not any(sign in text for sign in ("\x1b", "\x9b", "\x07", "\u202e", "\x00"))
    assert len(tidy.rejected[0].raw) <= 64 * 1024
    assert clean(tidy) == tidy


def test_the_last_version_of_what_is_there_twice_counts_and_what_has_no_place_is_named() -> None:
    page = Page(
        items=(comment(1, "ilk"), comment(2, kind="poem"), comment(3, remote_id=""), comment(1, "son"))
    )
    tidy = clean(page)
    assert [item.text for item in tidy.items] == ["son"]
    assert [(one.where, one.reason) for one in tidy.rejected] == [
        ("c2", "unknown kind poem"),
        ("item", "no id"),
    ]


def test_a_page_again_costs_no_analysis_and_writes_nothing(team: Team) -> None:
    row = scripted(team, Script())
    counting = Counting()
    ingestor = Ingestor(team.store, counting)
    ours = Publication("p", Author("us", "us"), True, "duyuru", datetime(2026, 11, 1, tzinfo=UTC))
    page = Page(items=tuple(comment(n) for n in range(40)), publications=(ours,), cursor="1")
    first = ingestor.ingest(row.id, page, stream="comments")
    assert (first.stored, first.updated, first.unchanged) == (40, 0, 0)
    assert len(counting.texts) == 40

    watch = team.store.changes()
    again = ingestor.ingest(row.id, page, stream="comments")
    assert (again.stored, again.updated, again.unchanged) == (0, 0, 40)
    assert len(counting.texts) == 40
    assert not watch.wait(0.3), "something was written"

    edited = replace(page, items=(comment(7, "değişti"),))
    changed = ingestor.ingest(row.id, edited, stream="comments")
    assert (changed.stored, changed.updated) == (0, 1)
    assert counting.texts[40:] == ["değişti"]
    assert watch.wait(1.0)
    watch.close()


PIECES = st.text(st.sampled_from("ab ıİ\n\t\x1b\x9b\u202e\u200b\x00\u0336😀"), max_size=6)


@given(PIECES, PIECES, PIECES, PIECES, PIECES)
def test_no_field_comes_through_unclean(text: str, name: str, thread: str, parent: str, place: str) -> None:
    item = replace(
        comment(1, text), author=Author("a", name, name), thread=thread, parent=parent, visibility=place
    )
    (tidy,) = clean(Page(items=(item,))).items
    assert tidy.text == sanitise(text)
    single = [sanitise(each, multiline=False) for each in (name, name, thread, parent, place)]
    found = (tidy.author.handle, tidy.author.name, tidy.thread, tidy.parent, tidy.visibility)
    assert list(found) == single


def test_a_page_that_cannot_be_stored_leaves_the_place_where_it_was(team: Team) -> None:
    row = scripted(team, Script())
    calls = 0

    def failing(text: str) -> Analysis:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise RuntimeError("in the middle")
        return Analysis("tr", "neutral", 0.0, 1.0)

    ingestor = Ingestor(team.store, failing)
    page = Page(items=(comment(1), comment(2), comment(3)), cursor="9")
    with pytest.raises(RuntimeError):
        ingestor.ingest(row.id, page, stream="comments")
    assert team.items() == []
    assert team.streams()["comments"].cursor is None


def test_counts_of_our_own_posts_are_kept(team: Team) -> None:
    row = scripted(team, Script())
    ours = Publication(
        "p1", Author("us", "us"), True, "duyuru", datetime.now(UTC), metrics=Metrics(likes=3, replies=1)
    )
    result = Ingestor(team.store).ingest(row.id, Page(publications=(ours,)))
    assert (result.stored, result.updated, result.unchanged) == (0, 0, 0)
