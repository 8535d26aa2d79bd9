"""What the playground's world is made of: the hand-written files in `data/`, as frozen values."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from importlib import resources
from typing import Any

_AGE = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


@dataclass(frozen=True, slots=True)
class BrandAccount:
    """One of our accounts on the platform."""

    handle: str
    name: str
    bio: str
    language: str
    followers: int


@dataclass(frozen=True, slots=True)
class Person:
    """Someone out there. `temper`: fan, curious, fair, irate or spam; `host` is "" on our own server."""

    handle: str
    host: str
    name: str
    language: str
    temper: str
    bio: str
    followers: int


@dataclass(frozen=True, slots=True)
class BrandPost:
    """A post of ours, `age` before the world begins."""

    key: str
    account: str
    age: timedelta
    text: str
    likes: int
    boosts: int
    image: str


@dataclass(frozen=True, slots=True)
class Line:
    """One message: who, when (None: when life gets to it), mood, where, what.

    `where` is a post's key, `@account` (a mention), `!account` (a private message), `new:account` (the
    account's newest post) or "" (an answer to the line before).
    """

    by: str
    age: timedelta | None
    mood: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Template:
    """A message with `{slots}`, for when all hand-written ones have been said."""

    language: str
    mood: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What people answer when our reply has one of `words` in it; `direct` answers come privately."""

    language: str
    words: tuple[str, ...]
    direct: bool
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wave:
    """Many complaints of one kind that come faster and faster, then die down."""

    key: str
    lines: tuple[Line, ...]
    templates: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class Campaign:
    """An ad campaign. `pace` is spend relative to the plan, amounts are a month's in `currency`."""

    id: str
    account: str
    name: str
    network: str
    currency: str
    budget: Decimal
    pace: Decimal
    cost_per_click: Decimal
    click_rate: Decimal
    conversion_rate: Decimal
    order_value: Decimal


@dataclass(frozen=True, slots=True)
class Trend:
    """Something talked about (`kind` tag or link): `base` uses a day, swelling by `growth`.

    The swell is at half `middle` hours after the world begins, and takes some times `width` hours.
    """

    id: str
    kind: str
    title: str
    account: str
    base: int
    growth: float
    middle: float
    width: float
    excerpt: str
    url: str


@dataclass(frozen=True, slots=True)
class Content:
    """All of it. `replies` are what people say to our answers, by (language, mood, manner)."""

    title: str
    domain: str
    accounts: tuple[BrandAccount, ...]
    people: tuple[Person, ...]
    names: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
    posts: tuple[BrandPost, ...]
    history: tuple[tuple[Line, ...], ...]
    arrivals: tuple[Line, ...]
    reactions: tuple[Line, ...]
    templates: tuple[Template, ...]
    slots: dict[str, dict[str, tuple[str, ...]]]
    waves: tuple[Wave, ...]
    replies: dict[tuple[str, str, str], tuple[str, ...]]
    softened: dict[str, tuple[str, ...]]
    asks: tuple[Ask, ...]
    campaigns: tuple[Campaign, ...]
    trends: tuple[Trend, ...]


def load() -> Content:
    """The content of the package's files."""
    brand = _file("brand")
    people = _file("people")
    talk = _file("talk")
    market = _file("market")
    history = [_file(name) for name in ("history_tr", "history_en", "private")]
    return Content(
        title=brand["title"],
        domain=brand["domain"],
        accounts=tuple(BrandAccount(**each) for each in brand["account"]),
        people=tuple(_person(each) for each in people["people"]),
        names={lang: (tuple(each["first"]), tuple(each["last"])) for lang, each in people["names"].items()},
        posts=tuple(
            BrandPost(**{"likes": 0, "boosts": 0, "image": "", **each, "age": span(each["age"])})
            for each in brand["post"]
        ),
        history=tuple(thread for file in history for thread in _threads(file)),
        arrivals=tuple(_line(each) for each in _file("arrivals")["said"]),
        reactions=tuple(_line(each) for each in talk["reactions"]),
        templates=tuple(Template(*each) for each in talk["templates"]),
        slots={
            language: {name: tuple(words) for name, words in slots.items()}
            for language, slots in talk["slots"].items()
        },
        waves=tuple(_wave(each) for each in _file("waves")["wave"]),
        replies={
            (language, mood, manner): tuple(texts)
            for language, moods in talk["replies"].items()
            for mood, manners in moods.items()
            for manner, texts in manners.items()
        },
        softened={language: tuple(texts) for language, texts in talk["softened"].items()},
        asks=tuple(
            Ask(each["language"], tuple(each["words"]), each["direct"], tuple(each["answers"]))
            for each in talk["ask"]
        ),
        campaigns=tuple(_campaign(each) for each in market["campaign"]),
        trends=tuple(Trend(**{"url": "", **each}) for each in market["trend"]),
    )


def span(text: str) -> timedelta:
    """`3d4h20m` as a duration. Raises ValueError."""
    found = _AGE.fullmatch(text)
    if not text or found is None:
        raise ValueError(f"not an age: {text!r}")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "data" / f"{name}.toml").read_text("utf-8"))


def _person(row: list[Any]) -> Person:
    handle, name, language, temper, followers, bio = row
    local, _, host = handle.partition("@")
    return Person(local, host, name, language, temper, bio, followers)


def _threads(file: dict[str, Any]) -> list[tuple[Line, ...]]:
    single = [(_line(each),) for each in file.get("said", [])]
    longer = []
    for thread in file.get("thread", []):
        (by, age, mood, text), *rest = thread["lines"]
        head = Line(by, span(age), mood, thread["where"], text)
        longer.append((head, *(Line(who, span(when), how, "", what) for who, when, how, what in rest)))
    return single + longer


def _line(row: list[str]) -> Line:
    """[by, age, mood, where, text], or without the age."""
    if len(row) == 5:
        by, age, mood, where, text = row
        return Line(by, span(age), mood, where, text)
    by, mood, where, text = row
    return Line(by, None, mood, where, text)


def _wave(each: dict[str, Any]) -> Wave:
    return Wave(
        each["key"],
        tuple(_line(row) for row in each["said"]),
        tuple(Template(*row) for row in each["templates"]),
    )


def _campaign(each: dict[str, Any]) -> Campaign:
    texts = {"id", "account", "name", "network", "currency"}
    values: dict[str, Any] = {
        name: value if name in texts else Decimal(value) for name, value in each.items()
    }
    return Campaign(**values)
