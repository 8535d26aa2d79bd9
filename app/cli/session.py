"""What one command works with: the workspace, the language, the store; each made when first asked for."""

from __future__ import annotations

import os
import pwd
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from meydan.app.config import ConfigError, Workspace, find_workspace
from meydan.app.locale import Locale, choose_language

if TYPE_CHECKING:
    import typer

    from meydan.store import Store

COMPLETE = "_MEYDAN_COMPLETE"
"""Set by the shell when it asks for completions."""


@dataclass(frozen=True, slots=True)
class Globals:
    """The options that every command takes; empty when not given."""

    workspace: str = ""
    store: str = ""
    language: str = ""


class Session:
    """One run of the command line, by the Unix user of this process.

    `brand` is how a brand is called that has to be made; the workspace's folder names it otherwise.
    """

    def __init__(self, given: Globals, environ: Mapping[str, str] = os.environ) -> None:
        self.given = given
        self.environ = environ
        self.brand = ""

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace, made if it was not there. Raises ConfigError, OSError."""
        workspace = self.found
        workspace.make()
        return workspace

    @cached_property
    def found(self) -> Workspace:
        """The workspace, whether it is there or not. Raises ConfigError."""
        option = Path(self.given.workspace) if self.given.workspace else None
        return find_workspace(option, self.given.store, self.environ)

    @cached_property
    def speech(self) -> Locale:
        """The person's language and time zone; the environment's alone when the settings are broken."""
        try:
            setting, zone = self.found.settings.language, self.found.timezone
        except ConfigError:
            setting, zone = "", "UTC"
        return Locale(choose_language(self.environ, setting, self.given.language), zone)

    @cached_property
    def store(self) -> Store:
        """The open store, made and given its brand and first member when new. Raises StoreError."""
        from meydan.store import Actor, open_store

        store = open_store(self.workspace.database_url, Actor(login(), "cli"))
        if not _has_brand(store):
            from meydan.store.writes import team

            brand = self.brand or self.workspace.path.name
            team.init_workspace(store, brand, self.workspace.timezone, login(), full_name())
        return store

    def ready(self) -> bool:
        """Whether the store surely stands already, told without opening it."""
        from urllib.parse import urlsplit

        url = urlsplit(self.found.database_url)
        return url.scheme == "sqlite" and Path(url.path.removeprefix("/")).is_file()

    def say(self, message: str, /, **values: object) -> str:
        """The translated message."""
        return self.speech.say(message, **values)

    def close(self) -> None:
        """Close the store, if it was opened."""
        if "store" in self.__dict__:
            self.store.close()


def here(ctx: typer.Context) -> Session:
    """The session that a command runs in."""
    session = ctx.find_object(Session)
    assert session is not None, "commands run below start.run, which makes the session"
    return session


def login() -> str:
    """The Unix login of this process, its number where it has no name."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def full_name() -> str:
    """The person's name by the Unix account, else the login."""
    try:
        return pwd.getpwuid(os.getuid()).pw_gecos.split(",")[0].strip() or login()
    except KeyError:
        return login()


def interactive() -> bool:
    """Whether a person sits at the other end of stdin and stderr, to be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _has_brand(store: Store) -> bool:
    from meydan.store import NotFound
    from meydan.store.reads import accounts

    with store.reading() as conn:
        try:
            accounts.brand(conn)
        except NotFound:
            return False
    return True
