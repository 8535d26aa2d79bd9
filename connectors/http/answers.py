"""What came back: bounded bodies, decoding, links, and a platform's own words for no."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import httpx
import orjson

from meydan.connectors.base import Malformed
from meydan.connectors.fields import raw_text

_LONE_HIGH = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})")
_LONE_LOW = re.compile(rb"(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_WORDS = (
    "error_description",
    "error_message",
    "error",
    "message",
    "description",
    "detail",
    "title",
    "reason",
    "errors",
)
_LONGEST_WORDS = 300


class CutShort(Exception):
    """The body ended before it was complete."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; `body` is decoded and within the cap."""

    status: int
    url: str = field(repr=False)
    headers: httpx.Headers = field(repr=False)
    body: bytes = field(repr=False)

    def json(self) -> object:
        """The decoded body. Raises Malformed (HTML, broken JSON, too deep)."""
        return decode(self.body)

    def links(self) -> dict[str, str]:
        """The `Link` header: relation -> absolute URL."""
        found: dict[str, str] = {}
        for part in re.findall(r"<([^>]*)>([^<]*)", self.headers.get("link", "")):
            if relation := re.search(r'rel="?([a-zA-Z]+)"?', part[1]):
                found[relation[1]] = urljoin(self.url, part[0])
        return found

    def server_time(self) -> datetime | None:
        """The `Date` header."""
        try:
            moment = parsedate_to_datetime(self.headers.get("date", ""))
        except (ValueError, TypeError):
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def decode(body: bytes) -> object:
    """JSON to plain values; lone surrogates and broken UTF-8 become U+FFFD. Raises Malformed."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    start = body[:512].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head")):
        raise Malformed("The server answered with a web page instead of data", raw_text(body))
    mended = body.decode("utf-8", "replace").encode()
    mended = _LONE_LOW.sub(rb"\\ufffd", _LONE_HIGH.sub(rb"\\ufffd", mended))
    try:
        return orjson.loads(mended)
    except orjson.JSONDecodeError:
        raise Malformed("The server answered with something that is no JSON", raw_text(body)) from None


async def read_body(response: httpx.Response, most: int) -> bytes:
    """The decoded body, never holding more than `most` bytes of it. Raises Malformed, CutShort."""
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > most:
        raise Malformed("The answer is larger than allowed")
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise Malformed("The answer is compressed in a way that was not asked for")
    inflate = zlib.decompressobj(wbits=47) if encoding not in ("", "identity") else None
    parts: list[bytes] = []
    raw = total = 0
    async for chunk in response.aiter_raw():
        raw += len(chunk)
        piece = _inflate(inflate, chunk, most + 1 - total) if inflate else chunk
        total += len(piece)
        if raw > most or total > most or (inflate and inflate.unconsumed_tail):
            raise Malformed("The answer is larger than allowed")
        parts.append(piece)
    if inflate and raw and not inflate.eof:
        raise CutShort
    return b"".join(parts)


def words(answer: Answer) -> str:
    """Why the platform said no, in its own words: one line, bounded; "" when it gave no words."""
    try:
        spoken = " · ".join(_spoken(decode(answer.body)))
    except Malformed:
        plain = answer.headers.get("content-type", "").startswith("text/plain")
        spoken = answer.body[:2000].decode("utf-8", "replace") if plain else ""
    line = " ".join("".join(ch if ch.isprintable() else " " for ch in spoken).split())
    return line if len(line) <= _LONGEST_WORDS else line[: _LONGEST_WORDS - 1] + "…"


def _inflate(inflate: zlib._Decompress, chunk: bytes, room: int) -> bytes:
    try:
        return inflate.decompress(chunk, room)
    except zlib.error:
        raise Malformed("The answer is compressed, but broken") from None


def _spoken(value: object, depth: int = 0) -> Iterable[str]:
    if isinstance(value, str) and value.strip():
        yield value
    elif isinstance(value, list) and depth < 4:
        for one in value[:3]:
            yield from _spoken(one, depth + 1)
    elif isinstance(value, Mapping) and depth < 4:
        for key in _WORDS:
            if found := list(_spoken(value.get(key), depth + 1)):
                yield from found
                return
