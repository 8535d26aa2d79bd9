"""A page is stored once, whatever happens to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from meydan.connectors.base import Author, Metrics, Page, Publication
from meydan.store import LeaseLost, NotFound
from meydan.store.reads import accounts, inbox, people, threads
from meydan.store.rows.inbox import InboxQuery
from meydan.store.rows.outgoing import ReplyOrder
from meydan.store.rows.system import Fence
from meydan.store.writes import outbox, triage
from meydan.store.writes.ingest import compare, ingest

if TYPE_CHECKING:
    from tests.store.conftest import Scene


def test_a_page_and_its_cursor_arrive_together_and_once(scene: Scene) -> None:
    page = Page(items=(scene.item("1", "bir"), scene.item("2", "iki?", kind="mention")), cursor="c1")
    first = scene.arrive(page=page, stream="mentions")
    assert (first.stored, first.updated, first.unchanged) == (2, 0, 0)
    assert first.ids == (scene.id("1"), scene.id("2"))
    again = ingest(scene.store, scene.account.id, page, {}, stream="mentions", now=scene.now)
    assert (again.stored, again.updated, again.unchanged, again.ids) == (0, 0, 2, ())
    with scene.store.reading() as conn:
        (stream,) = accounts.streams(conn, scene.account.id)
    assert (stream.cursor, stream.newest_at) == ("c1", scene.now)


def test_an_unchanged_page_writes_nothing(scene: Scene) -> None:
    if scene.store.dialect != "sqlite":
        pytest.skip("counts the pages of the write-ahead log")
    page = Page(items=tuple(scene.item(str(n), f"m {n}") for n in range(40)), cursor="c")
    scene.arrive(page=page, stream="mentions")
    before = wal_bytes(scene)
    scene.arrive(page=page, stream="mentions")
    assert wal_bytes(scene) == before
    scene.arrive(scene.item("new"))
    assert wal_bytes(scene) > before


def wal_bytes(scene: Scene) -> int:
    path = scene.store.path
    assert path is not None
    return path.with_name(f"{path.name}-wal").stat().st_size


def test_the_same_item_twice_in_a_page_is_one_row_the_last_one(scene: Scene) -> None:
    result = scene.arrive(scene.item("1", "ilk"), scene.item("1", "son"))
    assert (result.stored, result.unchanged) == (1, 0)
    assert scene.one("1").text == "son"


def test_identity_is_account_kind_and_remote_id(scene: Scene) -> None:
    assert scene.arrive(scene.item("1"), scene.item("1", kind="dm")).stored == 2


def test_an_edit_is_a_new_revision_and_keeps_what_the_team_did(scene: Scene) -> None:
    scene.arrive(scene.item("1", "kargo kötü"), scene.item("2", "başka"))
    number = scene.id("1")
    triage.assign(scene.store, [number], "bora")
    triage.sentiment(scene.store, [number], "positive")
    triage.star(scene.store, [number], True)
    triage.snooze(scene.store, [number], scene.now + timedelta(hours=1))
    later = scene.now + timedelta(minutes=5)
    result = scene.arrive(scene.item("1", "kurye kötü müydü?", edited_at=later))
    assert (result.updated, result.ids) == (1, (number,))
    row = scene.one("1")
    assert (row.revision, row.edited_at, row.question) == (2, later, True)
    assert (row.state, row.assignee, row.starred, row.sentiment) == ("snoozed", "bora", True, "positive")
    assert scene.found("kargo") == []
    assert scene.found("kurye") == ["1"]
    triage.sentiment(scene.store, [number], "")
    assert scene.one("1").sentiment == "negative"


def test_a_change_beside_the_text_is_stored_without_a_new_revision(scene: Scene) -> None:
    scene.arrive(scene.item("1"))
    scene.arrive(replace(scene.item("1"), permalink="https://x/1", attachments=("https://x/a.png",)))
    row = scene.one("1")
    assert (row.revision, row.permalink, row.attachments) == (1, "https://x/1", ("https://x/a.png",))


def test_a_moved_item_is_found_at_its_new_time(scene: Scene) -> None:
    scene.arrive(scene.item("1", "eski"), scene.item("2", "yeni", at=scene.now + timedelta(hours=1)))
    assert scene.found() == ["2", "1"]
    scene.arrive(scene.item("1", "eski", at=scene.now + timedelta(hours=2)))
    assert scene.found() == ["1", "2"]
    assert scene.found("eski") == ["1"]


def test_a_remote_delete_leaves_a_tombstone_that_no_list_shows(scene: Scene) -> None:
    scene.arrive(scene.item("1", "silinecek"), scene.item("2", "kalan"))
    gone = replace(scene.item("1", ""), deleted=True)
    assert scene.arrive(gone).updated == 1
    assert scene.found() == ["2"]
    assert scene.found("silinecek") == []
    row = scene.one("1")
    assert (row.deleted_at, row.text) == (scene.now, "silinecek")
    assert scene.arrive(gone).unchanged == 1
    with scene.store.reading() as conn:
        assert inbox.counts(conn, [InboxQuery()]) == [1]
        entries = threads.thread(conn, row.id)
    assert [entry.deleted for entry in entries] == [True]


def test_a_delete_of_something_never_seen_stores_nothing(scene: Scene) -> None:
    assert scene.arrive(scene.item("9", deleted=True)).stored == 0
    assert scene.found() == []


def test_a_deleted_item_that_comes_back_is_listed_again(scene: Scene) -> None:
    scene.arrive(scene.item("1", "geri"))
    scene.arrive(scene.item("1", deleted=True))
    scene.arrive(scene.item("1", "geri"))
    assert scene.found("geri") == ["1"]


def test_a_new_item_without_analysis_is_refused_and_nothing_is_stored(scene: Scene) -> None:
    with pytest.raises(ValueError, match="no analysis"):
        ingest(scene.store, scene.account.id, Page(items=(scene.item("1"),)), {}, now=scene.now)
    assert scene.found() == []


def test_an_unknown_stream_or_a_lost_lease_stores_nothing(scene: Scene) -> None:
    with pytest.raises(NotFound):
        scene.arrive(scene.item("1"), stream="no such stream")
    with pytest.raises(LeaseLost):
        ingest(
            scene.store,
            scene.account.id,
            Page(items=(scene.item("1", deleted=True),)),
            {},
            fence=Fence("sync", "nobody", 1),
            now=scene.now,
        )
    assert scene.found() == []


def test_a_comparison_tells_what_is_new_and_what_changed(scene: Scene) -> None:
    same, edited, gone = scene.item("1", "bir"), scene.item("2", "iki"), scene.item("3", "üç")
    scene.arrive(same, edited, gone)
    page = (
        same,
        replace(edited, text="", permalink="iki"),
        replace(gone, deleted=True),
        scene.item("4", "dört"),
        scene.item("1", "bir", kind="dm"),
        scene.item("5", "beş", deleted=True),
    )
    found = compare(scene.store, scene.account.id, page)
    assert list(found.edited) == [("comment", "2")]
    assert list(found.removed) == [("comment", "3")]
    assert list(found.fresh) == [("comment", "4"), ("dm", "1")]
    assert set(found.to_analyse().values()) == {page[1], page[3], page[4]}
    assert (found.unchanged, found.changed) == (2, True)
    assert not compare(scene.store, scene.account.id, (same,)).changed


def test_a_renamed_person_is_found_by_the_new_name_in_old_items(scene: Scene) -> None:
    scene.arrive(scene.item("1", "selam", author="u1", name="Çağla"), scene.item("2", author="u2"))
    assert scene.found("cagla") == ["1"]
    scene.arrive(
        scene.item("1", "selam olsun", author="u1", name="Işıl"), scene.item("3", author="u1", name="Işıl")
    )
    assert scene.found("cagla") == []
    assert sorted(scene.found("isil")) == ["1", "3"]
    assert scene.one("1").author_name == "Işıl"


def test_what_a_platform_leaves_out_of_a_profile_stays(scene: Scene) -> None:
    full = Author("u1", "ali", "Ali", "https://x/ali", 12, "kahveci")
    scene.arrive(replace(scene.item("1"), author=full))
    scene.arrive(replace(scene.item("2"), author=Author("u1", "ali", "")))
    with scene.store.reading() as conn:
        card = people.card(conn, scene.one("2").person_id, scene.now)
    assert (card.name, card.url, card.followers, card.bio) == ("Ali", "https://x/ali", 12, "kahveci")
    assert (card.items, [row.remote_id for row in card.recent]) == (2, ["2", "1"])


def test_a_reply_joins_its_parents_thread_whichever_comes_first(scene: Scene) -> None:
    scene.arrive(scene.item("root"))
    scene.arrive(scene.item("grandchild", parent="child"))
    scene.arrive(scene.item("child", parent="root"))
    assert {scene.one(each).thread for each in ("root", "child", "grandchild")} == {"root"}


def test_a_thread_shows_items_publications_notes_and_answers_once(scene: Scene) -> None:
    post = Publication(
        "p",
        Author("1", "kahve"),
        True,
        "Yeni blend",
        scene.now - timedelta(hours=1),
        thread="p",
        metrics=Metrics(3),
    )
    scene.arrive(page=Page(items=(scene.item("1", "fiyat?", thread="p", parent="p"),), publications=(post,)))
    number = scene.id("1")
    triage.note(scene.store, number, "müdüre sor")
    fence = scene.lease()
    outbox.queue_reply(scene.store, number, ReplyOrder("120 TL", hold=timedelta(0)))
    work = outbox.claim(scene.store, fence, scene.now)
    assert work is not None
    outbox.record_sent(scene.store, fence, work.delivery.id, "a1", "https://x/a1", scene.now)
    with scene.store.reading() as conn:
        before = [(entry.origin, entry.text) for entry in threads.thread(conn, number)]
    assert sorted(before) == [
        ("delivery", "120 TL"),
        ("item", "fiyat?"),
        ("note", "müdüre sor"),
        ("publication", "Yeni blend"),
    ]
    echo = Publication("a1", Author("1", "kahve"), True, "120 TL", scene.now, thread="p", parent="1")
    for _ in range(2):
        scene.arrive(page=Page(publications=(post, echo)))
    with scene.store.reading() as conn:
        entries = threads.thread(conn, number)
    assert [entry.origin for entry in entries if entry.text == "120 TL"] == ["publication"]
    assert [entry.likes for entry in entries if entry.text == "Yeni blend"] == [3]


def test_many_items_of_one_microsecond_keep_their_order(scene: Scene) -> None:
    items = [scene.item(str(n)) for n in range(1100)]
    scene.arrive(*items[:600])
    scene.arrive(*items[600:])
    with scene.store.reading() as conn:
        ids = inbox.ids(conn, InboxQuery())
    assert list(ids) == sorted(ids, reverse=True)
    assert len(ids) == 1100


def test_any_year_that_a_platform_claims_is_kept(scene: Scene) -> None:
    years = {"1": 1, "1969": 1969, "2026": 2026, "9999": 9999}
    scene.arrive(*(scene.item(key, "yıl", at=scene.now.replace(year=year)) for key, year in years.items()))
    assert scene.found() == scene.found("yil") == ["9999", "2026", "1969", "1"]
    assert scene.one("9999").created_at.year == 9999


def test_no_star_at_all_and_an_edit_at_the_epoch_are_values(scene: Scene) -> None:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    none = replace(scene.item("1", kind="review", edited_at=epoch), stars=0)
    scene.arrive(none, replace(scene.item("2", kind="review"), stars=None), scene.item("3"))
    assert (scene.one("1").stars, scene.one("1").edited_at) == (0, epoch)
    assert (scene.one("2").stars, scene.one("2").edited_at) == (None, None)
    scene.arrive(replace(none, stars=None, edited_at=None, text="düzeltildi"))
    assert (scene.one("1").stars, scene.one("1").edited_at) == (None, None)


def test_the_index_is_sound_after_all_kinds_of_change(scene: Scene) -> None:
    for turn in range(4):
        scene.arrive(
            *(
                scene.item(
                    str(n),
                    f"metin {n * turn % 5}",
                    author=f"u{n % 3}",
                    name=f"ad {turn // 2}",
                    deleted=(n + turn) % 7 == 0,
                    at=scene.now + timedelta(seconds=n * turn % 4),
                )
                for n in range(30)
            )
        )
    with scene.store.writing() as conn:
        if scene.store.dialect == "sqlite":
            conn.execute(text("INSERT INTO item_fts(item_fts, rank) VALUES ('integrity-check', 1)"))
            return
        listed = "SELECT place FROM {} ORDER BY place"
        indexed = conn.execute(text(listed.format("item_words"))).scalars().all()
        assert indexed == conn.execute(text(listed.format("item WHERE deleted_at IS NULL"))).scalars().all()
