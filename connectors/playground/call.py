"""One request to the playground: who asks, with which parameters; paging, errors and request limits."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import policy
from email.parser import BytesParser
from email.utils import format_datetime
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from meydan.connectors.playground.playground import Playground
from meydan.connectors.playground.wire import Wire, instant
from meydan.connectors.playground.world import Account, Status

_WINDOW = timedelta(minutes=5)
_MOST_BODY = 16 * 1024 * 1024
_T = TypeVar("_T")


class ApiError(Exception):
    """An answer of the API that is no success, in Mastodon's words."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart request; only its type and size matter here."""

    type: str
    size: int


@dataclass(frozen=True, slots=True)
class Call:
    """A request, decoded. `params` are those of query and body together, lists as sent."""

    request: Request
    playground: Playground
    now: datetime
    viewer: Account | None
    params: Mapping[str, list[str]]
    files: Mapping[str, Upload]
    nested: Mapping[str, object] = field(default_factory=dict)

    @property
    def me(self) -> Account:
        """Who is signed in. Raises ApiError 401."""
        if self.viewer is None:
            raise ApiError(401, "This method requires an authenticated user")
        return self.viewer

    @property
    def wire(self) -> Wire:
        """Writes what the caller may see."""
        return Wire(self.playground, self.now, self.viewer)

    def one(self, name: str, default: str = "") -> str:
        """The last value of a parameter."""
        return self.params.get(name, [default])[-1]

    def many(self, name: str) -> list[str]:
        """All values of a list parameter (`name[]`)."""
        return [*self.params.get(f"{name}[]", ()), *self.params.get(name, ())]

    def limit(self, default: int, most: int) -> int:
        """The page size asked for, within bounds."""
        asked = self.one("limit")
        return max(1, min(int(asked), most)) if asked.isdecimal() else default

    def number(self, name: str) -> int | None:
        """An id parameter as the number that ids of this server are. Raises ApiError 400."""
        given = self.one(name)
        if given and not given.isdecimal():
            raise ApiError(400, f"{name} is no id of this server")
        return int(given) if given else None

    def status(self) -> Status:
        """The status that the path names, if the caller may see it. Raises ApiError 404."""
        return self.visible(self.request.path_params["id"])

    def visible(self, status_id: str) -> Status:
        """A status the caller may see. Raises ApiError 404."""
        found = self.playground.world.statuses.get(status_id)
        if found is None or not self.playground.world.sees(self.viewer.id if self.viewer else "", found):
            raise ApiError(404, "Record not found")
        return found

    def account(self) -> Account:
        """The account that the path names. Raises ApiError 404."""
        found = self.playground.world.accounts.get(self.request.path_params["id"])
        if found is None:
            raise ApiError(404, "Record not found")
        return found

    def page(
        self,
        things: Iterable[_T],
        number: Callable[[_T], int],
        write: Callable[[_T], object],
        default: int = 20,
        most: int = 40,
    ) -> Response:
        """A page of things (given oldest first), newest first, with its Link header.

        `max_id` older than, `since_id` newer than (the newest of them), `min_id` right after.
        """
        older, newer, after = self.number("max_id"), self.number("since_id"), self.number("min_id")
        limit = self.limit(default, most)
        kept = [
            thing
            for thing in things
            if (older is None or number(thing) < older)
            and (newer is None or number(thing) > newer)
            and (after is None or number(thing) > after)
        ]
        chosen = kept[:limit] if after is not None else kept[-limit:]
        answer = JSONResponse([write(thing) for thing in reversed(chosen)])
        if chosen:
            answer.headers["Link"] = self._links(number(chosen[0]), number(chosen[-1]))
        return answer

    def _links(self, oldest: int, newest: int) -> str:
        turned = ("max_id", "since_id", "min_id")
        rest = [(name, each) for name, values in self.params.items() if name not in turned for each in values]
        here = self.request.url.replace(query="")
        older, newer = (urlencode([*rest, turn]) for turn in (("max_id", oldest), ("min_id", newest)))
        return f'<{here}?{older}>; rel="next", <{here}?{newer}>; rel="prev"'


@dataclass(slots=True)
class Limiter:
    """So many requests in five minutes for each caller, by the playground's clock."""

    limit: int
    _used: dict[str, tuple[int, int]] = field(default_factory=dict)

    def count(self, caller: str, now: datetime) -> tuple[int, datetime]:
        """Count a request: what remains (below 0: refused) and when the window ends."""
        window = int(now.timestamp() // _WINDOW.total_seconds())
        began, used = self._used.get(caller, (window, 0))
        used = used + 1 if began == window else 1
        self._used[caller] = (window, used)
        ends = datetime.fromtimestamp((window + 1) * _WINDOW.total_seconds(), now.tzinfo)
        return self.limit - used, ends


def endpoint(
    playground: Playground, limiter: Limiter, handle: Callable[[Call], Response]
) -> Callable[[Request], Awaitable[Response]]:
    """A handler as starlette calls it: life goes on, then the request is counted, decoded, answered."""

    async def answer(request: Request) -> Response:
        now = playground.advance()
        token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        remaining, ends = limiter.count(token, now)
        try:
            if remaining < 0:
                raise ApiError(429, "Too many requests")
            viewer = playground.signed_in(token) if token else None
            if token and viewer is None:
                raise ApiError(401, "The access token is invalid")
            params, files, nested = await _decode(request)
            response = handle(Call(request, playground, now, viewer, params, files, nested))
        except ApiError as error:
            response = JSONResponse({"error": str(error)}, error.status)
        response.headers["Date"] = format_datetime(now, usegmt=True)
        response.headers["X-RateLimit-Limit"] = str(limiter.limit)
        response.headers["X-RateLimit-Remaining"] = str(max(remaining, 0))
        response.headers["X-RateLimit-Reset"] = instant(ends)
        return response

    return answer


async def _decode(
    request: Request,
) -> tuple[dict[str, list[str]], dict[str, Upload], dict[str, object]]:
    """Parameters, files and the JSON body's nested values."""
    pairs: list[tuple[str, str]] = list(request.query_params.multi_items())
    files: dict[str, Upload] = {}
    nested: dict[str, object] = {}
    body = await _body(request)
    kind = request.headers.get("content-type", "")
    if body and kind.startswith("application/json"):
        nested = _json(body)
        for name, value in nested.items():
            values: Sequence[object] = value if isinstance(value, list) else [value]
            pairs.extend((name, _text(each)) for each in values if each is not None)
    elif body and kind.startswith("application/x-www-form-urlencoded"):
        pairs.extend(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    elif body and kind.startswith("multipart/form-data"):
        for name, text, upload in _parts(kind, body):
            if upload:
                files[name] = upload
            else:
                pairs.append((name, text))
    params: dict[str, list[str]] = {}
    for name, value in pairs:
        params.setdefault(name, []).append(value)
    return params, files, nested


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BODY:
            raise ApiError(413, "Payload too large")
    return bytes(body)


def _json(body: bytes) -> dict[str, object]:
    try:
        given = json.loads(body)
    except ValueError:
        raise ApiError(400, "The body is no JSON") from None
    if not isinstance(given, dict):
        raise ApiError(400, "The body is no JSON object")
    return given


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _parts(kind: str, body: bytes) -> Iterable[tuple[str, str, Upload | None]]:
    """The parts of a multipart form: name, text, and what it is if it is a file."""
    head = f"Content-Type: {kind}\r\nMIME-Version: 1.0\r\n\r\n".encode()
    for part in BytesParser(policy=policy.HTTP).parsebytes(head + body).iter_parts():
        name = str(part.get_param("name", "", "content-disposition"))
        payload = part.get_payload(decode=True)
        given = payload if isinstance(payload, bytes) else b""
        if part.get_filename() is None:
            yield name, given.decode("utf-8", "replace"), None
        else:
            yield name, "", Upload(part.get_content_type(), len(given))
