"""A small X built from its OpenAPI description: it checks every request and keeps posts and messages."""

from __future__ import annotations

import contextlib
import json
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

SPEC = Path(__file__).parents[1] / "connectors" / "specs" / "x" / "openapi.json"
DOCUMENTED = {
    "tweet.fields": "post.fields",
    "referenced_tweets": "referenced_posts",
    "edit_history_tweet_ids": "edit_history_post_ids",
    "note_tweet": "note_post",
}
"""Names of the documentation and of real answers, and what the description calls them."""
GIVEN = {"edit_history_post_ids", "author_id", "in_reply_to_user_id", "referenced_posts"} | {"sender_id"}
"""Fields that real answers have and the description lists under other headings."""
PROBLEM = "https://api.twitter.com/2/problems/resource-not-found"


@dataclass
class Answered:
    """What the platform answers."""

    status: int
    body: object
    headers: dict[str, str] = field(default_factory=dict)


class Wrong(Exception):
    """A request that the description does not allow."""


@dataclass
class XWorld:
    """People, posts and messages; `asked` are the requests, `wrong` what was wrong with them."""

    tokens: dict[str, str] = field(default_factory=dict)
    refresh: str = "refresh-0"
    people: dict[str, dict[str, object]] = field(default_factory=dict)
    posts: dict[str, dict[str, object]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    messages: list[dict[str, object]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    most: int = 100
    last: int = 1_990_000_000_000_000_000
    renewals: int = 0

    def person(self, handle: str) -> str:
        """A new account."""
        number = self.id()
        figures = {"followers_count": 12, "tweet_count": 3}
        name = handle.title()
        self.people[number] = {"id": number, "username": handle, "name": name, "public_metrics": figures}
        return number

    def id(self) -> str:
        """An id later than all before."""
        self.last += 1000
        return str(self.last)

    def post(self, author: str, text: str, to: str | None = None, age: float = 60.0) -> str:
        """A post, `age` seconds old; `to` is the id of the post that it answers."""
        number, above = self.id(), self.posts.get(to or "")
        made: dict[str, object] = {
            "id": number,
            "text": text,
            "author_id": author,
            "created_at": _stamp(age),
            "conversation_id": above["conversation_id"] if above else number,
            "edit_history_tweet_ids": [number],
            "public_metrics": {"like_count": 1, "reply_count": 0, "retweet_count": 2, "quote_count": 1},
        }
        if above:
            made["in_reply_to_user_id"] = above["author_id"]
            made["referenced_tweets"] = [{"type": "replied_to", "id": to}]
        self.posts[number] = made
        return number

    def message(self, sender: str, text: str, conversation: str, age: float = 60.0) -> str:
        """A private message."""
        number = self.id()
        self.messages.append(
            {
                "id": number,
                "event_type": "MessageCreate",
                "text": text,
                "sender_id": sender,
                "dm_conversation_id": conversation,
                "created_at": _stamp(age),
            }
        )
        return number

    def below(self, number: str) -> list[dict[str, object]]:
        """The answers to a post."""
        return [one for one in self.posts.values() if _answers(one, number)]


def _answers(post: Mapping[str, object], number: str) -> bool:
    above = post.get("referenced_tweets")
    return isinstance(above, list) and any(one["id"] == number for one in above)


def _stamp(age: float) -> str:
    moment = datetime.now(UTC) - timedelta(seconds=age)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@contextlib.contextmanager
def running_x() -> Iterator[tuple[XWorld, str]]:
    """The platform on loopback: its world, and where it listens."""
    world = XWorld()
    handler = type("Handler", (_Handler,), {"world": world, "spec": json.loads(SPEC.read_text("utf-8"))})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield world, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world: XWorld
    spec: dict[str, dict[str, dict[str, dict[str, object]]]]

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _go(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        self.world.asked.append(f"{self.command} {parts.path}")
        try:
            answered = self._answer(parts.path, parts.query, body)
        except Wrong as error:
            self.world.wrong.append(f"{self.command} {self.path}: {error}")
            answered = Answered(400, {"title": "Invalid Request", "detail": str(error)})
        data = json.dumps(answered.body).encode()
        self.send_response(answered.status)
        self.send_header("Content-Type", "application/json")
        for name, value in {
            "x-rate-limit-limit": "300",
            "x-rate-limit-remaining": "299",
            "x-rate-limit-reset": "2000000000",
            **answered.headers,
        }.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = _go

    def _answer(self, path: str, query: str, body: bytes) -> Answered:
        if (self.command, path) == ("POST", "/2/oauth2/token"):
            return self._token(parse_qs(body.decode()))
        us = self.world.tokens.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
        if us is None:
            return Answered(401, {"title": "Unauthorized", "detail": "Unauthorized", "status": 401})
        name, described, named = self._described(path)
        given = _checked(described, named, parse_qs(query, keep_blank_values=True))
        asked = json.loads(body) if body else {}
        if "body" in described:
            _check(asked, described["body"], "body")
        return self._act(name, named, given, asked, us)

    def _token(self, form: dict[str, list[str]]) -> Answered:
        if form.get("grant_type") != ["refresh_token"] or form.get("refresh_token") != [self.world.refresh]:
            return Answered(
                400, {"error": "invalid_request", "error_description": "Value passed was invalid"}
            )
        self.world.renewals += 1
        token = f"token-renewed-{self.world.renewals}"
        owner = next(iter(self.world.tokens.values()))
        self.world.tokens = {token: owner}
        self.world.refresh = f"refresh-{self.world.renewals}"
        made = {"token_type": "bearer", "expires_in": 7200, "access_token": token}
        return Answered(200, {**made, "refresh_token": self.world.refresh, "scope": "tweet.read"})

    def _described(self, path: str) -> tuple[str, dict[str, dict[str, dict[str, object]]], dict[str, str]]:
        for name, described in self.spec.items():
            verb, template = name.split(" ")
            pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
            if verb == self.command and (found := re.fullmatch(pattern, path)):
                return name, described, {key: unquote(value) for key, value in found.groupdict().items()}
        raise Wrong("no such call")

    def _act(
        self, name: str, named: dict[str, str], given: dict[str, list[str]], asked: dict[str, object], us: str
    ) -> Answered:
        world = self.world
        match name:
            case "GET /2/users/me":
                return Answered(200, {"data": world.people[us]})
            case "GET /2/users/by/username/{username}":
                found = [one for one in world.people.values() if one["username"] == named["username"]]
                return Answered(200, {"data": found[0]} if found else {"errors": [{"type": PROBLEM}]})
            case "GET /2/users/{id}/mentions":
                handle = f"@{world.people[named['id']]['username']}"
                return self._page([p for p in world.posts.values() if handle in str(p["text"])], given, 5)
            case "GET /2/users/{id}/tweets":
                return self._page(
                    [p for p in world.posts.values() if p["author_id"] == named["id"]], given, 5
                )
            case "GET /2/tweets":
                ids = given["ids"]
                missing = [
                    {"type": PROBLEM, "resource_id": one, "value": one} for one in ids if not self._post(one)
                ]
                found_posts = [post for one in ids if (post := self._post(one))]
                return Answered(
                    200, self._with_people(found_posts) | ({"errors": missing} if missing else {})
                )
            case "GET /2/dm_events":
                return self._page(world.messages, given, 1)
            case "POST /2/tweets":
                reply = asked.get("reply")
                above = str(reply["in_reply_to_tweet_id"]) if isinstance(reply, dict) else None
                if above and above not in world.posts:
                    return Answered(403, {"title": "Forbidden", "detail": "The post is gone", "status": 403})
                number = world.post(us, str(asked["text"]), above, age=0.0)
                return Answered(201, {"data": {"id": number, "text": asked["text"]}})
            case "DELETE /2/tweets/{id}":
                return Answered(200, {"data": {"deleted": world.posts.pop(named["id"], None) is not None}})
            case "PUT /2/tweets/{tweet_id}/hidden":
                (world.hidden.add if asked["hidden"] else world.hidden.discard)(named["tweet_id"])
                return Answered(200, {"data": {"hidden": asked["hidden"]}})
            case _:
                number = world.message(us, str(asked["text"]), named["dm_conversation_id"], age=0.0)
                made = {"dm_conversation_id": named["dm_conversation_id"], "dm_event_id": number}
                return Answered(201, {"data": made})

    def _post(self, number: str) -> dict[str, object] | None:
        return next(
            (p for p in self.world.posts.values() if _history(p)[0] == number or p["id"] == number), None
        )

    def _page(self, listed: list[dict[str, object]], given: dict[str, list[str]], least: int) -> Answered:
        """Newest first; a token is the id below which to go on."""
        found = sorted(listed, key=lambda one: int(str(one["id"])), reverse=True)
        if since := given.get("since_id"):
            found = [one for one in found if int(str(one["id"])) > int(since[0])]
        if start := given.get("start_time"):
            found = [one for one in found if str(one["created_at"]) >= start[0]]
        if token := given.get("pagination_token"):
            found = [one for one in found if int(str(one["id"])) < int(token[0].removeprefix("below"))]
        size = max(least, min(int(given.get("max_results", ["10"])[0]), self.world.most))
        page, rest = found[:size], found[size:]
        meta: dict[str, object] = {"result_count": len(page)}
        if page:
            meta |= {"newest_id": page[0]["id"], "oldest_id": page[-1]["id"]}
        if rest:
            meta["next_token"] = f"below{page[-1]['id']}"
        return Answered(200, self._with_people(page) | {"meta": meta})

    def _with_people(self, found: list[dict[str, object]]) -> dict[str, object]:
        if not found:
            return {}
        ids = dict.fromkeys(str(one.get("author_id") or one.get("sender_id")) for one in found)
        return {"data": found, "includes": {"users": [self.world.people[one] for one in ids]}}


def _history(post: Mapping[str, object]) -> list[str]:
    history = post["edit_history_tweet_ids"]
    assert isinstance(history, list)
    return history


def _checked(
    described: Mapping[str, Mapping[str, Mapping[str, object]]],
    named: Mapping[str, str],
    query: Mapping[str, list[str]],
) -> dict[str, list[str]]:
    """The parameters by name, lists cut at their commas. Raises Wrong."""
    known = described["parameters"]
    given: dict[str, list[str]] = {}
    for name, (value, *more) in query.items():
        schema = known.get(DOCUMENTED.get(name, name))
        if schema is None or more:
            raise Wrong(f"no parameter {name}")
        given[name] = value.split(",") if schema.get("type") == "array" else [value]
        for one in given[name]:
            _check_text(one, schema.get("items", schema), name)
        if len(given[name]) > int(str(schema.get("maxItems", 10**6))):
            raise Wrong(f"too many {name}")
    for name, value in named.items():
        _check_text(value, known[name], name)
    return given


def _check_text(value: str, schema: object, name: str) -> None:
    assert isinstance(schema, Mapping)
    plain = DOCUMENTED.get(value, value)
    if "enum" in schema and plain not in schema["enum"] and plain not in GIVEN:
        raise Wrong(f"{name} has no {value}")
    if "pattern" in schema and not re.search(str(schema["pattern"]), value):
        raise Wrong(f"{name} is not {schema['pattern']}")
    if schema.get("type") == "integer" and not int(str(schema["minimum"])) <= int(value) <= int(
        str(schema["maximum"])
    ):
        raise Wrong(f"{name} is out of bounds")


def _check(value: object, schema: Mapping[str, object], where: str) -> None:
    """A JSON value against its schema. Raises Wrong."""
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
    kind = schema.get("type")
    if isinstance(kind, str) and not isinstance(value, kinds[kind]):
        raise Wrong(f"{where} is no {kind}")
    if isinstance(value, dict):
        properties = schema.get("properties")
        known = properties if isinstance(properties, Mapping) else {}
        required = schema.get("required", ())
        assert isinstance(required, list | tuple)
        if missing := [name for name in required if name not in value]:
            raise Wrong(f"{where} lacks {missing}")
        for name, inner in value.items():
            if name not in known:
                raise Wrong(f"{where} has no {name}")
            _check(inner, known[name], f"{where}.{name}")
    if isinstance(value, str) and "pattern" in schema and not re.search(str(schema["pattern"]), value):
        raise Wrong(f"{where} is not {schema['pattern']}")
