"""The pure part of long lists."""

from __future__ import annotations

from array import array

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from meydan.panes.listing import Listing, Selection, find, new_index


def listing(count: int, height: int = 10) -> Listing:
    made = Listing()
    made.replace(new_index(range(1000, 1000 + count)))
    made.resize(height)
    return made


class Reading(RuleBasedStateMachine):
    """Someone moves about in a list while the store changes under it."""

    @initialize(count=st.integers(0, 200), height=st.integers(1, 40))
    def begin(self, count: int, height: int) -> None:
        self.list = listing(count, height)
        self.newest = 5000

    @rule(rows=st.integers(-60, 60))
    def move(self, rows: int) -> None:
        self.list.move(rows)

    @rule(pages=st.sampled_from([-1.0, -0.5, 0.5, 1.0]))
    def page(self, pages: float) -> None:
        self.list.page(pages)

    @rule(height=st.integers(1, 60))
    def resize(self, height: int) -> None:
        self.list.resize(height)

    @rule()
    def select(self) -> None:
        self.list.toggle()

    @rule()
    def extend(self) -> None:
        self.list.extend(1)

    @rule()
    def range(self) -> None:
        self.list.toggle_range()

    @rule(new=st.integers(0, 5), lose=st.sets(st.integers(0, 199), max_size=20))
    def store_changed(self, new: int, lose: set[int]) -> None:
        before = list(self.list.ids)
        current, line = self.list.current, self.list.cursor - self.list.top
        kept = [id for place, id in enumerate(before) if place not in lose]
        ids = new_index([*range(self.newest, self.newest + new), *kept])
        self.newest += new
        at_top = self.list.cursor < len(ids) and len(ids) > 0
        self.list.replace(ids)
        if current in kept and at_top:
            assert self.list.current == current
            room = 0 < self.list.top < len(ids) - self.list.height
            assert not room or self.list.cursor - self.list.top == line

    @invariant()
    def the_cursor_is_in_view(self) -> None:
        one = self.list
        assert 0 <= one.top <= max(0, len(one) - one.height)
        if len(one):
            assert one.top <= one.cursor < min(len(one), one.top + one.height)
        else:
            assert one.cursor == 0
            assert one.current is None

    @invariant()
    def what_is_selected_is_listed_once(self) -> None:
        targets = self.list.targets()
        assert len(targets) == len(set(targets))


TestReading = Reading.TestCase
TestReading.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_leaving_the_view_downwards_scrolls_the_cursor_to_one_third() -> None:
    one = listing(100, 30)
    one.move_to(29)
    assert one.top == 0
    one.move(1)
    assert (one.cursor, one.top) == (30, 20)


def test_leaving_the_view_upwards_leaves_two_thirds_above() -> None:
    one = listing(100, 30)
    one.move_to(99)
    assert one.top == 70
    one.move_to(70)
    assert one.top == 70
    one.move(-1)
    assert (one.cursor, one.top) == (69, 49)


def test_holding_j_scrolls_once_in_two_thirds_of_a_page() -> None:
    one = listing(1000, 36)
    tops = set()
    for _ in range(600):
        one.move(1)
        tops.add(one.top)
    assert len(tops) <= 600 / 23 + 2


def test_a_row_that_left_gives_its_place_to_the_next_one_kept() -> None:
    one = listing(10)
    one.move_to(4)
    one.replace(new_index([1000, 1001, 1002, 1003, 1006, 1007]))
    assert one.current == 1006


def test_new_rows_at_the_top_show_when_asked_for() -> None:
    one = listing(50)
    one.replace(new_index([1, 2, *range(1000, 1050)]), at_top=True)
    assert (one.current, one.top) == (1000, 0)


@given(st.integers(0, 300), st.integers(0, 300))
def test_an_id_is_found_wherever_one_looks_first(place: int, near: int) -> None:
    ids = new_index(range(500, 801))
    assert find(ids, 500 + place, near) == place
    assert find(ids, 1, near) is None


@given(st.integers(1, 80), st.data())
def test_splicing_the_newest_part_equals_reading_all_anew(count: int, data: st.DataObject) -> None:
    one = listing(count)
    covered = data.draw(st.integers(1, count))
    kept = [id for id in one.ids[: covered - 1] if data.draw(st.booleans())]
    newest = [*kept, one.ids[covered - 1]]
    for new in range(data.draw(st.integers(0, 5))):
        newest.insert(data.draw(st.integers(0, len(newest) - 1)), new)
    spliced = one.spliced(array("I", newest))
    assert spliced == array("I", newest) + one.ids[covered:]


def test_splicing_needs_a_row_in_common() -> None:
    assert listing(10).spliced(new_index([1, 2, 3])) is None


def test_new_rows_are_told_from_known_ones() -> None:
    one = listing(2000)
    assert one.fresh([7, 1000, 1001, 8, 2999]) == [7, 8]


def test_the_index_goes_on_where_the_first_page_ends() -> None:
    one = listing(5)
    one.gone.add(1002)
    whole = new_index([1, 1000, 1001, 1003, 1004, 2000, 2001])
    one.extend_to(whole)
    assert list(one.ids) == [1000, 1001, 1002, 1003, 1004, 2000, 2001]


def test_next_goes_down_over_rows_that_are_gone_and_up_at_the_end() -> None:
    one = listing(5)
    one.gone |= {1001, 1002}
    one.next_open()
    assert one.current == 1003
    one.gone |= {1003, 1004}
    one.next_open()
    assert one.current == 1000
    one.gone.add(1000)
    one.next_open()
    assert one.current == 1000


def test_selecting_thousands_and_all_but_one() -> None:
    one = listing(5000)
    one.select_all()
    one.move_to(17)
    one.toggle()
    assert one.count() == 4999
    targets = one.targets()
    assert len(targets) == 4999
    assert 1017 not in targets
    one.select_all()
    assert one.count() == 0
    assert one.targets() == [1017]


def test_a_range_takes_what_lies_between_and_stays_when_it_ends() -> None:
    one = listing(20)
    one.move_to(12)
    one.toggle_range()
    one.move_to(9)
    assert one.targets() == [1009, 1010, 1011, 1012]
    assert one.count() == 4
    one.toggle_range()
    one.move_to(0)
    assert one.targets() == [1009, 1010, 1011, 1012]
    assert one.clear_selection()
    assert not one.clear_selection()


def test_extending_selects_both_rows() -> None:
    one = listing(5)
    one.extend(1)
    one.extend(1)
    assert one.targets() == [1000, 1001, 1002]


@given(st.sets(st.integers(0, 20)), st.sets(st.integers(0, 20)), st.booleans())
def test_a_selection_is_a_set(add: set[int], toggle: set[int], all: bool) -> None:
    selection = Selection()
    selection.invert_all(all)
    expected = set(range(21)) if all else set()
    selection.add(add)
    expected |= add
    for id in toggle:
        selection.toggle(id)
        expected ^= {id}
    assert {id for id in range(21) if id in selection} == expected
    assert selection.count(21) == len(expected)
