"""The secrets file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from meydan.app.secrets import SecretFile, SecretsError

TOKEN = "planted-7f3a"


@pytest.fixture
def secrets(tmp_path: Path) -> SecretFile:
    return SecretFile(tmp_path / "ws" / "secrets.json")


def test_a_secret_is_kept_and_forgotten(secrets: SecretFile) -> None:
    assert secrets.get("account:1") is None
    secrets.put("account:1", TOKEN)
    secrets.put("account:2", "other")
    assert secrets.get("account:1") == TOKEN
    secrets.remove("account:1")
    assert secrets.keys() == ("account:2",)


def test_only_the_owner_can_read_it(secrets: SecretFile) -> None:
    secrets.put("account:1", TOKEN)
    assert secrets.path.stat().st_mode & 0o777 == 0o600
    secrets.path.chmod(0o640)
    with pytest.raises(SecretsError, match="chmod 600"):
        secrets.get("account:1")


def test_a_broken_file_is_named_and_never_quoted(secrets: SecretFile) -> None:
    secrets.put("account:1", TOKEN)
    secrets.path.write_text('{"account:1": "' + TOKEN)
    with pytest.raises(SecretsError) as refused:
        secrets.put("account:2", "x")
    assert str(secrets.path) in str(refused.value)
    assert TOKEN not in str(refused.value)
    assert TOKEN in secrets.path.read_text()


def test_processes_writing_at_once_lose_nothing(secrets: SecretFile) -> None:
    script = (
        "import sys; from pathlib import Path; from meydan.app.secrets import SecretFile\n"
        "for n in range(20): SecretFile(Path(sys.argv[1])).put(f'{sys.argv[2]}:{n}', 'x')"
    )
    hands = [
        subprocess.Popen([sys.executable, "-c", script, str(secrets.path), name]) for name in ("a", "b", "c")
    ]
    assert [hand.wait(60) for hand in hands] == [0, 0, 0]
    assert len(secrets.keys()) == 60
