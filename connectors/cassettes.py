"""Reading recordings of HTTP traffic (VCR YAML, betamax JSON): what was asked and what was answered."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson
import yaml

from meydan.connectors.fields import WrongField, child, mapping

_MOST = 32 * 1024 * 1024


class NotARecording(ValueError):
    """The file is neither a VCR YAML nor a betamax JSON recording."""


@dataclass(frozen=True, slots=True)
class Interaction:
    """One recorded request and its answer; `body` is decoded (base64, gzip)."""

    method: str
    url: str
    status: int
    body: bytes


def read_recording(path: Path) -> tuple[Interaction, ...]:
    """The interactions of a recording, in order. Raises NotARecording, OSError."""
    return parse_recording(path.read_bytes())


def parse_recording(data: bytes) -> tuple[Interaction, ...]:
    """As `read_recording`, from the file's bytes."""
    text = data.decode("utf-8", "replace")
    try:
        loaded: object = (
            orjson.loads(data)
            if text.lstrip().startswith("{")
            else yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        )
    except (orjson.JSONDecodeError, yaml.YAMLError, RecursionError):
        raise NotARecording("The file is no recording") from None
    if not isinstance(loaded, Mapping):
        raise NotARecording("The file is no recording")
    listed = loaded.get("http_interactions" if "http_interactions" in loaded else "interactions")
    if not isinstance(listed, list):
        raise NotARecording("The file holds no interactions")
    return tuple(_interaction(one, index) for index, one in enumerate(listed))


def _interaction(value: object, index: int) -> Interaction:
    where = f"interactions[{index}]"
    try:
        outer = mapping(value, where)
        request, response = child(outer, "request", where), child(outer, "response", where)
        headers = {
            str(k).lower(): _first(v) for k, v in mapping(response.get("headers") or {}, where).items()
        }
        return Interaction(
            method=str(request.get("method", "GET")),
            url=str(request.get("uri") or request.get("url") or ""),
            status=_status(response.get("status")),
            body=_inflate(_body(response.get("body")), headers.get("content-encoding", "")),
        )
    except WrongField as error:
        raise NotARecording(f"{error.where}: {error.reason}") from None


def _status(value: object) -> int:
    code = value.get("code") if isinstance(value, Mapping) else value
    return code if isinstance(code, int) else 0


def _first(value: object) -> str:
    return str(value[0]) if isinstance(value, list) and value else str(value)


def _body(value: object) -> bytes:
    """VCR: {string: str | bytes}; betamax: {encoding, string} or {encoding, base64_string}; or bare text."""
    if isinstance(value, Mapping):
        if isinstance(encoded := value.get("base64_string"), str):
            try:
                return base64.b64decode(encoded)
            except (binascii.Error, ValueError):
                return b""
        value = value.get("string")
    if isinstance(value, bytes):
        return value
    return value.encode("utf-8", "replace") if isinstance(value, str) else b""


def _inflate(body: bytes, encoding: str) -> bytes:
    """Recorders keep the header even when they stored the body decoded, so a body that is plain stays."""
    if encoding.lower() not in ("gzip", "deflate") and not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return zlib.decompressobj(wbits=47).decompress(body, _MOST)
    except zlib.error:
        return body
