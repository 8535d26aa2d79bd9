"""The file that keeps a playground between runs: a header line, then one event per line."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from meydan.connectors.playground.events import Event, from_json, to_json

FORMAT = 1


class StateError(Exception):
    """The kept state cannot be used; the message says why."""


class StateInUse(StateError):
    """Another process keeps this world going right now."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a world is made from: the same `seed` and `epoch` make the same history.

    `port` is where the world is served. `secret` is what the tokens of our accounts are made from.
    """

    seed: int
    epoch: datetime
    port: int
    secret: str = field(repr=False)


class Journal:
    """An append-only file of events, held by one process at a time (flock)."""

    def __init__(self, file: IO[bytes], header: Header, events: list[Event]) -> None:
        self._file = file
        self.header = header
        self.events = events

    def append(self, event: Event) -> None:
        """Keep one event: it survives a kill of the process once this returns."""
        os.write(self._file.fileno(), _line(to_json(event)))

    def close(self) -> None:
        """Release the file."""
        self._file.close()


def open_journal(path: Path, fresh: Header) -> Journal:
    """The journal at `path`, begun with the header `fresh` when there is none.

    Raises StateInUse when another process has it open, StateError when it is of another format.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b", buffering=0)
    try:
        if not _locked(file):
            raise StateInUse(f"{path} is in use by another process")
        file.seek(0)
        kept = file.read()
        whole, _, torn = kept.rpartition(b"\n")
        if torn:
            file.truncate(len(kept) - len(torn))
        if not whole:
            header = {"format": FORMAT, **asdict(fresh), "epoch": fresh.epoch.isoformat()}
            os.write(file.fileno(), _line(header))
            return Journal(file, fresh, [])
        return _read(path, file, whole)
    except BaseException:
        file.close()
        raise


def _locked(file: IO[bytes]) -> bool:
    """Hold the file against other processes, until it is closed; False when one of them holds it."""
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _read(path: Path, file: IO[bytes], whole: bytes) -> Journal:
    first, *rest = whole.split(b"\n")
    try:
        head = json.loads(first)
        if head["format"] != FORMAT:
            raise StateError(f"{path} is of format {head['format']}, this version keeps {FORMAT}")
        epoch = datetime.fromisoformat(head["epoch"])
        header = Header(int(head["seed"]), epoch, int(head["port"]), str(head["secret"]))
        return Journal(file, header, [from_json(json.loads(line)) for line in rest])
    except (KeyError, TypeError, ValueError) as error:
        raise StateError(f"{path} cannot be read: {error}") from error


def _line(values: dict[str, object]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def in_use(path: Path) -> bool:
    """Whether a process has the journal open right now."""
    try:
        file = os.fdopen(os.open(path, os.O_RDWR), "r+b", buffering=0)
    except FileNotFoundError:
        return False
    with file:
        return not _locked(file)
