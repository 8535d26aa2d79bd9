"""Where credentials are kept: one 0600 file in the workspace, never the store."""

from __future__ import annotations

import fcntl
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from meydan.panes.speech import N_


class SecretsError(Exception):
    """The secrets file cannot be trusted or read. `message` is a catalog id with `{file}`."""

    def __init__(self, message: str, file: Path) -> None:
        super().__init__(message.format(file=file))
        self.message = message
        self.file = file


@dataclass(frozen=True, slots=True)
class SecretFile:
    """Texts by key in a JSON file that only its owner may read; several processes may use it."""

    path: Path

    def get(self, key: str) -> str | None:
        """The secret of `key`, or None. Raises SecretsError."""
        return self._read().get(key)

    def keys(self) -> tuple[str, ...]:
        """All keys, in order. Raises SecretsError."""
        return tuple(sorted(self._read()))

    def put(self, key: str, secret: str) -> None:
        """Keep `secret` under `key`; on disk before this returns. Raises SecretsError."""
        with self._locked():
            self._write(self._read() | {key: secret})

    def remove(self, key: str) -> None:
        """Forget `key`; nothing happens where it is not there. Raises SecretsError."""
        with self._locked():
            self._write({k: v for k, v in self._read().items() if k != key})

    def check(self) -> None:
        """Raise SecretsError when others may read the file."""
        try:
            mode = stat.S_IMODE(self.path.stat().st_mode)
        except FileNotFoundError:
            return
        if mode & 0o077:
            raise SecretsError(N_("{file} can be read by others: run chmod 600 on it"), self.path)

    def _read(self) -> dict[str, str]:
        self.check()
        try:
            found = json.loads(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            # The content is secret: the message must not quote it.
            raise SecretsError(N_("{file} cannot be read as JSON"), self.path) from None
        if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
            raise SecretsError(N_("{file} cannot be read as JSON"), self.path)
        return found

    def _write(self, secrets: dict[str, str]) -> None:
        fresh = self.path.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(secrets, file, ensure_ascii=False, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self.path.with_suffix(".lock"), os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)
