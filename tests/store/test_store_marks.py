"""An answer is not sent to a conversation that went on while it was written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from meydan.connectors.base import Author, Page, Publication
from meydan.store import Conflict, NotFound, Store
from meydan.store.errors import ThreadChanged
from meydan.store.reads import marks
from meydan.store.reads import outbox as outbox_reads
from meydan.store.rows.outgoing import ReplyOrder
from meydan.store.rows.together import ThreadMark
from meydan.store.writes import outbox, triage

if TYPE_CHECKING:
    from tests.store.conftest import Scene

HOLD = timedelta(seconds=10)
US = Author("us", "kahve")


@pytest.fixture
def scene(scene: Scene) -> Scene:
    scene.arrive(scene.item("1", "fiyat?", author="fan", thread="p"), scene.item("2", author="fan"))
    return scene


def looked(scene: Scene, remote_id: str = "1") -> ThreadMark:
    with scene.store.reading() as conn:
        return marks.mark(conn, scene.id(remote_id))


def held_back(store: Store, seen: ThreadMark) -> list[tuple[str, str]]:
    """What an answer is held back for: what happened, and the text now."""
    with pytest.raises(ThreadChanged) as caught:
        outbox.queue_reply(store, seen.item_id, ReplyOrder("120 TL", hold=HOLD, done=True), seen=seen)
    return [(change.what, change.now.text) for change in caught.value.changes]


def test_an_answer_to_what_is_as_it_was_is_sent(scene: Scene) -> None:
    seen = looked(scene)
    # None of it is this person's conversation: a stranger under the same post, the person elsewhere.
    scene.arrive(scene.item("3", "ben de", author="stranger", thread="p"))
    scene.arrive(scene.item("4", "başka konu", author="fan", thread="q"))
    triage.note(scene.store, scene.id("1"), "not")
    triage.star(scene.store, [scene.id("1")], True)
    made = outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder("120 TL", hold=HOLD), seen=seen)
    assert made
    assert scene.one("1").state == "open"


def test_it_is_held_back_when_the_person_wrote_again_edited_or_deleted(scene: Scene) -> None:
    seen = looked(scene)
    scene.arrive(scene.item("3", "hâlâ bekliyorum", author="fan", thread="p"))
    assert held_back(scene.store, seen) == [("wrote", "hâlâ bekliyorum")]
    scene.arrive(scene.item("1", "fiyat ve kargo?", author="fan", thread="p"))
    assert sorted(held_back(scene.store, seen)) == [
        ("edited", "fiyat ve kargo?"),
        ("wrote", "hâlâ bekliyorum"),
    ]
    again = looked(scene)
    scene.arrive(scene.item("3", "", author="fan", thread="p", deleted=True))
    assert [what for what, _ in held_back(scene.store, again)] == ["deleted"]
    with scene.store.reading() as conn:
        assert outbox_reads.page(conn, frozenset(), 10) == [], "nothing was queued"
    assert scene.one("1").state == "open"


def test_the_text_before_an_edit_is_told(scene: Scene) -> None:
    seen = looked(scene)
    scene.arrive(scene.item("1", "fiyat ve kargo?", author="fan", thread="p"))
    (change,) = marks.changes(seen, looked(scene))
    assert (change.before, change.now.text, change.now.author) == ("fiyat?", "fiyat ve kargo?", "fan")


def test_it_is_held_back_when_a_colleague_answered(scene: Scene, as_login: Mapping[str, Store]) -> None:
    seen = looked(scene)
    outbox.queue_reply(as_login["bora"], scene.id("1"), ReplyOrder("bakıyorum", hold=HOLD))
    assert held_back(scene.store, seen) == [("answered", "bakıyorum")]
    with pytest.raises(ThreadChanged) as caught:
        outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder("120 TL", hold=HOLD), seen=seen)
    assert caught.value.changes[0].now.author == "bora"
    assert isinstance(caught.value, Conflict)
    # Knowing it, the answer goes out: until something happens again.
    outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder("120 TL", hold=HOLD), seen=caught.value.now)
    outbox.queue_reply(as_login["bora"], scene.id("1"), ReplyOrder("ve 20", hold=HOLD))
    assert held_back(scene.store, caught.value.now) == [("answered", "ve 20"), ("answered", "120 TL")]


def test_a_colleague_who_took_the_answer_back_holds_nothing_up(
    scene: Scene, as_login: Mapping[str, Store]
) -> None:
    seen = looked(scene)
    made = outbox.queue_reply(as_login["bora"], scene.id("1"), ReplyOrder("bakıyorum", hold=HOLD))
    outbox.cancel(as_login["bora"], made)
    assert outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder("120 TL", hold=HOLD), seen=seen)


def test_an_answer_from_the_platforms_own_app_counts_and_ours_is_not_counted_twice(scene: Scene) -> None:
    seen = looked(scene)
    made = outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder("ilk", hold=timedelta(0)))
    fence = scene.lease()
    assert outbox.claim(scene.store, fence, scene.now) is not None
    outbox.record_sent(scene.store, fence, made, "r1", "", scene.now)
    known = looked(scene)
    ours = Publication("r1", US, True, "ilk", scene.now, thread="p", parent="1")
    scene.arrive(page=Page(publications=(ours,)))
    assert marks.changes(known, looked(scene)) == []
    other = Publication("r2", US, True, "telefondan", scene.now, thread="p", parent="1")
    post = Publication("p9", US, True, "yeni gönderi", scene.now, thread="p", parent="")
    scene.arrive(page=Page(publications=(other, post)))
    assert [(c.what, c.now.text) for c in marks.changes(known, looked(scene))] == [("answered", "telefondan")]
    assert {c.now.text for c in marks.changes(seen, looked(scene))} == {"ilk", "telefondan"}


def test_there_is_no_conversation_around_nothing(scene: Scene) -> None:
    with scene.store.reading() as conn, pytest.raises(NotFound, match="no item 999"):
        marks.mark(conn, 999)
