"""The platforms Meydan knows, what they can do, and what their recorded answers map to."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meydan.app.cli.errors import FAILED, Failure, Misuse
from meydan.app.cli.options import Json
from meydan.app.cli.output import fits, print_json, print_table, safe, show, warn
from meydan.app.cli.session import Session, here
from meydan.app.locale.words import WORDS
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.connectors.base import Declaration, Item, Page, PlatformEntry, Publication, ReplyWindow

Key = Annotated[str, typer.Argument(metavar="KEY", help=N_("the platform's key"))]


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    connectors = typer.Typer(help=N_("The platforms that can be connected."))
    connectors.command("list", help=N_("All platforms that can be connected."))(_list_connectors)
    connectors.command("show", help=N_("What one platform can do, and its limits."))(_show)
    connectors.command(
        "parse",
        help=N_(
            "Print what a recorded answer maps to. One JSON object per line; "
            "what cannot be mapped is named on stderr."
        ),
    )(_parse)
    app.add_typer(connectors, name="connectors")


def _list_connectors(ctx: typer.Context, as_json: Json = False) -> None:
    from meydan.connectors import registry

    session = here(ctx)
    found = registry.platforms()
    if as_json:
        print_json(_declared(key, entry) for key, entry in found.items())
        return
    from meydan.app.cli.matrix import COLUMNS, YES, matrix

    heads = [session.say(N_("key")), *map(session.say, COLUMNS)]
    rows = matrix(entry.declaration for entry in found.values())
    if fits(heads, rows):
        print_table(heads, rows)
        return
    for key, *marks in rows:
        can = [head for head, mark in zip(heads[1:], marks, strict=True) if mark == YES]
        show(f"{key}: {', '.join(can)}")


def _declared(key: str, entry: PlatformEntry) -> dict[str, Any]:
    declared = entry.declaration
    return {
        "key": key,
        "title": declared.title,
        "capabilities": sorted(declared.capabilities),
        "streams": [stream.name for stream in declared.streams],
        "text_length": declared.limits.text_length,
        "counting": declared.limits.count.__name__,
        "reply_windows": [
            {
                "kind": w.kind,
                "private": w.private,
                "hours": _hours(w.length),
                "by_hand_hours": _hours(w.by_hand),
            }
            for w in declared.limits.windows
        ],
        "media_per_post": declared.limits.media_per_post,
        "daily_budget": declared.daily_budget and declared.daily_budget / declared.budget_scale,
        "budget_unit": declared.budget_unit,
        "needs_base_url": declared.needs_base_url,
    }


def _show(ctx: typer.Context, key: Key, as_json: Json = False) -> None:
    session = here(ctx)
    entry = platform(key)
    if as_json:
        print_json([_declared(key, entry)])
        return
    declared, limits = entry.declaration, entry.declaration.limits
    none = session.say(N_("none"))
    lines = [
        (N_("platform"), f"{declared.title} ({key})"),
        (N_("can"), ", ".join(sorted(declared.capabilities)) or none),
        (N_("text"), session.say(N_("{n} characters"), n=limits.text_length) if limits.text_length else none),
        (N_("media per post"), str(limits.media_per_post)),
        *((N_("reply window"), _window(session, window)) for window in limits.windows),
        (N_("a day"), _budget(declared) or none),
        *((N_("stream"), f"{s.name}: {_span(s.fastest)}–{_span(s.slowest)}") for s in declared.streams),
    ]
    width = max(len(session.say(title)) for title, _ in lines)
    for title, text in lines:
        show(f"{session.say(title).ljust(width)}  {safe(text)}")


def _budget(declared: Declaration) -> str:
    """The day's budget in the platform's own unit, "" without one."""
    if not declared.daily_budget:
        return ""
    return f"{declared.daily_budget / declared.budget_scale:g} {declared.budget_unit}"


def _window(session: Session, window: ReplyWindow) -> str:
    kind = session.say(WORDS[window.kind])
    if window.private:
        kind = session.say(N_("private reply to a {kind}"), kind=kind)
    if window.by_hand is None:
        return session.say(N_("{kind}: {hours} h"), kind=kind, hours=_hours(window.length))
    return session.say(
        N_("{kind}: {hours} h, by hand and at once {more} h"),
        kind=kind,
        hours=_hours(window.length),
        more=_hours(window.by_hand),
    )


def _hours(length: timedelta | None) -> float | None:
    return None if length is None else round(length.total_seconds() / 3600, 1)


def _span(length: Any) -> str:
    seconds = round(length.total_seconds())
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"


def platform(key: str) -> PlatformEntry:
    """The platform with this key. Raises Misuse, naming those there are."""
    from meydan.connectors import registry

    known = registry.keys()
    if key not in known:
        raise Misuse(N_("there is no platform {key}; there are: {keys}"), key=key, keys=", ".join(known))
    return registry.entry(key)


def _parse(
    ctx: typer.Context,
    key: Key,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("a recorded answer, or a recording"))],
    stream: Annotated[
        str, typer.Option(metavar="NAME", help=N_("the stream that a bare answer belongs to"))
    ] = "",
    context: Annotated[
        bool, typer.Option("--context", help=N_("also posts and others' texts that items stand below"))
    ] = False,
) -> None:
    from meydan.connectors.cassettes import NotARecording, parse_recording

    session, entry = here(ctx), platform(key)
    data = file.read_bytes()
    try:
        interactions = parse_recording(data)
    except NotARecording as error:
        if not stream:
            raise Failure(
                N_("{file}: {reason}; for a bare answer say --stream, one of {streams}"),
                file=file,
                reason=session.say(str(error)),
                streams=", ".join(entry.parsable_streams),
            ) from None
        ok = _print_mapped(session, entry, stream, "", data, str(file), context)
    else:
        ok = True
        for number, one in enumerate(interactions, 1):
            where = f"{number}: {one.method} {one.url.split('?')[0]}"
            if not 200 <= one.status < 300:
                continue
            chosen = stream or entry.stream_of(one.method, one.url)
            if chosen is None:
                warn(session.say(N_("{where}: no mapper for this request"), where=safe(where)))
                continue
            ok = _print_mapped(session, entry, chosen, one.url, one.body, where, context) and ok
    if not ok:
        raise typer.Exit(FAILED)


def _print_mapped(
    session: Session, entry: PlatformEntry, stream: str, url: str, body: bytes, where: str, context: bool
) -> bool:
    """Print what one body maps to; False when some of it could not be mapped."""
    import orjson

    from meydan.connectors.base import AccountRef, Malformed

    try:
        page = entry.parse(stream, url, orjson.loads(body), AccountRef("", url))
    except orjson.JSONDecodeError as error:
        warn(session.say(N_("{where}: no JSON: {reason}"), where=safe(where), reason=safe(str(error))))
        return False
    except Malformed as error:
        warn(
            session.say(N_("{where}: cannot be mapped: {reason}"), where=safe(where), reason=safe(str(error)))
        )
        return False
    print_json(_mapped(page, context))
    for rejected in page.rejected:
        warn(
            session.say(
                N_("{where}: cannot be mapped: {reason}"),
                where=safe(f"{where}: {rejected.where}"),
                reason=safe(rejected.reason),
            )
        )
    return not page.rejected


def _mapped(page: Page, context: bool) -> list[dict[str, Any]]:
    """The lines of a page; those of items can be given to `meydan ingest` as they are."""
    posts = [_told(post, "post") for post in page.publications] if context else []
    return [
        *(_told(item, item.kind) for item in page.items),
        *posts,
        *({"kind": "trend", **asdict(trend)} for trend in page.trends),
        *({"kind": "ad_day", **asdict(day)} for day in page.ads),
    ]


def _told(one: Item | Publication, kind: str) -> dict[str, Any]:
    found = asdict(one)
    author = found.pop("author")
    return {
        **found,
        "kind": kind,
        "author": author["handle"] or author["name"],
        "author_name": author["name"],
        "author_id": author["remote_id"],
    }
