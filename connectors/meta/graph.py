"""Calls of Meta's Graph API: nodes with fields, edges page by page, writes. No meaning.

The token goes in a header, never in an address. `paging.next` holds the token, so it is never followed nor
kept: `tidied` leaves only its cursor of every answer.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from meydan.connectors.base import Malformed, NotSent, Refused, Unknown
from meydan.connectors.credentials import Credential
from meydan.connectors.fields import WrongField, mapping, raw_text, sequence
from meydan.connectors.http import Answer, Http
from meydan.connectors.http.client import Files
from meydan.connectors.meta.errors import meaning

VERSION = "v26.0"
PAGE = 50
SendResult = Answer | Refused | NotSent | Unknown
_VERSIONED = re.compile(r"/v\d+\.\d+$")
_MOVING = ("after", "since", "until", "offset", "__paging_token")
"""What leads to the page below; nothing else of `paging.next` is looked at."""
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of an edge: its rows as they came, `after` asks for the page below, None at the end."""

    rows: Sequence[object]
    after: str | None = None


class Graph:
    """Reads raise ConnectorError, sends give an outcome; ids and edges are quoted here.

    The version is that of the base address ("https://graph.facebook.com/v25.0"), else the credential's
    `version`, else `version`. With the credential's `app_secret` every call is proved by `appsecret_proof`
    (Graph API guide, securing requests); the proof is that of the credential's token, so a token that is
    renewed while we run must come without the secret.
    """

    def __init__(self, http: Http, credential: Credential, version: str = VERSION) -> None:
        self.http = http.bearing(credential).speaking(meaning)
        self._prefix = prefix_of(http.base_url, credential.extra.get("version") or version)
        self._proof = proof_of(credential)

    async def node(self, node: str, fields: str, **params: str) -> Mapping[str, object]:
        """One object, tidied. Raises Missing when it is gone, Malformed when it is no object."""
        return await self._get(self._path(node), {"fields": fields, **params})

    async def edge(
        self,
        node: str,
        edge: str,
        fields: str = "",
        after: str | None = None,
        limit: int = PAGE,
        **params: str,
    ) -> Rows:
        """A page of what hangs on an object, `after` the token of the page above."""
        asked = {**({"fields": fields} if fields else {}), **params, "limit": str(limit), **_moved(after)}
        return rows_of(await self._get(self._path(node, edge), asked))

    async def inner(self, path: Sequence[str], **params: str) -> Mapping[str, object]:
        """Any other read, an answer that is an object."""
        return await self._get(self._path(*path), params)

    async def write(
        self,
        *path: str,
        json: Mapping[str, object] | None = None,
        files: Files | None = None,
        form: Mapping[str, str] | None = None,
        **fields: str,
    ) -> SendResult:
        """A POST, made at most once: a form (`form` and `fields`), with `files` beside it, or `json`."""
        params, data = self._proof or None, {**(form or {}), **fields} or None
        return await self.http.send_once(
            "POST", self._path(*path), params=params, json=json, data=data, files=files
        )

    async def remove(self, *path: str, **params: str) -> SendResult:
        """A DELETE, made at most once."""
        return await self.http.send_once("DELETE", self._path(*path), params={**params, **self._proof})

    async def _get(self, path: str, params: Mapping[str, str]) -> Mapping[str, object]:
        payload = await self.http.get_json(path, {**params, **self._proof})
        try:
            return mapping(tidied(payload), "answer")
        except WrongField as error:
            raise Malformed(str(error), raw_text(payload)) from None

    def _path(self, *parts: str) -> str:
        return self._prefix + "".join(f"/{_safe(part)}" for part in parts if part)


def prefix_of(base_url: str, version: str) -> str:
    """What stands before a path: the version, unless the address ends in one."""
    return "" if _VERSIONED.search(urlsplit(base_url).path.rstrip("/")) else f"/{_safe(version)}"


def proof_of(credential: Credential) -> dict[str, str]:
    """The parameter that proves that a call comes from the app, if its secret is known."""
    secret = credential.extra.get("app_secret")
    if not secret:
        return {}
    return {"appsecret_proof": hmac.new(secret.encode(), credential.token.encode(), "sha256").hexdigest()}


def tidied(payload: object, depth: int = 0) -> object:
    """An answer as it may be kept: each `paging` is only {"after": what asks for the page below or None}."""
    if depth > _DEEPEST:
        return None
    if isinstance(payload, list):
        return [tidied(one, depth + 1) for one in payload]
    if not isinstance(payload, Mapping):
        return payload
    return {
        key: {"after": _below(value)} if key == "paging" else tidied(value, depth + 1)
        for key, value in payload.items()
    }


def rows_of(page: object) -> Rows:
    """A page of an edge, also one inside a node's fields, out of a tidied answer. Raises Malformed."""
    try:
        rows = sequence(mapping(page, "answer").get("data"), "answer.data")
    except WrongField as error:
        raise Malformed(str(error), raw_text(page)) from None
    paging = page.get("paging") if isinstance(page, Mapping) else None
    after = paging.get("after") if isinstance(paging, Mapping) else None
    return Rows(rows, after if isinstance(after, str) else None)


def _below(paging: object) -> str | None:
    """What asks for the page below: a cursor, or where an edge has none, what moves in its next address."""
    following = paging.get("next") if isinstance(paging, Mapping) else None
    if not isinstance(paging, Mapping) or not isinstance(following, str) or not following:
        return None
    cursors = paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, Mapping) else None
    if isinstance(after, str) and after:
        return after
    try:
        given = parse_qsl(urlsplit(following).query)
    except ValueError:
        return None
    moving = [(key, value) for key, value in given if key in _MOVING and value]
    return "?" + urlencode(moving) if moving else None


def _moved(after: str | None) -> dict[str, str]:
    if after is None:
        return {}
    return dict(parse_qsl(after[1:])) if after.startswith("?") else {"after": after}


def _safe(part: str) -> str:
    """An id inside a path; nothing in it can leave its place."""
    return quote(part, safe="") if part.strip(".") else "-"
