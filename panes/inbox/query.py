"""What a person types into the filter line, as a query of the inbox."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from meydan.insight.sla import RUNNING
from meydan.insight.text import fold
from meydan.panes.marks import SHORTS
from meydan.store.rows.inbox import ORDERS, InboxQuery, ItemRow

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "platform": "platform",
        "account": "account",
        "hesap": "account",
        "tag": "tag",
        "etiket": "tag",
        "lang": "lang",
        "dil": "lang",
        "kind": "kind",
        "tur": "kind",
        "state": "state",
        "durum": "state",
        "tone": "tone",
        "sentiment": "tone",
        "duygu": "tone",
        "to": "assignee",
        "assignee": "assignee",
        "kime": "assignee",
        "since": "since",
        "son": "since",
        "is": "is",
        "sort": "sort",
        "sira": "sort",
        "sirala": "sort",
    }
)
"""Token names in both languages, folded."""

VALUES: Mapping[str, str] = MappingProxyType(
    {
        "olumlu": "positive",
        "olumsuz": "negative",
        "notr": "neutral",
        "yorum": "comment",
        "bahis": "mention",
        "ozel": "dm",
        "degerlendirme": "review",
        "acik": "open",
        "bekleyen": "waiting",
        "ertelenen": "snoozed",
        "biten": "done",
        "yildizli": "starred",
        "soru": "question",
        "atanmamis": "unassigned",
        "benim": "mine",
        "gec": "late",
        "gecikmis": "late",
        "yeni": "newest",
        "eski": "oldest",
        "oncelik": "priority",
        "+": "positive",
        "-": "negative",
        "0": "neutral",
    }
)
"""Turkish and short values, folded, and what the store calls them."""

_SINCE = re.compile(r"(\d{1,4})([hdwsg])")
_UNITS = {"h": 1, "s": 1, "d": 24, "g": 24, "w": 168}
_TOKEN = re.compile(r"([^\s:]+):(\S+)")


Late = tuple[tuple[str, datetime], ...]
"""Kinds with the moment up to which an item of them must have come to be late (`Sla.cutoffs`)."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who types a filter, when, and what is late then."""

    login: str
    now: datetime
    late: Late


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query, the words to mark in texts, and tokens that say nothing."""

    query: InboxQuery
    words: tuple[str, ...]
    unknown: tuple[str, ...]


def parse(text: str, base: InboxQuery, login: str, now: datetime, late: Late = ()) -> Parsed:
    """A typed filter on top of a split's query; the last word matches as a prefix.

    Tokens: platform: account: tag: lang: kind: state: tone: to: since:(12h 3d 2w or a date)
    is:(starred question unassigned mine late) sort:(newest oldest priority), in Turkish too; the same token
    twice means either.
    """
    asking = Asking(login, now, late)
    query = base
    words: list[str] = []
    unknown: list[str] = []
    seen: set[str] = set()
    for part in text.split():
        match = _TOKEN.fullmatch(part)
        name = ALIASES.get(fold(match[1])) if match else None
        if match is None or name is None:
            words.append(part)
            continue
        applied = _APPLY[name](query, match[2], asking, name in seen)
        seen.add(name)
        if applied is None:
            unknown.append(part)
        else:
            query = applied
    plain = [word for word in (_bare(word) for word in words) if word]
    if plain and not text.endswith(" "):
        plain[-1] += "*"
    plain = [*base.search.split(), *plain]
    return Parsed(replace(query, search=" ".join(plain)), tuple(w.rstrip("*") for w in plain), tuple(unknown))


def joined(base: str, typed: str) -> str:
    """One filter that asks for what `typed` asks for on top of the filter `base`."""
    again = {_name_of(part) for part in typed.split()} - {"", "is"}
    kept = [part for part in base.split() if _name_of(part) not in again and part not in typed.split()]
    return " ".join([*kept, *typed.split()])


def belongs(row: ItemRow, query: InboxQuery) -> bool:
    """Whether an item, perhaps changed since, is still what the query asks for, but for its words."""
    wanted: tuple[tuple[frozenset[str], str], ...] = (
        (query.states, row.state),
        (query.sentiments, row.sentiment),
        (query.kinds, row.kind),
        (query.platforms, row.platform),
        (query.accounts, row.account),
        (query.langs, row.lang),
    )
    return (
        all(not values or value in values for values, value in wanted)
        and (not query.tags or bool(query.tags & set(row.tags)))
        and (query.assignee is None or query.assignee == row.assignee)
        and (query.question is None or query.question == row.question)
        and (query.starred is None or query.starred == row.starred)
        and (query.since is None or row.created_at >= query.since)
        and (query.late is None or any(row.kind == kind and row.created_at <= at for kind, at in query.late))
    )


def _name_of(part: str) -> str:
    match = _TOKEN.fullmatch(part)
    return ALIASES.get(fold(match[1]), "") if match else ""


def _bare(word: str) -> str:
    return "".join(c if c.isalnum() or c in "_'’@#-." else " " for c in word).strip().strip("-.'’")


_Apply = Callable[[InboxQuery, str, Asking, bool], InboxQuery | None]


def _known(value: str) -> str:
    return VALUES.get(fold(value), fold(value))


def _either(query: InboxQuery, field: str, value: str, again: bool) -> InboxQuery:
    before: frozenset[str] = getattr(query, field) if again else frozenset()
    change: dict[str, Any] = {field: before | {value}}
    return replace(query, **change)


def _one_of(field: str, known: frozenset[str]) -> _Apply:
    def apply(query: InboxQuery, value: str, asking: Asking, again: bool) -> InboxQuery | None:
        code = _known(value)
        if code not in known:
            return None
        return _either(query, field, code, again)

    return apply


def _as_typed(field: str) -> _Apply:
    def apply(query: InboxQuery, value: str, asking: Asking, again: bool) -> InboxQuery | None:
        return _either(query, field, value, again)

    return apply


def _platform(query: InboxQuery, value: str, asking: Asking, again: bool) -> InboxQuery | None:
    wanted = fold(value)
    keys = {key for key, short in SHORTS.items() if key.startswith(wanted) or short.lower() == wanted}
    before = query.platforms if again else frozenset()
    return replace(query, platforms=before | (keys or {wanted}))


def _assignee(query: InboxQuery, value: str, asking: Asking, again: bool) -> InboxQuery | None:
    own = {"me": asking.login, "ben": asking.login, "-": ""}
    return replace(query, assignee=own.get(fold(value), value))


def _since(query: InboxQuery, value: str, asking: Asking, again: bool) -> InboxQuery | None:
    span = _SINCE.fullmatch(fold(value))
    if span:
        return replace(query, since=asking.now - timedelta(hours=int(span[1]) * _UNITS[span[2]]))
    try:
        return replace(query, since=datetime.fromisoformat(value).replace(tzinfo=UTC))
    except ValueError:
        return None


def _is(query: InboxQuery, value: str, asking: Asking, again: bool) -> InboxQuery | None:
    match _known(value):
        case "starred":
            return replace(query, starred=True)
        case "question":
            return replace(query, question=True)
        case "unassigned":
            return replace(query, assignee="")
        case "mine":
            return replace(query, assignee=asking.login)
        case "late":
            running = (query.states or RUNNING) & RUNNING
            return replace(query, states=running, late=asking.late if running else ())
        case "open" | "waiting" | "snoozed" | "done" as state:
            return replace(query, states=frozenset({state}))
        case "positive" | "neutral" | "negative" as tone:
            return replace(query, sentiments=frozenset({tone}))
        case _:
            return None


def _sort(query: InboxQuery, value: str, asking: Asking, again: bool) -> InboxQuery | None:
    order = _known(value)
    return replace(query, order=order) if order in ORDERS else None


_APPLY: Mapping[str, _Apply] = MappingProxyType(
    {
        "platform": _platform,
        "account": _as_typed("accounts"),
        "tag": _as_typed("tags"),
        "lang": _one_of("langs", frozenset({"tr", "en", "other", "und"})),
        "kind": _one_of("kinds", frozenset({"comment", "mention", "dm", "review"})),
        "state": _one_of("states", frozenset({"open", "waiting", "snoozed", "done"})),
        "tone": _one_of("sentiments", frozenset({"positive", "neutral", "negative"})),
        "assignee": _assignee,
        "since": _since,
        "is": _is,
        "sort": _sort,
    }
)
