"""How pressing an item is, in words of both languages; the splits and what they ask for."""

from __future__ import annotations

from datetime import timedelta

from meydan.insight.sla import Clock
from meydan.panes.inbox.query import Asking
from meydan.panes.inbox.reading import Reading, reading_lines
from meydan.panes.inbox.splits import AT_WORK, LISTED, query_of, splits
from meydan.panes.inbox.urgency import REASONS, clock_words, reason_spans
from meydan.store.priority import BOOST, POINTS
from meydan.store.rows.inbox import InboxQuery
from meydan.store.rows.people import SavedSplitRow
from tests.panes.panes_kit import ENGLISH, NOW, TURKISH, item, plain

ASKING = Asking("ayse", NOW, (("dm", NOW),))


def test_every_reason_has_a_word() -> None:
    assert set(REASONS) == {one.reason for one in POINTS} | {BOOST}


def test_the_reasons_are_told_those_that_weigh_most_first() -> None:
    row = item(1, urgent=True, sentiment="negative", question=True, boost=2)
    assert plain(reason_spans(row, ENGLISH)) == "11 points  urgent +4 · negative +3 · asks +2 · rules +2"
    assert plain(reason_spans(row, TURKISH)) == "11 puan  acil +4 · olumsuz +3 · soru +2 · kurallar +2"
    assert plain(reason_spans(item(1, spam=True), ENGLISH)) == "-12 points  spam -12"
    assert reason_spans(item(1), ENGLISH) == ()


def test_the_clock_in_words() -> None:
    soon = Clock(timedelta(minutes=12), late=False, soon=True)
    late = Clock(timedelta(hours=2), late=True, soon=True)
    assert (clock_words(soon, ENGLISH).text, clock_words(soon, ENGLISH).ink) == ("due in 12m", "amber")
    assert (clock_words(late, ENGLISH).text, clock_words(late, ENGLISH).ink) == ("2h late", "bad")
    assert clock_words(late, TURKISH).text == "2sa gecikti"


def test_the_reading_pane_says_how_pressing_it_is() -> None:
    row = item(1, sentiment="negative")
    clock = Clock(timedelta(minutes=5), late=False, soon=True)
    lines, _ = reading_lines(Reading(row, "Instagram", clock=clock), 60, NOW, ENGLISH)
    shown = "\n".join(map(plain, lines))
    assert "due in 5m" in shown
    assert "3 points  negative +3" in shown


def test_what_the_splits_ask_for() -> None:
    asked = {split.key: query_of(split, ASKING) for split in splits() if split not in LISTED}
    assert asked == {
        "all": InboxQuery(states=AT_WORK),
        "negative": InboxQuery(states=AT_WORK, sentiments=frozenset({"negative"})),
        "question": InboxQuery(states=AT_WORK, question=True),
        "unassigned": InboxQuery(states=AT_WORK, assignee=""),
        "mine": InboxQuery(states=AT_WORK, assignee="ayse"),
        "waiting": InboxQuery(states=frozenset({"waiting"})),
        "snoozed": InboxQuery(states=frozenset({"snoozed"})),
        "dm": InboxQuery(states=AT_WORK, kinds=frozenset({"dm"})),
        "review": InboxQuery(states=AT_WORK, kinds=frozenset({"review"})),
    }
    assert splits()[-3:] == LISTED


def test_saved_splits_stand_before_the_failed_ones_and_are_asked_anew_each_time() -> None:
    saved = SavedSplitRow(4, "ayse", "Geç kalan", "is:late kargo sort:priority")
    own, *last = splits([saved])[-4:]
    assert (own.key, own.title, tuple(last)) == ("saved 4", "Geç kalan", LISTED)
    assert query_of(own, ASKING, "oldest") == InboxQuery(
        states=AT_WORK, late=ASKING.late, search="kargo", order="priority"
    )
    later = Asking("ayse", NOW, (("dm", NOW + timedelta(minutes=1)),))
    assert query_of(own, later).late == later.late
