"""Posts are handed over once, on time or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from meydan.connectors.base import Author, Page, Publication
from meydan.store import Conflict, LeaseLost, NotFound
from meydan.store.reads import calendar as reads
from meydan.store.rows.outgoing import CalendarEntry, Released
from meydan.store.rows.system import Fence
from meydan.store.writes import accounts, calendar, outbox

if TYPE_CHECKING:
    from tests.store.conftest import Scene

ZONE = "Europe/Istanbul"


def agenda(scene: Scene) -> tuple[CalendarEntry, ...]:
    with scene.store.reading() as conn:
        return reads.agenda(conn, scene.now - timedelta(days=7), scene.now + timedelta(days=7))


def test_a_due_post_is_handed_over_once_for_each_target(scene: Scene) -> None:
    second = accounts.add(scene.store, platform="bluesky", name="mavi", remote_id="2")
    due = scene.now - timedelta(minutes=1)
    calendar.create_post(
        scene.store, "Yeni blend", [scene.account.id, second.id], due, ZONE, media=("/a.png",), title="Blend"
    )
    calendar.create_post(scene.store, "yarın", [second.id], scene.now + timedelta(days=1), ZONE)
    calendar.create_post(scene.store, "taslak", [second.id], None, ZONE)
    fence = scene.lease()
    released = calendar.release_due(scene.store, fence, scene.now)
    assert (len(released.queued), released.missed) == (2, ())
    assert calendar.release_due(scene.store, fence, scene.now) == Released()
    work = outbox.claim(scene.store, fence, scene.now)
    assert work is not None
    assert (work.delivery.action, work.delivery.text, work.media) == ("publish", "Yeni blend", ("/a.png",))
    outbox.record_sent(scene.store, fence, work.delivery.id, "p1", "https://x/p1", scene.now)
    other = outbox.claim(scene.store, fence, scene.now)
    assert other is not None
    outbox.record_failed(scene.store, fence, other.delivery.id, "no", scene.now)
    assert [(entry.account, entry.state) for entry in agenda(scene)] == [
        ("kahve", "published"),
        ("mavi", "failed"),
        ("mavi", "scheduled"),
    ]


def test_a_post_more_than_an_hour_late_is_missed_and_never_fired(scene: Scene) -> None:
    hour = timedelta(minutes=60)
    calendar.create_post(
        scene.store, "geç", [scene.account.id], scene.now - hour - timedelta(seconds=1), ZONE
    )
    calendar.create_post(scene.store, "tam", [scene.account.id], scene.now - hour, ZONE)
    fence = scene.lease()
    released = calendar.release_due(scene.store, fence, scene.now)
    assert (len(released.queued), len(released.missed)) == (1, 1)
    assert [(entry.text, entry.state) for entry in agenda(scene)] == [("geç", "missed"), ("tam", "sending")]
    (late, _) = agenda(scene)
    calendar.move_target(scene.store, late.target_id, scene.now, ZONE)
    assert len(calendar.release_due(scene.store, fence, scene.now).queued) == 1


def test_a_natively_scheduled_post_is_handed_over_at_once_and_published_later(scene: Scene) -> None:
    due = scene.now + timedelta(days=1)
    calendar.create_post(scene.store, "yarın", [scene.account.id], due, ZONE, native=True)
    fence = scene.lease()
    (number,) = calendar.release_due(scene.store, fence, scene.now).queued
    work = outbox.claim(scene.store, fence, scene.now)
    assert work is not None
    assert (work.delivery.id, work.native, work.scheduled_at) == (number, True, due)
    outbox.record_sent(scene.store, fence, number, "", "", scene.now)
    (entry,) = agenda(scene)
    assert entry.state == "scheduled"
    with pytest.raises(Conflict):
        calendar.move_target(scene.store, entry.target_id, due, ZONE)
    assert calendar.release_due(scene.store, fence, scene.now) == Released()
    assert calendar.release_due(scene.store, fence, due) == Released()
    assert [entry.state for entry in agenda(scene)] == ["published"]


def test_what_has_left_cannot_be_moved_or_cancelled(scene: Scene) -> None:
    made = calendar.create_post(scene.store, "şimdi", [scene.account.id], scene.now, ZONE)
    (entry,) = agenda(scene)
    calendar.edit_post(scene.store, made, "hemen şimdi")
    calendar.release_due(scene.store, scene.lease(), scene.now)
    with pytest.raises(Conflict):
        calendar.move_target(scene.store, entry.target_id, None, ZONE)
    with pytest.raises(Conflict):
        calendar.cancel_post(scene.store, made)
    with pytest.raises(Conflict):
        calendar.edit_post(scene.store, made, "olmaz")
    work = outbox.claim(scene.store, scene.lease(), scene.now)
    assert work is not None
    assert work.delivery.text == "hemen şimdi"


def test_cancelled_and_unknown_posts(scene: Scene) -> None:
    made = calendar.create_post(scene.store, "vazgeç", [scene.account.id], scene.now, ZONE)
    calendar.cancel_post(scene.store, made)
    assert calendar.release_due(scene.store, scene.lease(), scene.now) == Released()
    assert agenda(scene) == ()
    with pytest.raises(NotFound):
        calendar.cancel_post(scene.store, made)
    with pytest.raises(NotFound):
        calendar.move_target(scene.store, 999, None, ZONE)
    with pytest.raises(NotFound):
        calendar.create_post(scene.store, "x", [999], None, ZONE)
    with scene.store.reading() as conn:
        assert reads.drafts(conn) == ()


def test_only_the_holder_releases(scene: Scene) -> None:
    calendar.create_post(scene.store, "x", [scene.account.id], scene.now, ZONE)
    with pytest.raises(LeaseLost):
        calendar.release_due(scene.store, Fence("outbox", "nobody", 7), scene.now)


def test_the_agenda_shows_what_was_published_elsewhere_and_nothing_twice(scene: Scene) -> None:
    calendar.create_post(scene.store, "bizden", [scene.account.id], scene.now, ZONE)
    fence = scene.lease()
    (number,) = calendar.release_due(scene.store, fence, scene.now).queued
    assert outbox.claim(scene.store, fence, scene.now) is not None
    outbox.record_sent(scene.store, fence, number, "p1", "", scene.now)
    us = Author("1", "kahve")
    scene.arrive(
        page=Page(
            publications=(
                Publication("p1", us, True, "bizden", scene.now, thread="p1"),
                Publication("p2", us, True, "telefondan", scene.now + timedelta(hours=1), thread="p2"),
                Publication("p3", us, True, "cevap", scene.now, thread="q", parent="q"),
                Publication("p4", Author("9", "o"), False, "yabancı", scene.now, thread="p4"),
            )
        )
    )
    assert [(entry.text, entry.state, entry.post_id > 0) for entry in agenda(scene)] == [
        ("bizden", "published", True),
        ("telefondan", "published", False),
    ]


def test_drafts_are_listed_until_they_have_a_time(scene: Scene) -> None:
    made = calendar.create_post(scene.store, "sonra", [scene.account.id], None, ZONE, title="Fikir")
    with scene.store.reading() as conn:
        (draft,) = reads.drafts(conn)
        assert draft == reads.post(conn, made)
    assert (draft.title, draft.created_by) == ("Fikir", "ayse")
    assert agenda(scene) == ()
