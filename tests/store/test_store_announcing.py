"""What other processes hear of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event

from meydan.store.changes import Changes
from meydan.store.writes import drafts, leases
from tests.store.conftest import NOON, Scene

TTL = timedelta(seconds=10)


@pytest.fixture
def changes(scene: Scene) -> Iterator[Changes]:
    watch = scene.store.changes()
    yield watch
    watch.close()


def test_a_lease_that_is_only_renewed_is_no_news(scene: Scene, changes: Changes) -> None:
    fence = scene.lease()
    assert changes.wait(2)
    leases.renew(scene.store, fence, TTL, NOON)
    assert not changes.wait(0.3)
    drafts.save_draft(scene.store, "reply:1", "merhaba")
    assert changes.wait(2)


def test_a_write_that_changes_nothing_is_no_news(scene: Scene, changes: Changes) -> None:
    drafts.drop_draft(scene.store, "reply:none")
    assert not changes.wait(0.3)


def test_a_write_again_is_the_same_statements(scene: Scene) -> None:
    """The driver keeps statements by their text: one that differs each time drives the others out."""
    heard: list[list[str]] = []

    def hear(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        heard[-1].append(statement)

    event.listen(scene.store.engine, "before_cursor_execute", hear)
    for text in ("bir", "iki", "üç", "dört"):
        heard.append([])
        drafts.save_draft(scene.store, "reply:1", text)
    assert heard[1] == heard[2] == heard[3]
