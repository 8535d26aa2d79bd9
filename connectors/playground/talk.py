"""Who says what next: hand-written lines in a seeded order, then templates from people of the crowd."""

from __future__ import annotations

from random import Random

from meydan.connectors.playground.content import Content, Line, Template, Wave
from meydan.connectors.playground.history import named
from meydan.connectors.playground.world import Account, World

_CROSS = ("fair", "irate")
_CALM = ("fan", "curious", "fair")


class Talk:
    """Draws lines for life; the same seed and the same numbers draw the same lines."""

    def __init__(self, content: Content, world: World, seed: int, posts: dict[str, str]) -> None:
        self._content = content
        self._world = world
        self._seed = seed
        self._posts = posts
        self._arrivals = self._mixed(content.arrivals)
        known = {person.handle for person in content.people}
        self._crowd: dict[tuple[str, bool], list[Account]] = {}
        for person in world.accounts.values():
            if not person.ours and person.handle not in known:
                for cross in (True, False):
                    if person.temper in (_CROSS if cross else _CALM):
                        self._crowd.setdefault((person.language, cross), []).append(person)

    def arrival(self, number: int) -> Line:
        """The `number`-th thing said by someone who arrives."""
        if number < len(self._arrivals):
            return self._arrivals[number]
        chance = Random(f"{self._seed}:template:{number}")
        return self._filled(chance.choice(self._content.templates), chance)

    def complaint(self, wave: Wave, number: int) -> Line:
        """The `number`-th complaint of a wave."""
        if number < len(wave.lines):
            return wave.lines[number]
        chance = Random(f"{self._seed}:{wave.key}:{number}")
        return self._filled(chance.choice(wave.templates), chance)

    def someone(self, language: str, chance: Random, mood: str = ".") -> Account:
        """A person of the crowd whom none of our accounts blocks, if there is one left."""
        crowd = self._crowd[language, mood == "-"]
        for person in chance.sample(crowd, len(crowd)):
            if not any(self._world.blocks(ours.id, person.id) for ours in self._world.ours()):
                return person
        return crowd[0]

    def place(self, where: str) -> tuple[str, Account]:
        """What a line answers (a status id, or "" for a mention or private message) and whose it is."""
        if where[0] in "@!":
            return "", named(self._world, where[1:])
        if where.startswith("new:"):
            ours = named(self._world, where[4:])
            posts = [each for each in self._world.by(ours.id) if not each.re and each.visibility == "public"]
            return (posts[-1].id if posts else ""), ours
        post = self._world.statuses[self._posts[where]]
        return ("" if post.deleted else post.id), self._world.accounts[post.by]

    def _mixed(self, lines: tuple[Line, ...]) -> list[Line]:
        """The lines in the order of this world; what one person says stays in the order it was written."""
        left: dict[str, list[Line]] = {}
        for line in reversed(lines):
            left.setdefault(line.by, []).append(line)
        speakers = Random(f"{self._seed}:arrivals").sample([line.by for line in lines], len(lines))
        return [left[by].pop() for by in speakers]

    def _filled(self, template: Template, chance: Random) -> Line:
        slots = {
            name: chance.choice(words)
            for name, words in self._content.slots[template.language].items()
            if f"{{{name}}}" in template.text
        }
        person = self.someone(template.language, chance, template.mood)
        text = template.text.format_map(slots)
        first = "İ" if text[0] == "i" and template.language == "tr" else text[0].upper()
        return Line(person.acct, None, template.mood, template.where, (first + text[1:]).strip())
