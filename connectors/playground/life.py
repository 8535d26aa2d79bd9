"""What happens next: people arrive, answer us, like, complain in waves. Driven by the clock it is asked with.

Everything planned has a key, a time and a way to make its event once that time has come. Chance is drawn from
the seed and the key only, so the same seed and the same times make the same life, however finely it is
stepped and wherever it was interrupted.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

from meydan.connectors.playground.answers import Answers
from meydan.connectors.playground.content import Content, Line
from meydan.connectors.playground.events import Event, Followed, Liked, Opened, Said, Scheduled, Unscheduled
from meydan.connectors.playground.history import addressed, named, post_ids
from meydan.connectors.playground.talk import Talk
from meydan.connectors.playground.world import World

_AWAY = timedelta(minutes=30)
_AWAY_EVERY = timedelta(minutes=25)
_AWAY_MOST = 40
_NEXT_WAVE_AFTER = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast people come, in seconds; `wave` is from one complaint of a wave to the next at its height."""

    arrival: tuple[float, float] = (8, 30)
    busy: int = 60
    wave: float = 7
    wave_rises: float = 60
    wave_length: int = 110
    crowd: tuple[float, float] = (8, 30)
    answer: tuple[float, float] = (20, 80)


@dataclass(frozen=True, slots=True)
class _Plan:
    key: str
    at: datetime
    make: Callable[[datetime], Event | None]


class Life:
    """The plans of a world. `notice` everything that happens; `next` says what happens by itself."""

    def __init__(self, content: Content, world: World, seed: int, epoch: datetime, pace: Pace) -> None:
        self._content = content
        self._world = world
        self._seed = seed
        self._pace = pace
        self._talk = Talk(content, world, seed, post_ids(content, epoch))
        self._answers = Answers(content, world, self._talk, seed, pace.answer)
        self._plans: dict[str, _Plan] = {}
        self._queue: list[tuple[datetime, str]] = []
        self._last = epoch
        self._sessions = 0
        self._arrived = 0
        self._wave = -1
        self._complaints = 0
        self._crowd = 0

    def notice(self, event: Event) -> None:
        """Make plans for what follows from an event that has just been applied (now or in a former run)."""
        kind, _, rest = event.plan.partition(":")
        if event.plan:
            self._plans.pop(event.plan, None)
        match kind:
            case "arrival" | "away":
                self._arrived += 1
                if kind == "arrival":
                    self._plan_arrival(event.at)
            case "wave":
                self._complaints += 1
                self._plan_wave(event.at)
            case "crowd":
                self._crowd = int(rest) + 1
                self._plan_crowd(event.at)
        match event:
            case Opened():
                self._open(event.at)
            case Said():
                self._follow(event)
            case Scheduled():
                self._plan(f"due:{event.id}", event.due, partial(self._publish, event))
            case Unscheduled():
                self._plans.pop(f"due:{event.id}", None)
        self._last = max(self._last, event.at)

    def next(self, now: datetime) -> Event | None:
        """The earliest thing due by `now`, if any; apply and notice it before asking again."""
        while self._queue and self._queue[0][0] <= now:
            at, key = heapq.heappop(self._queue)
            plan = self._plans.get(key)
            if plan is None or plan.at != at:
                continue
            del self._plans[key]
            if event := plan.make(at):
                return replace(event, plan=key)
        return None

    # Plans

    def _plan(self, key: str, at: datetime, make: Callable[[datetime], Event | None]) -> None:
        self._plans[key] = _Plan(key, at, make)
        heapq.heappush(self._queue, (at, key))

    def _chance(self, key: str) -> Random:
        return Random(f"{self._seed}:{key}")

    def _open(self, at: datetime) -> None:
        away = at - self._last
        self._plans.pop(self._wave_key(), None)
        if self._sessions == 0 or away > _NEXT_WAVE_AFTER:
            self._wave += 1
            self._complaints = 0
        self._sessions += 1
        if away > _AWAY:
            self._plan_away(at, away)
        self._plan_arrival(at, first=True)
        self._plan_wave(at)
        self._plan_crowd(at)

    def _plan_away(self, at: datetime, away: timedelta) -> None:
        """What was said while nobody kept the server: slowly, as in real life, and not without end."""
        then, chance = at, self._chance(f"away:{self._sessions}")
        for number in range(min(_AWAY_MOST, int(away / _AWAY_EVERY))):
            then -= _AWAY_EVERY * chance.uniform(0.2, 1.5)
            if then <= self._last:
                break
            key = f"away:{self._sessions}:{number}"
            self._plan(key, then, partial(self._arrive, key))

    def _plan_arrival(self, after: datetime, first: bool = False) -> None:
        key = f"arrival:{self._arrived}"
        low, high = self._pace.arrival
        slower = 1 + self._arrived / self._pace.busy
        gap = self._chance(key).uniform(low, high) * (0.5 if first else min(slower, 4))
        self._plan(key, after + timedelta(seconds=gap), partial(self._arrive, key))

    def _plan_wave(self, after: datetime) -> None:
        if self._complaints >= self._pace.wave_length:
            return
        key = self._wave_key()
        done = self._complaints / self._pace.wave_length
        height = 1 - abs(2 * done - 0.9) / 1.1
        gap = self._pace.wave * self._chance(key).uniform(0.5, 1.5) / max(height, 0.12)
        if self._complaints == 0:
            gap = self._pace.wave_rises
        self._plan(key, after + timedelta(seconds=gap), partial(self._complain, key))

    def _wave_key(self) -> str:
        return f"wave:{self._wave}:{self._complaints}"

    def _plan_crowd(self, after: datetime) -> None:
        key = f"crowd:{self._crowd}"
        gap = self._chance(key).uniform(*self._pace.crowd)
        self._plan(key, after + timedelta(seconds=gap), partial(self._quietly, key))

    # What plans make

    def _arrive(self, key: str, at: datetime) -> Event | None:
        line = self._talk.arrival(self._arrived)
        return self._say(at, key, line)

    def _complain(self, key: str, at: datetime) -> Event | None:
        waves = self._content.waves
        return self._say(at, key, self._talk.complaint(waves[self._wave % len(waves)], self._complaints))

    def _say(self, at: datetime, key: str, line: Line) -> Said:
        """A line of content as it is said now."""
        by = named(self._world, line.by)
        post, ours = self._talk.place(line.where)
        made = self._world.new_id(at, key)
        direct = line.where.startswith("!")
        text = addressed(line.text, ours, post, direct)
        return Said(at, made, by.id, text, post, "direct" if direct else "public", (ours.id,), line.mood)

    def _quietly(self, key: str, at: datetime) -> Event | None:
        """Likes and new followers, from people who say nothing."""
        chance = self._chance(key + "!")
        ours = chance.choices(self._world.ours(), [each.followers for each in self._world.ours()])[0]
        person = self._talk.someone(ours.language, chance)
        posts = [each for each in self._world.by(ours.id) if each.visibility == "public"]
        if not posts or chance.random() < 0.2:
            return Followed(at, person.id, ours.id)
        recent = posts[-6:]
        return Liked(at, person.id, chance.choice(recent).id)

    def _publish(self, kept: Scheduled, at: datetime) -> Event:
        """A scheduled status comes out."""
        return Said(
            at,
            self._world.new_id(at, kept.id),
            kept.by,
            kept.text,
            kept.re,
            kept.visibility,
            self._world.mentioned(kept.text),
            media=kept.media,
            language=kept.language,
        )

    # What follows from what was said

    def _follow(self, event: Said) -> None:
        if not self._world.accounts[event.by].ours:
            return
        if event.visibility == "direct" or event.re:
            plans = self._answers.to_reply(event)
        else:
            plans = self._answers.to_post(event)
        for key, at, make in plans:
            self._plan(key, at, make)
