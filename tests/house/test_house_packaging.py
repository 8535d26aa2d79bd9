"""What is built from the tree: a wheel out of the sdist that runs by itself in an empty environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path, cwd: Path, **env: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**{k: v for k, v in os.environ.items() if not k.startswith("MEYDAN_")}, **env},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that is built from the unpacked sdist, not from the tree."""
    work = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", work, cwd=ROOT)
    (sdist,) = work.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(work, filter="data")
    unpacked = work / sdist.name.removesuffix(".tar.gz")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", work, cwd=unpacked)
    (built,) = work.glob("*.whl")
    return built


@pytest.mark.long
def test_the_wheel_installs_and_runs_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    # An environment with nothing in it, not even pip; what is run once need not be compiled.
    venv.create(tmp_path / "venv", with_pip=False)
    pip = (sys.executable, "-m", "pip", "--python", tmp_path / "venv" / "bin" / "python")
    run(*pip, "install", "-q", "--no-compile", "-c", _constraints(tmp_path), wheel, cwd=tmp_path)
    meydan = tmp_path / "venv" / "bin" / "meydan"
    workspace = {"MEYDAN_WORKSPACE": str(tmp_path / "ws"), "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    assert run(meydan, "--version", cwd=tmp_path, **workspace).strip()
    run(meydan, "init", cwd=tmp_path, **workspace)
    item = {"remote_id": "1", "kind": "comment", "author": "ayse", "text": "kargom nerede"}
    item["created_at"] = "2026-11-20T10:00:00Z"
    (tmp_path / "items.jsonl").write_text(json.dumps(item) + "\n", "utf-8")
    run(meydan, "ingest", "--account", "shop", tmp_path / "items.jsonl", cwd=tmp_path, **workspace)
    assert "kargom nerede" in run(meydan, "inbox", "--json", cwd=tmp_path, **workspace)
    run(meydan, "--language", "tr", "--help", cwd=tmp_path, **workspace)


def _constraints(folder: Path) -> Path:
    """The lock file's versions without its hashes: pip takes no hashes in constraints."""
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    file = folder / "constraints.txt"
    file.write_text(
        "\n".join(line.rstrip(" \\") for line in lines if not line.startswith("    --hash")), "utf-8"
    )
    return file
