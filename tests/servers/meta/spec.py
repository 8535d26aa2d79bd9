"""What the Graph API allows, from the specs that are kept beside the connectors' tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

SPECS = Path(__file__).resolve().parents[2] / "connectors" / "specs"
COMMON = frozenset({"fields", "limit", "after", "before", "access_token", "appsecret_proof"})
"""Parameters of the Graph API as a whole (guides on paging, field expansion and securing requests)."""

# What the node specs leave out: a message (Messenger, conversations guide), a person behind a token, a
# container (content publishing guide), and what hangs on the account with Instagram's own login (its
# conversations guide).
BEYOND: Mapping[str, Mapping[str, Any]] = {
    "UnifiedMessage": {
        "fields": ["created_time", "from", "to", "message", "attachments", "story", "shares"],
        "edges": {"GET": []},
    },
    "User": {
        "fields": ["name"],
        "edges": {"GET": [], "GET accounts": [], "GET adaccounts": [], "GET permissions": []},
        "rows": {"accounts": "Page", "adaccounts": "AdAccount"},
    },
    "IGContainer": {"fields": ["status", "status_code"], "edges": {"GET": []}},
    "IGUser": {
        "fields": ["user_id", "account_type"],
        "edges": {
            "GET conversations": ["platform", "user_id"],
            "POST messages": ["recipient", "message", "messaging_type", "tag"],
        },
        "rows": {"conversations": "UnifiedThread"},
    },
}
PART = re.compile(r"\s*(\w+)((?:\.\w+\([^)]*\))*)\s*")


class Objection(Exception):
    """A request that is not in the specs."""


@dataclass(frozen=True)
class Wanted:
    """One name of a field selection: `name.modifier(value){inner}`."""

    name: str
    modifiers: Mapping[str, str]
    inner: tuple[Wanted, ...] = ()


@dataclass
class Kind:
    """A kind of node."""

    fields: set[str] = field(default_factory=lambda: {"id"})
    edges: dict[str, set[str]] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    required: dict[str, set[str]] = field(default_factory=dict)


class Spec:
    """All kinds of nodes."""

    def __init__(self, *names: str) -> None:
        self.kinds: dict[str, Kind] = {}
        for name in names:
            for kind, node in orjson.loads((SPECS / name).read_bytes())["nodes"].items():
                self._add(kind, node)
        for kind, more in BEYOND.items():
            self._add(kind, more)

    def check(self, kind: str, method: str, edge: str, params: Mapping[str, str]) -> tuple[Wanted, ...]:
        """The fields that are asked for. Raises Objection."""
        spec = self.kinds[kind]
        key = f"{method} {edge}".strip()
        if key not in spec.edges:
            raise Objection(f"{kind} has no {key}")
        if unknown := set(params) - spec.edges[key] - COMMON:
            raise Objection(f"{key} of {kind} knows no {sorted(unknown)}")
        if missing := spec.required.get(key, set()) - set(params):
            raise Objection(f"{key} of {kind} needs {sorted(missing)}")
        wanted = selection(params.get("fields", ""))
        if method == "GET":
            self._verify(spec.rows.get(edge, "") if edge else kind, wanted)
        return wanted

    def _verify(self, kind: str, wanted: tuple[Wanted, ...]) -> None:
        spec = self.kinds.get(kind)
        for one in wanted if spec else ():
            assert spec is not None
            if one.name not in spec.fields and f"GET {one.name}" not in spec.edges:
                raise Objection(f"{kind} has no field {one.name}")
            self._verify(spec.types.get(one.name) or spec.rows.get(one.name, ""), one.inner)

    def _add(self, kind: str, node: Mapping[str, Any]) -> None:
        made = self.kinds.setdefault(kind, Kind())
        made.fields.update(node.get("fields", ()))
        for key, params in node.get("edges", {}).items():
            made.edges.setdefault(key, set()).update(params)
        for key, params in node.get("required", {}).items():
            made.required.setdefault(key, set()).update(params)
        made.rows.update(node.get("rows", {}))
        made.types.update(node.get("types", {}))


def selection(text: str) -> tuple[Wanted, ...]:
    """`a,b.limit(2){c}` taken apart. Raises Objection."""
    found: list[Wanted] = []
    at = 0
    while at < len(text):
        part = PART.match(text, at)
        if not part:
            raise Objection(f"no field at {text[at:]!r}")
        at = part.end()
        inner: tuple[Wanted, ...] = ()
        if text[at : at + 1] == "{":
            end = _closing(text, at)
            inner, at = selection(text[at + 1 : end]), end + 1
        found.append(Wanted(part[1], dict(re.findall(r"\.(\w+)\(([^)]*)\)", part[2])), inner))
        if text[at : at + 1] not in ("", ","):
            raise Objection(f"no comma at {text[at:]!r}")
        at += 1
    return tuple(found)


def _closing(text: str, at: int) -> int:
    depth = 0
    for number in range(at, len(text)):
        depth += (text[number] == "{") - (text[number] == "}")
        if not depth:
            return number
    raise Objection("a brace is not closed")
