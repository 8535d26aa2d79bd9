"""What other processes hear of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

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
