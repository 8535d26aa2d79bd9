"""Real `meydan` processes on workspaces of their own."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

MEYDAN = Path(sys.executable).with_name("meydan")
PRELOADED = ["meydan.app.cli.tree", "meydan.store.reads", "meydan.insight.engine", "meydan.app.sync.engine"]


@dataclass(frozen=True)
class Done:
    """What a process left behind."""

    status: int | None
    stdout: str
    stderr: str


@dataclass
class Cli:
    """A workspace and the command that works on it.

    A call is one process, forked from a server that has the modules loaded (half a second saved each);
    `start` makes one from nothing, as a shell does.
    """

    folder: Path
    env: dict[str, str]

    def __call__(self, *args: object, stdin: str | bytes = b"", status: int | None = 0, **more: str) -> Done:
        """Run a command; `status` is the exit status it must have (None: any), `more` adds environment."""
        with (
            tempfile.TemporaryFile() as given,
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
        ):
            given.write(stdin.encode() if isinstance(stdin, str) else stdin)
            given.seek(0)
            code = _forked([*map(str, args)], self.env | more, given, out, err)
            done = Done(code, _content(out), _content(err))
        assert "Traceback" not in done.stderr, done.stderr
        assert status is None or done.status == status, done
        return done

    def rows(self, *args: object) -> list[dict[str, Any]]:
        """The objects that `--json` prints."""
        return [json.loads(line) for line in self(*args, "--json").stdout.splitlines()]

    def start(self, *args: object) -> subprocess.Popen[bytes]:
        """Start a command that goes on."""
        return subprocess.Popen(
            [MEYDAN, *map(str, args)],
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )


def _forked(args: list[str], env: dict[str, str], *files: IO[bytes]) -> int | None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    paths = [f"/proc/{os.getpid()}/fd/{file.fileno()}" for file in files]
    process = context.Process(target=_become, args=(args, env, paths))
    process.start()
    process.join(60)
    if process.is_alive():
        process.kill()
        process.join()
    code = process.exitcode
    process.close()
    return code


def _become(args: list[str], env: dict[str, str], paths: list[str]) -> None:
    for number, path in enumerate(paths):
        os.dup2(os.open(path, os.O_RDWR), number)
    sys.stdin, sys.stdout, sys.stderr = open(0, "r"), open(1, "w"), open(2, "w")  # noqa: SIM115, UP015
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["meydan", *args]
    from meydan.app.cli import main

    main()


def _content(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


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
        "created_at": f"2026-11-20T10:{number // 60 % 60:02d}:{number % 60:02d}Z",
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
    }
    return Cli(folder, env)
