"""Rows and the changes on their way."""

from __future__ import annotations

from meydan.panes.rowcache import RowCache

Row = tuple[int, str]


def done(row: Row) -> Row:
    return (row[0], "done")


def tagged(row: Row) -> Row:
    return (row[0], row[1] + "+k")


def cache(*ids: int) -> RowCache[Row]:
    made: RowCache[Row] = RowCache()
    made.put(ids, {id: (id, "open") for id in ids})
    return made


def test_a_change_shows_before_the_store_has_it_and_survives_older_answers() -> None:
    rows = cache(1, 2)
    ticket = rows.change([1], done)
    assert rows.get(1) == (1, "done")
    asked = rows.asking()
    rows.put([1, 2], {1: (1, "open"), 2: (2, "open")})
    rows.answered(asked)
    assert rows.get(1) == (1, "done")
    rows.settle(ticket)
    assert rows.get(1) == (1, "done")


def test_what_the_store_says_after_it_was_done_counts() -> None:
    rows = cache(1)
    ticket = rows.change([1], done)
    rows.settle(ticket)
    asked = rows.asking()
    rows.put([1], {1: (1, "open")})
    rows.answered(asked)
    assert rows.get(1) == (1, "open")


def test_an_answer_asked_for_before_it_settled_does_not_take_a_change_back() -> None:
    rows = cache(1)
    ticket = rows.change([1], done)
    asked = rows.asking()
    rows.settle(ticket)
    rows.put([1], {1: (1, "open")})
    rows.answered(asked)
    assert rows.get(1) == (1, "done")


def test_changes_lie_upon_each_other_in_their_order() -> None:
    rows = cache(1)
    first = rows.change([1], done)
    rows.change([1], tagged)
    assert rows.get(1) == (1, "done+k")
    rows.settle(first)
    asked = rows.asking()
    rows.put([1], {1: (1, "closed")})
    rows.answered(asked)
    assert rows.get(1) == (1, "closed+k")


def test_rows_read_later_are_changed_too() -> None:
    rows = cache()
    rows.change([5], done)
    rows.put([5], {5: (5, "open")})
    assert rows.get(5) == (5, "done")


def test_what_the_store_lost_is_known_as_lost() -> None:
    rows = cache(1)
    rows.change([1], done)
    rows.put([1], {})
    assert 1 in rows
    assert rows.get(1) is None
    assert rows.missing([1, 2]) == [2]


def test_an_unchanged_row_stays_the_same_object() -> None:
    rows = cache(1)
    before = rows.get(1)
    rows.put([1], {1: (1, "open")})
    assert rows.get(1) is before


def test_rows_far_away_are_forgotten() -> None:
    rows = cache(*range(10))
    rows.keep_only([3, 4])
    assert len(rows) == 2
    assert rows.missing(range(10)) == [0, 1, 2, 5, 6, 7, 8, 9]
