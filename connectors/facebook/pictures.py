"""Pictures go up first, seen by nobody; what is written then names them."""

from __future__ import annotations

import asyncio
import mimetypes
from pathlib import Path

from meydan.connectors.base import Act, Malformed, NotSent, Outcome, Refused, Unknown
from meydan.connectors.facebook.client import Api
from meydan.connectors.fields import WrongField
from meydan.connectors.http import Answer
from meydan.connectors.meta.containers import id_in

_LARGEST_FILE = 10 * 1024 * 1024
"""Photos reference: larger ones fail."""


async def upload(api: Api, act: Act) -> list[str] | Outcome:
    """The ids of an act's pictures. A lost upload shows nothing to anyone, so it is safe to try again."""
    ids: list[str] = []
    for number, path in enumerate(act.media):
        kind = mimetypes.guess_type(path.name)[0] or ""
        if not kind.startswith("image/"):
            return Refused("Only pictures can be sent to Facebook")
        described = act.alt_texts[number] if number < len(act.alt_texts) else ""
        made = await _one(api, path, kind, described, kept=act.scheduled_at is not None)
        if not isinstance(made, str):
            return made
        ids.append(made)
    return ids


async def _one(api: Api, path: Path, kind: str, described: str, *, kept: bool) -> str | Outcome:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            return Refused("The file is too large")
        data = await asyncio.to_thread(path.read_bytes)
    except OSError:
        return Refused("The file cannot be read")
    form = {"published": "false"}
    if described:
        form["alt_text_custom"] = described
    if kept:
        form["temporary"] = "true"
    result = await api.upload(path.name, data, kind, form)
    if isinstance(result, Unknown):
        return NotSent(result.reason)
    if not isinstance(result, Answer):
        return result
    try:
        return id_in(result)
    except (Malformed, WrongField):
        return NotSent("The server's answer made no sense")
