"""Indexes that lists have in common."""

from __future__ import annotations

import gc

from meydan.panes.indexes import Indexes
from meydan.panes.listing import Listing, new_index


def test_equal_indexes_are_one() -> None:
    indexes = Indexes()
    one = indexes.shared(new_index([3, 2, 1]))
    assert indexes.shared(new_index([3, 2])) is not one
    assert indexes.shared(new_index([3, 2, 1])) is one


def test_what_no_list_holds_is_not_kept() -> None:
    indexes = Indexes()
    held = indexes.shared(new_index([1]))
    for number in range(100):
        indexes.shared(new_index([number, number]))
    gc.collect()
    assert indexes.shared(new_index([1])) is held
    assert len(indexes._held) == 1


def test_moving_and_choosing_leave_an_index_as_it_is() -> None:
    ids = new_index(range(100))
    one = Listing()
    one.replace(ids)
    one.resize(10)
    one.extend(1)
    one.move_to(99)
    one.select_all()
    one.replace(one.spliced(new_index([200, 0, 1])) or ids)
    assert ids == new_index(range(100))
    assert one.ids[0] == 200


def test_what_begins_as_the_list_does_is_taken_as_it_is() -> None:
    one = Listing()
    one.replace(new_index(range(10)))
    whole = new_index(range(1000))
    one.extend_to(whole)
    assert one.ids is whole
