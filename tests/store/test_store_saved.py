"""Saved replies in several languages with their files, how often they were used; drafts that stay apart."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from meydan.store import NotFound
from meydan.store.reads import drafts as draft_reads
from meydan.store.reads import team as reads
from meydan.store.rows.outgoing import ReplyOrder
from meydan.store.rows.people import SavedReplyRow
from meydan.store.writes import dispatch, drafts, outbox, team, triage

if TYPE_CHECKING:
    from tests.store.conftest import Scene

NONE = timedelta(0)


def saved(scene: Scene) -> list[SavedReplyRow]:
    with scene.store.reading() as conn:
        return list(reads.saved_replies(conn))


def test_a_code_says_it_in_the_language_that_is_asked_for(scene: Scene) -> None:
    team.add_saved(scene.store, "kg", "Kargonuz yolda", lang="tr", media=("/a.png",), alt_texts=("paket",))
    row = team.add_saved(scene.store, "kg", "It is on its way", lang="en")
    assert (row.text_in("tr"), row.text_in("en"), row.text_in("de")) == (
        "Kargonuz yolda",
        "It is on its way",
        "Kargonuz yolda",
    )
    assert (row.lang, row.media, row.alt_texts) == ("tr", ("/a.png",), ("paket",))
    assert team.add_saved(scene.store, "kg", "Yolda", lang="tr").variants == (("en", "It is on its way"),)
    team.remove_saved(scene.store, "kg", "en")
    assert saved(scene)[0].variants == ()
    with pytest.raises(NotFound):
        team.remove_saved(scene.store, "kg", "en")
    assert triage.undo(scene.store) == "remove_saved"
    assert saved(scene)[0].text_in("en") == "It is on its way"
    team.remove_saved(scene.store, "kg")
    assert saved(scene) == []
    assert team.add_saved(scene.store, "kg", "Yeni").variants == ()
    assert triage.undo(scene.store) == "add_saved"
    assert triage.undo(scene.store) == "remove_saved"
    assert saved(scene)[0].text_in("en") == "It is on its way"


def test_a_use_counts_when_it_was_sent(scene: Scene) -> None:
    scene.arrive(scene.item("1"), scene.item("2"))
    for code in ("kg", "fy"):
        team.add_saved(scene.store, code, code)
    taken_back = outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder("kg", hold=NONE, codes=("kg",)))
    outbox.cancel(scene.store, taken_back)
    assert [row.uses for row in saved(scene)] == [0, 0]
    number = outbox.queue_reply(
        scene.store, scene.id("1"), ReplyOrder("kg fy", hold=NONE, codes=("kg", "fy", "kg"))
    )
    assert outbox.claim(scene.store, scene.lease(), scene.now) is not None
    dispatch.record_sent(scene.store, scene.lease(), number, "r", "", scene.now)
    assert [row.uses for row in saved(scene)] == [1, 1]


def test_two_drafts_never_overwrite_each_other(scene: Scene) -> None:
    assert drafts.save_draft(scene.store, "reply:1", "bir", known="") == "bir"
    assert drafts.save_draft(scene.store, "reply:1", "bir iki", known="bir") == "bir iki"
    assert drafts.save_draft(scene.store, "reply:1", "üç", known="bir") == "bir iki\n\nüç"
    drafts.save_draft(scene.store, "reply:2", "bir\n\nek", known="")
    assert drafts.save_draft(scene.store, "reply:2", "bir iki", known="bir") == "bir iki\n\nek"
    assert drafts.save_draft(scene.store, "private:1", "özel", known="") == "özel"
    with scene.store.reading() as conn:
        texts = {row.key: row.text for row in draft_reads.all(conn, scene.store.actor.login)}
    assert texts == {"reply:1": "bir iki\n\nüç", "reply:2": "bir iki\n\nek", "private:1": "özel"}


def test_a_draft_keeps_its_files_and_saved_replies(scene: Scene) -> None:
    drafts.save_draft(scene.store, "reply:1", "x", media=("/a.png",), alt_texts=("paket",), codes=("kg",))
    with scene.store.reading() as conn:
        row = draft_reads.draft(conn, "reply:1", scene.store.actor.login)
    assert row is not None
    assert (row.media, row.alt_texts, row.codes) == (("/a.png",), ("paket",), ("kg",))
