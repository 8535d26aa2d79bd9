"""A throw-away PostgreSQL cluster: `python tests/servers/postgres.py COMMAND...` runs a command beside one.

The command finds the cluster's address in MEYDAN_TEST_POSTGRES. Nothing is installed; the cluster listens on
a socket in its own temporary folder only, and is gone afterwards.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "MEYDAN_TEST_POSTGRES"
SERVER_USER = "postgres"
OPTIONS = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def binaries() -> Path | None:
    """The folder of the newest initdb on this machine."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[-3])
    found = str(packaged[-1]) if packaged else shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def cluster() -> Iterator[str]:
    """A running cluster; its address. Raises LookupError where PostgreSQL is not installed."""
    folder = binaries()
    if folder is None:
        raise LookupError("PostgreSQL is not installed")
    with tempfile.TemporaryDirectory(prefix="meydan-postgres-") as home:
        data = f"{home}/data"
        user = _give_away(home)
        control = (folder / "pg_ctl", "--pgdata", data)
        _run(
            user, folder / "initdb", "--pgdata", data, "--username", "meydan", "--auth", "trust", "--no-sync"
        )
        options = f"{OPTIONS} -c unix_socket_directories={home}"
        _run(user, *control, "--wait", "--silent", "--log", f"{home}/log", "--options", options, "start")
        try:
            yield f"postgresql+psycopg://meydan@/postgres?host={home}"
        finally:
            _run(user, *control, "--wait", "--silent", "--mode", "immediate", "stop")


def _give_away(home: str) -> str | None:
    """PostgreSQL refuses to run as root: hand the folder to its own user; who that is."""
    if os.geteuid() != 0:
        return None
    owner = pwd.getpwnam(SERVER_USER)
    os.chown(home, owner.pw_uid, owner.pw_gid)
    return SERVER_USER


def _run(user: str | None, *command: Path | str) -> None:
    arguments = [str(part) for part in command]
    if user is None:
        subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, cwd="/")
    else:
        subprocess.run(
            arguments, check=True, stdout=subprocess.DEVNULL, cwd="/", user=user, group=user, extra_groups=[]
        )


def main(command: Sequence[str]) -> int:
    """Run a command beside a cluster; its exit status."""
    with cluster() as url:
        return subprocess.run(command, check=False, env={**os.environ, VARIABLE: url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
