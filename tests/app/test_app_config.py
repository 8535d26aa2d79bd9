"""The workspace and its settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from meydan.app.config import ConfigError, Settings, find_workspace, read_settings


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_a_workspace_by_option_environment_or_platform(tmp_path: Path) -> None:
    environ = {"MEYDAN_WORKSPACE": str(tmp_path / "by_environment")}
    assert find_workspace(tmp_path / "by_option", environ=environ).path == tmp_path / "by_option"
    assert find_workspace(environ=environ).path == tmp_path / "by_environment"
    assert find_workspace(environ={}).path.name == "meydan"


def test_the_store_by_option_environment_setting_or_folder(tmp_path: Path) -> None:
    assert find_workspace(tmp_path, environ={}).database_url == f"sqlite:///{tmp_path}/meydan.db"
    write(tmp_path / "config.toml", 'store = "sqlite:////s.db"')
    assert find_workspace(tmp_path, environ={}).database_url == "sqlite:////s.db"
    assert find_workspace(tmp_path, environ={"MEYDAN_STORE": "sqlite:////e.db"}).database_url.endswith("e.db")
    assert find_workspace(tmp_path, "sqlite:////o.db", environ={}).database_url == "sqlite:////o.db"


def test_settings_are_read(tmp_path: Path) -> None:
    file = write(
        tmp_path / "config.toml",
        'language = "tr"\ntimezone = "Europe/Istanbul"\nhold_seconds = 0\n[keys]\n"inbox.done" = "d"\n',
    )
    settings = read_settings(file)
    assert (settings.language, settings.timezone, settings.hold_seconds) == ("tr", "Europe/Istanbul", 0)
    assert settings.keys == {"inbox.done": "d"}
    assert read_settings(tmp_path / "none.toml") == Settings()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("language = ", "TOML"),
        ('langage = "tr"', "langage"),
        ("language = 3", "language"),
        ('language = "de"', "'de'"),
        ('theme = "neon"', "'neon'"),
        ('preset = "emacs"', "'emacs'"),
        ("hold_seconds = -1", "-1"),
        ("hold_seconds = true", "hold_seconds"),
        ('timezone = "Mars/Olympus"', "Mars"),
        ('timezone = "../../etc/passwd"', "timezone"),
        ('[keys]\n"not an action" = "d"', "not an action"),
        ('[keys]\n"inbox.done" = 3', "inbox.done"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(tmp_path: Path, text: str, named: str) -> None:
    file = write(tmp_path / "config.toml", text)
    with pytest.raises(ConfigError) as refused:
        read_settings(file)
    assert str(file) in str(refused.value)
    assert named in str(refused.value)


def test_a_new_workspace_is_for_its_owner_alone(tmp_path: Path) -> None:
    workspace = find_workspace(tmp_path / "a" / "b", environ={})
    assert not workspace.exists
    workspace.make()
    assert workspace.exists
    assert workspace.path.stat().st_mode & 0o077 == 0
