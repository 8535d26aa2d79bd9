"""The world and its life: the same under a seed, moved by the clock alone, believable."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from meydan.connectors.playground.events import Blocked, Deleted, Edited, Said, to_json
from meydan.connectors.playground.life import Pace
from meydan.connectors.playground.playground import Playground
from meydan.connectors.playground.world import Status
from tests.playground.kit import BEGIN, CONTENT, StepClock


def world_after(seed: int, minutes: int, steps: int, answer: bool = True) -> Playground:
    clock = StepClock()
    playground = Playground(CONTENT, clock, seed=seed, pace=Pace())
    if answer:
        complaint = next(s for s in playground.world.statuses.values() if "3 gündür kargo" in s.text)
        ours = playground.world.account("anadolukahve")
        assert ours
        playground.happen(
            Said(clock(), "1", ours.id, "Sipariş numaranız nedir?", complaint.id, to=(complaint.by,))
        )
    for _ in range(steps):
        clock.step(seconds=minutes * 60 / steps)
        playground.advance()
    return playground


def told(playground: Playground) -> list[dict[str, object]]:
    return [to_json(event) for event in playground.happened]


def fresh(playground: Playground) -> list[Status]:
    return [each for each in playground.world.statuses.values() if each.at > BEGIN]


def test_the_same_seed_makes_the_same_life_however_it_is_stepped() -> None:
    coarse, fine = world_after(3, 40, 1), world_after(3, 40, 400)
    assert told(coarse) == told(fine)
    assert coarse.world.statuses == fine.world.statuses
    assert told(world_after(4, 40, 1)) != told(coarse)


def test_nothing_happens_while_the_clock_stands_still() -> None:
    clock = StepClock()
    playground = Playground(CONTENT, clock, seed=1, pace=Pace())
    before = len(playground.happened)
    for _ in range(50):
        playground.advance()
    assert len(playground.happened) == before


def test_the_content_is_large_distinct_and_in_two_languages() -> None:
    written = [line.text for thread in CONTENT.history for line in thread]
    written += [line.text for line in (*CONTENT.arrivals, *CONTENT.reactions)]
    written += [line.text for wave in CONTENT.waves for line in wave.lines]
    written += [text for texts in CONTENT.replies.values() for text in texts]
    assert len(set(written)) == len(written) > 350
    languages = {person.handle: person.language for person in CONTENT.people}
    spoken = Counter(languages.get(line.by.partition("@")[0], "") for line in CONTENT.arrivals)
    assert spoken["tr"] > 60 and spoken["en"] > 15
    moods = Counter(line.mood for thread in CONTENT.history for line in thread)
    assert set(moods) == {"+", "-", "?", ".", "!"}


def test_answers_come_after_what_they_answer_and_from_people_who_exist() -> None:
    playground = world_after(9, 240, 4)
    for status in playground.world.statuses.values():
        assert status.by in playground.world.accounts
        if status.re:
            assert playground.world.statuses[status.re].at < status.at, status.text


def test_the_complaint_wave_swells_and_dies_down() -> None:
    playground = world_after(5, 120, 1, answer=False)
    complaints = Counter(
        int((each.at - BEGIN) / timedelta(minutes=5))
        for each in fresh(playground)
        if _is_wave(playground, each)
    )
    height = max(complaints.values())
    assert complaints[0] < height / 2
    assert height >= 20
    assert sum(complaints[number] for number in range(18, 24)) <= height / 4
    speakers = {each.by for each in fresh(playground) if _is_wave(playground, each)}
    assert len(speakers) > 50


def test_all_day_long_nobody_repeats_a_hand_written_line() -> None:
    playground = world_after(6, 600, 10, answer=False)
    said = Counter(each.text for each in fresh(playground))
    written = {line.text for line in CONTENT.arrivals}
    assert len(fresh(playground)) > 400
    assert all(said[text] <= 1 for text in written)
    assert not any("{" in text for text in said)


def test_people_answer_by_their_temper_and_spam_never_does() -> None:
    clock = StepClock()
    playground = Playground(CONTENT, clock, seed=2, pace=Pace())
    targets = [
        status
        for status in list(playground.world.statuses.values())
        if not playground.world.accounts[status.by].ours and status.visibility == "public"
    ]
    for number, target in enumerate(targets):
        ours = next(account for account in playground.world.ours() if account.id in target.to)
        text = "Merhaba, hemen ilgileniyoruz."
        playground.happen(Said(clock(), str(number + 1), ours.id, text, target.id, to=(target.by,)))
    clock.step(minutes=4)
    playground.advance()
    moods: dict[str, Counter[str]] = {}
    for number, target in enumerate(targets):
        temper = playground.world.accounts[target.by].temper
        for back in playground.world.replies(str(number + 1)):
            assert back.by == target.by
            moods.setdefault(f"{temper}{target.mood}", Counter())[back.mood] += 1
    assert not any(key.startswith("spam") for key in moods)
    assert moods["fair-"]["+"] > moods["fair-"]["-"]
    assert moods["irate-"]["-"] > moods["irate-"]["+"]
    assert any(isinstance(event, Edited) for event in playground.happened)
    assert any(isinstance(event, Deleted) for event in playground.happened)


def test_a_machine_that_slept_does_not_wake_to_a_backlog() -> None:
    slept, awake = world_after(5, 60 * 24, 1, answer=False), world_after(5, 60 * 24, 24, answer=False)
    assert 10 < len(fresh(slept)) <= 40
    assert len(fresh(awake)) > 600
    assert fresh(slept)[-1].at > BEGIN + timedelta(hours=23)


def test_a_conversation_ends() -> None:
    clock = StepClock()
    playground = Playground(CONTENT, clock, seed=2, pace=Pace())
    target = next(s for s in playground.world.statuses.values() if "Toptan satış" in s.text)
    turns = 0
    for number in range(8):
        ours = playground.world.accounts[target.to[0]]
        made = str(number + 1)
        playground.happen(Said(clock(), made, ours.id, "Buyurun.", target.id, to=(target.by,)))
        clock.step(minutes=3)
        playground.advance()
        answers = playground.world.replies(made)
        if not answers:
            break
        turns, target = turns + 1, answers[0]
    assert 1 <= turns <= 3


def test_a_blocked_person_is_heard_no_more() -> None:
    clock = StepClock()
    playground = Playground(CONTENT, clock, seed=2, pace=Pace())
    ours, loud = playground.world.account("anadolukahve"), playground.world.account("merve.kaya")
    assert ours and loud
    assert any(each.by == loud.id for each in playground.world.notifications(ours.id))
    playground.happen(Blocked(clock(), ours.id, loud.id))
    clock.step(minutes=30)
    playground.advance()
    assert not any(each.by == loud.id for each in playground.world.notifications(ours.id))


def _is_wave(playground: Playground, status: Status) -> bool:
    return any(
        isinstance(event, Said) and event.id == status.id and event.plan.startswith("wave:")
        for event in playground.happened
    )
