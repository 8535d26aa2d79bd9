"""How people react to us: they answer, thank, ask on, stay angry, like, think better of what they wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random

from meydan.connectors.playground.content import Ask, Content, Line
from meydan.connectors.playground.events import Deleted, Edited, Event, Liked, Said
from meydan.connectors.playground.history import named
from meydan.connectors.playground.talk import Talk
from meydan.connectors.playground.world import Account, Status, World

Reaction = tuple[str, datetime, Callable[[datetime], Event | None]]

_MOODS = {"-": "complaint", "?": "question", "+": "praise", ".": "neutral"}
_SILENT = "silent"
# How likely each manner is, by what we answered and by temper; later in a conversation people calm down.
_MANNERS: dict[str, dict[str, dict[str, float]]] = {
    "complaint": {
        "fan": {"thanks": 8, "more": 2},
        "curious": {"thanks": 5, "more": 4, _SILENT: 1},
        "fair": {"thanks": 6, "more": 3, "angry": 1},
        "irate": {"thanks": 1, "more": 2, "angry": 7},
    },
    "question": {
        "fan": {"thanks": 8, "more": 2},
        "curious": {"thanks": 4, "more": 6},
        "fair": {"thanks": 7, "more": 2, _SILENT: 1},
        "irate": {"thanks": 3, "more": 3, _SILENT: 4},
    },
    "praise": {"fan": {"thanks": 6, _SILENT: 4}},
    "neutral": {"fan": {"thanks": 5, _SILENT: 5}},
}
_MOOD_OF_MANNER = {"thanks": "+", "more": "?", "angry": "-"}
_TURNS = 3
_ASKED_ON_POST = (3, 6)


class Answers:
    """Plans the reactions to one act of ours."""

    def __init__(
        self, content: Content, world: World, talk: Talk, seed: int, delay: tuple[float, float]
    ) -> None:
        self._content = content
        self._world = world
        self._talk = talk
        self._seed = seed
        self._delay = delay
        self._drawn: dict[object, int] = {}

    def to_reply(self, event: Said) -> Iterator[Reaction]:
        """What a person does once we have answered (or written privately to) them."""
        target = self._world.statuses.get(event.re)
        person = self._world.accounts.get(target.by if target else next(iter(event.to), ""))
        if person is None or person.ours or person.temper == "spam" or self._turn(event) > _TURNS:
            return
        chance = Random(f"{self._seed}:answer:{event.id}")
        seen = event.at + timedelta(seconds=chance.uniform(*self._delay))
        topic = _MOODS.get(target.mood if target else ".", "neutral")
        ask = self._asked(event.text, person)
        manner = "more" if ask else self._manner(topic, person, self._turn(event), chance)
        if manner == "thanks" or (topic == "praise" and chance.random() < 0.8):
            yield f"like:{event.id}", seen - timedelta(seconds=5), self._like(event, person)
        if ask:
            text = self._draw((ask.language, ask.words), ask.answers)
            yield f"answer:{event.id}", seen, self._answer(event, person, text, ".", ask.direct)
        elif manner != _SILENT:
            pool = self._content.replies[(person.language, topic, manner)]
            text = self._draw((person.language, topic, manner), pool)
            mood = _MOOD_OF_MANNER[manner]
            yield f"answer:{event.id}", seen, self._answer(event, person, text, mood, direct=False)
        if target and manner == "thanks" and topic == "complaint" and chance.random() < 0.3:
            later = seen + timedelta(seconds=chance.uniform(15, 60))
            yield f"soften:{target.id}", later, self._soften(target, person, chance)

    def to_post(self, event: Said) -> Iterator[Reaction]:
        """What people say below a new post of ours."""
        language = self._world.accounts[event.by].language
        pool = tuple(line for line in self._content.reactions if line.where == language)
        chance = Random(f"{self._seed}:post:{event.id}")
        at = event.at
        for number in range(chance.randint(*_ASKED_ON_POST)):
            at += timedelta(seconds=chance.uniform(*self._delay) * (1 + number))
            line = self._draw_line(language, pool)
            person = named(self._world, line.by)
            yield (
                f"react:{event.id}:{number}",
                at,
                self._answer(event, person, line.text, line.mood, direct=False),
            )

    def _turn(self, event: Said) -> int:
        """The how-manieth answer of ours in this conversation an act is."""
        status = self._world.statuses[event.id]
        return 1 + sum(each.by == event.by and bool(each.re) for each in self._world.ancestors(status))

    def _asked(self, text: str, person: Account) -> Ask | None:
        said = text.replace("İ", "i").replace("I", "ı" if person.language == "tr" else "i").casefold()
        for ask in self._content.asks:
            if ask.language == person.language and any(word in said for word in ask.words):
                return ask
        return None

    def _manner(self, topic: str, person: Account, turn: int, chance: Random) -> str:
        of_topic = _MANNERS[topic]
        weights = dict(of_topic.get(person.temper, of_topic["fan"]))
        weights["thanks"] *= turn**2
        return chance.choices(list(weights), list(weights.values()))[0]

    def _draw(self, key: object, pool: tuple[str, ...]) -> str:
        """The next text of a pool, in this world's order: nothing is said twice before all was said once."""
        number = self._drawn.get(key, 0)
        self._drawn[key] = number + 1
        order = Random(f"{self._seed}:{key}:{number // len(pool)}").sample(pool, len(pool))
        return order[number % len(pool)]

    def _draw_line(self, language: str, pool: tuple[Line, ...]) -> Line:
        texts = {line.text: line for line in pool}
        return texts[self._draw(("reaction", language), tuple(texts))]

    def _answer(
        self, event: Said, person: Account, text: str, mood: str, direct: bool
    ) -> Callable[[datetime], Event | None]:
        def make(at: datetime) -> Event | None:
            ours = self._world.accounts[event.by]
            if self._world.statuses[event.id].deleted or self._world.blocks(ours.id, person.id):
                return None
            key = f"answer:{event.id}:{person.id}"
            private = direct or event.visibility == "direct"
            aside = direct and event.visibility != "direct"
            return Said(
                at,
                self._world.new_id(at, key),
                person.id,
                text,
                "" if aside else event.id,
                "direct" if private else "public",
                (ours.id,),
                mood,
            )

        return make

    def _like(self, event: Said, person: Account) -> Callable[[datetime], Event | None]:
        def make(at: datetime) -> Event | None:
            gone = self._world.statuses[event.id].deleted
            return None if gone else Liked(at, person.id, event.id)

        return make

    def _soften(self, target: Status, person: Account, chance: Random) -> Callable[[datetime], Event | None]:
        take_back = chance.random() < 0.25
        added = chance.choice(self._content.softened[person.language])

        def make(at: datetime) -> Event | None:
            if target.deleted:
                return None
            return Deleted(at, target.id) if take_back else Edited(at, target.id, f"{target.text}\n\n{added}")

        return make
