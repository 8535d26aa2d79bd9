"""Real `meydan` processes on workspaces of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MEYDAN = Path(sys.executable).with_name("meydan")


@dataclass
class Cli:
    """A workspace and the command that works on it; every call is one process."""

    folder: Path
    env: dict[str, str]

    def __call__(
        self, *args: object, stdin: str | bytes = b"", status: int | None = 0, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command; `status` is the exit status it must have (None: any), `more` adds environment."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [MEYDAN, *map(str, args)],
            input=given,
            capture_output=True,
            env=self.env | more,
            timeout=60,
            check=False,
        )
        out, err = done.stdout.decode(), done.stderr.decode()
        assert "Traceback" not in err, err
        assert status is None or done.returncode == status, (
            f"exit {done.returncode}: {out[-500:]} {err[-500:]}"
        )
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    def rows(self, *args: object) -> list[dict[str, Any]]:
        """The objects that `--json` prints."""
        return [json.loads(line) for line in self(*args, "--json").stdout.splitlines()]

    def start(self, *args: object) -> subprocess.Popen[bytes]:
        """Start a command that goes on."""
        return subprocess.Popen(
            [MEYDAN, *map(str, args)], env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )


def jsonl(items: Sequence[dict[str, Any]]) -> str:
    """Objects as JSON lines."""
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


def item(number: int, text: str, **more: Any) -> dict[str, Any]:
    """An item as `meydan ingest` takes it."""
    base = {
        "remote_id": f"r{number}",
        "kind": "comment",
        "author": f"user{number}",
        "text": text,
        "created_at": f"2026-11-20T10:{number // 60:02d}:{number % 60:02d}Z",
    }
    return base | more


def make_cli(folder: Path, language: str = "en") -> Cli:
    """A command on a workspace that is not there yet."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MEYDAN", "LC_", "LANG", "COLORTERM"))}
    env |= {
        "MEYDAN_WORKSPACE": str(folder / "ws"),
        "MEYDAN_LANGUAGE": language,
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONWARNINGS": "error",
        "PYTHONDONTWRITEBYTECODE": "",
    }
    return Cli(folder, env)
