"""The demo: a workspace of a coffee brand whose platform is a playground inside this process."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from meydan.app.config import Workspace
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.connectors.playground.server import PlaygroundServer
    from meydan.store import Store
    from meydan.store.rows.inbox import ItemRow

FOLDER = "demo"
STATE = "playground.jsonl"
_PREPARED = "prepared"
_TEAM = "ayse"


class DemoError(Exception):
    """The demo cannot be opened. `message` is a catalog id, `values` fill its fields."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message.format(**values))
        self.message = message
        self.values = values


def run(found: Workspace, *, fresh: bool = False, language: str = "") -> None:
    """Open the desk on the demo; without a terminal sync once and print the overview."""
    from meydan.app.cli.overview import overview
    from meydan.app.cli.session import Globals, Session
    from meydan.app.locale import Locale, choose_language

    if sys.stderr.isatty() and (fresh or not (found.path / FOLDER / _PREPARED).exists()):
        speech = Locale(choose_language(os.environ, found.settings.language, language), found.timezone)
        sys.stderr.write(speech.say(N_("Preparing the demo…")) + "\n")
    with demo(found, fresh) as (workspace, _):
        if sys.stdin.isatty() and sys.stdout.isatty():
            from meydan.app.desk import run as run_desk

            run_desk(workspace, language)
            return
        sync_once(workspace)
        # MEYDAN_STORE names the person's own store, which is not the demo's.
        environ = {name: value for name, value in os.environ.items() if name != "MEYDAN_STORE"}
        session = Session(Globals(str(workspace.path), language=language), environ)
        try:
            overview(session)
        finally:
            session.close()


@contextmanager
def demo(found: Workspace, fresh: bool = False) -> Iterator[tuple[Workspace, PlaygroundServer | None]]:
    """The demo's workspace (a folder in `found`), prepared when it is new, and its running platform.

    `fresh` begins anew. The server is None when another process runs it already; then this one is a second
    desk on the same demo. Call it from a thread without an event loop. Raises DemoError, StoreError.
    """
    from meydan.connectors.playground.journal import StateError, StateInUse
    from meydan.connectors.playground.server import PlaygroundServer, PortTaken

    workspace = Workspace(found.path / FOLDER, replace(found.settings, store=""))
    prepared = workspace.path / _PREPARED
    if fresh or not prepared.exists():
        _wipe(workspace.path)
    workspace.make()
    server = PlaygroundServer(state=workspace.path / STATE)
    try:
        server.start()
    except StateInUse:
        yield workspace, None
        return
    except PortTaken as error:
        raise DemoError(N_("the demo cannot start: {reason}"), reason=error) from None
    except StateError as error:
        raise DemoError(
            N_("the demo cannot go on ({reason}); meydan demo --fresh begins it anew"), reason=error
        ) from None
    try:
        if not prepared.exists():
            _prepare(workspace, server)
            prepared.touch()
        yield workspace, server
    finally:
        server.stop()


def sync_once(workspace: Workspace) -> None:
    """Pull everything and send what is ready, once. Raises StoreError."""
    from meydan.app.sync.engine import SyncEngine
    from meydan.store import Actor, open_store

    store = open_store(workspace.database_url, Actor(_TEAM, "sync"))
    try:
        asyncio.run(SyncEngine(store, workspace).once())
    finally:
        store.close()


def _wipe(folder: Path) -> None:
    """Remove an earlier demo, or one that was never finished; a folder that is none is left alone.

    Raises DemoError.
    """
    from meydan.connectors.playground.journal import in_use

    if not folder.exists():
        return
    if not (folder / STATE).exists() and any(folder.iterdir()):
        raise DemoError(N_("{folder} is no demo, nothing was removed"), folder=folder)
    if in_use(folder / STATE):
        raise DemoError(N_("another process has the demo open: close it there first"))
    shutil.rmtree(folder)


def _prepare(workspace: Workspace, server: PlaygroundServer) -> None:
    """Make the team's workspace: accounts connected, first sync done, some of it worked through."""
    from meydan.app.accounts import connect_account
    from meydan.app.cli.session import full_name, login
    from meydan.app.sync.engine import SyncEngine
    from meydan.store import Actor, open_store
    from meydan.store.writes import team

    script = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    # What is undone with `z` in the desk are the person's own acts: these are somebody else's.
    store = open_store(workspace.database_url, Actor(_TEAM, "demo"))
    try:
        for who, name, role, key in script["members"]:
            team.add_member(store, who, name, role, key)
        team.init_workspace(store, script["brand"], script["timezone"], login(), full_name())
        for letter, name in script["tags"]:
            team.add_tag(store, letter, name)
        for code, text in script["saved"]:
            team.add_saved(store, code, text)
        for handle, token in server.tokens.items():
            connect_account(store, workspace, "playground", server.base_url, token, name=handle)
        _plan_posts(store, script, workspace.timezone)
        report = asyncio.run(SyncEngine(store, workspace).once())
        if not report.ok:
            reasons = [error for account in report.accounts for error in account.errors]
            raise DemoError(N_("the demo cannot be prepared: {reason}"), reason=", ".join(reasons))
        _triage(store, script["triage"])
        _rule(store, script)
    finally:
        store.close()


def _plan_posts(store: Store, script: dict[str, Any], timezone: str) -> None:
    from meydan.store.reads import accounts
    from meydan.store.writes import calendar

    with store.reading() as conn:
        ids = {account.name: account.id for account in accounts.all(conn)}
    for when, names, title, text in script["posts"]:
        due = _due(when, datetime.now(UTC), ZoneInfo(timezone))
        calendar.create_post(store, text, [ids[name] for name in names], due, timezone, title=title)


def _due(when: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """`+8` minutes from now, `1 12:00` tomorrow at noon, `draft` never."""
    if when == "draft":
        return None
    if when.startswith("+"):
        return now + timedelta(minutes=int(when))
    days, clock = when.split()
    local = now.astimezone(zone).date() + timedelta(days=int(days))
    return datetime.combine(local, time.fromisoformat(clock), zone).astimezone(UTC)


def _triage(store: Store, script: dict[str, Any]) -> None:
    """What the team did with the first sync's items: old ones done, some tagged, assigned, asked about."""
    from meydan.store.reads import inbox
    from meydan.store.rows.inbox import InboxQuery
    from meydan.store.writes import inquiries, triage

    with store.reading() as conn:
        items = inbox.page(conn, InboxQuery(), 1000)
    old = datetime.now(UTC) - timedelta(days=script["done_after_days"])
    kept = {note["words"] for note in script["note"]}
    answered = tuple(_answered())
    done = [
        item
        for item in items
        if (item.created_at < old or item.text.endswith(answered)) and not _about(item, kept)
    ]
    triage.done(store, [item.id for item in done])
    for rule in script["tag"]:
        triage.tag(store, _ids(items, rule["words"]), rule["name"])
    left = [item for item in items if item not in done]
    for rule in script["assign"]:
        triage.assign(store, _ids(left, rule["words"]), rule["login"])
    for rule in script["ask"]:
        inquiries.ask(store, _ids(left, rule["words"]), rule["login"], rule["text"])
    for rule in script["note"]:
        for item_id in _ids(left, [rule["words"]]):
            triage.note(store, item_id, rule["text"])


def _rule(store: Store, script: dict[str, Any]) -> None:
    """The team's rules: all were tried, those in force have worked on the last days."""
    from meydan.app.rules.history import apply_to_history
    from meydan.insight.rules.language import pack_actions, pack_conditions, read_actions, read_conditions
    from meydan.insight.rules.model import Rule
    from meydan.store.writes import rules

    now = datetime.now(UTC)
    for place, (name, when, do, in_force) in enumerate(script["rules"], 1):
        conditions, actions = read_conditions(when), read_actions(do)
        made = rules.add(
            store,
            name,
            pack_conditions(conditions),
            pack_actions(actions),
            last=actions.last,
            scope=conditions,
            needs=actions,
        )
        rules.tested(store, made, now)
        if in_force:
            rules.enable(store, made, True)
            since = now - timedelta(days=script["ruled_days"])
            apply_to_history(store, Rule(made, name, conditions, actions), place, since, now, timedelta())


def _answered() -> Iterator[str]:
    """What people said that we have answered, and what they said to end it."""
    from meydan.connectors.playground.content import load

    content = load()
    ours = {account.handle for account in content.accounts}
    for thread in content.history:
        speakers = [line.by for line in thread]
        if ours.isdisjoint(speakers):
            continue
        for line, next_speaker in zip(thread, [*speakers[1:], ""], strict=True):
            if line.by not in ours and (next_speaker in ours or (not next_speaker and line.mood in "+.")):
                yield line.text


def _ids(items: Iterable[ItemRow], words: Iterable[str]) -> list[int]:
    wanted = set(words)
    return [item.id for item in items if _about(item, wanted)]


def _about(item: ItemRow, words: set[str]) -> bool:
    from meydan.insight.text import fold

    text = fold(item.text)
    return any(fold(word) in text for word in words)
