"""How a world begins: its people, our posts of the last weeks and what was said below them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from meydan.connectors.playground.content import Content, Line, Person
from meydan.connectors.playground.events import Said, Uploaded
from meydan.connectors.playground.world import Account, World, snowflake

_ASCII = str.maketrans("çğıöşüÇĞİÖŞÜâîû", "cgiosuCGIOSUaiu")
_HOSTS = ("", "", "mastodon.example", "sosyal.example", "kahve.example")
_STYLES = ("{first}.{last}", "{first}{last}", "{first}_{year}", "{last}.{first}", "{first}{year}")
_CROWD = {"tr": 130, "en": 50}


def begin(content: Content, seed: int, epoch: datetime) -> World:
    """The world at `epoch`: the same for the same content, seed and epoch."""
    world = World(content.domain)
    for ours in content.accounts:
        made = epoch - timedelta(days=900)
        world.settle(
            Account(
                snowflake(made, ours.handle),
                ours.handle,
                "",
                ours.name,
                ours.bio,
                ours.language,
                "",
                ours.followers,
                made,
                ours=True,
            )
        )
    for number, person in enumerate((*content.people, *_crowd(content, Random(f"{seed}:crowd")))):
        _settle(world, person, epoch - timedelta(days=40 + 13 * (number % 190), minutes=number))
    events: list[Said | Uploaded] = []
    ids = post_ids(content, epoch)
    begun: dict[str, Said] = {}
    for post in content.posts:
        at, by = epoch - post.age, named(world, post.account)
        media: tuple[str, ...] = ()
        if post.image:
            shot = at - timedelta(minutes=1)
            media = (snowflake(shot, post.image),)
            events.append(Uploaded(shot, media[0], by.id, "image/jpeg", post.image))
        begun[post.key] = Said(at, ids[post.key], by.id, post.text, media=media)
        events.append(begun[post.key])
    for thread in content.history:
        events.extend(_thread(world, thread, begun, epoch))
    for event in sorted(events, key=lambda each: (each.at, each.id)):
        world.apply(event)
    for post in content.posts:
        status = world.statuses[ids[post.key]]
        status.likes, status.boosts = post.likes, post.boosts
    return world


def post_ids(content: Content, epoch: datetime) -> dict[str, str]:
    """The status id of each of our posts, by its key in the content."""
    return {post.key: snowflake(epoch - post.age, post.key) for post in content.posts}


def named(world: World, name: str) -> Account:
    """The account that content calls `name`. Raises KeyError, by name."""
    account = world.account(name)
    if account is None:
        raise KeyError(f"nobody is called {name!r}")
    return account


def addressed(text: str, ours: Account, answers: str, direct: bool) -> str:
    """The text as people write it: our name is in it only where nothing else says that it is for us."""
    return text if answers or direct else f"@{ours.acct} {text}"


def _thread(world: World, lines: tuple[Line, ...], begun: dict[str, Said], epoch: datetime) -> Iterator[Said]:
    where = lines[0].where
    post = begun.get(where)
    ours = world.accounts[post.by] if post else named(world, where[1:])
    before, spoke = (post.id if post else ""), ours
    for line in lines:
        if line.age is None:
            raise ValueError(f"no age: {line.text!r}")
        at, by = epoch - line.age, named(world, line.by)
        to = tuple(person for person in dict.fromkeys((spoke, ours)) if person.id != by.id)
        direct = where.startswith("!")
        said = Said(
            at,
            snowflake(at, f"{line.by}:{line.text}"),
            by.id,
            addressed(line.text, ours, before, direct),
            before,
            "direct" if direct else "public",
            tuple(person.id for person in to),
            line.mood,
        )
        before, spoke = said.id, by
        yield said


def _settle(world: World, person: Person, made: datetime) -> None:
    world.settle(
        Account(
            snowflake(made, person.handle),
            person.handle,
            person.host,
            person.name,
            person.bio,
            person.language,
            person.temper,
            person.followers,
            made,
        )
    )


def _crowd(content: Content, chance: Random) -> Iterator[Person]:
    """People without a story of their own, made from first and last names."""
    taken = {person.handle for person in content.people}
    for language, many in _CROWD.items():
        first_names, last_names = content.names[language]
        made = 0
        while made < many:
            first, last = chance.choice(first_names), chance.choice(last_names)
            style, year = chance.choice(_STYLES), chance.randrange(78, 100)
            handle = style.format(first=first, last=last, year=year).translate(_ASCII).lower()
            name = chance.choice((f"{first} {last}", f"{first} {last[0]}.", first))
            temper = chance.choices(("fan", "curious", "fair", "irate"), (2, 3, 4, 2))[0]
            followers = int(chance.paretovariate(1.1) * 12)
            host = chance.choice(_HOSTS)
            if handle in taken:
                continue
            taken.add(handle)
            made += 1
            yield Person(handle, host, name, language, temper, "", followers)
