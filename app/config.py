"""The workspace: the folder that holds the settings, the store and the secrets of one team."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from meydan.app.secrets import SecretFile
from meydan.panes.speech import N_

THEMES = ("", "meydan-dark", "meydan-light", "meydan-ansi")
PRESETS = ("varsayilan", "gmail", "mutt")
MODEL_LANGUAGES = ("tr", "en", "other")


class ConfigError(Exception):
    """A setting is wrong. `message` is a catalog id, `values` fill its fields; both name file and key."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message.format(**values))
        self.message = message
        self.values = values


@dataclass(frozen=True, slots=True)
class Settings:
    """What config.toml may say. Empty texts mean: choose by the environment.

    `models` are folders of the team's own models of tone, by language.
    """

    language: str = ""
    timezone: str = ""
    theme: str = ""
    preset: str = "varsayilan"
    hold_seconds: int = 10
    store: str = ""
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    models: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder of its own (0700) with config.toml, meydan.db and secrets.json."""

    path: Path
    settings: Settings
    store_option: str = ""

    @property
    def database_url(self) -> str:
        """The store's URL: the option or MEYDAN_STORE, the setting, else SQLite in this folder."""
        return self.store_option or self.settings.store or f"sqlite:///{self.path / 'meydan.db'}"

    @property
    def secrets(self) -> SecretFile:
        """The credentials of this workspace's accounts."""
        return SecretFile(self.path / "secrets.json")

    @property
    def models(self) -> dict[str, Path]:
        """The folders of the team's own models by language; where not absolute, from this folder."""
        return {lang: self.path / Path(folder).expanduser() for lang, folder in self.settings.models.items()}

    @property
    def timezone(self) -> str:
        """The IANA zone in which times are shown: the setting, else the machine's."""
        return self.settings.timezone or local_timezone()

    @property
    def exists(self) -> bool:
        """Whether the folder has been made."""
        return self.path.is_dir()

    def make(self) -> None:
        """Make the folder, for its owner alone, unless it is there."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)


def find_workspace(
    option: Path | None = None, store: str = "", environ: Mapping[str, str] = os.environ
) -> Workspace:
    """The workspace by option, MEYDAN_WORKSPACE or the platform's data folder; it need not exist yet.

    Raises ConfigError for a config.toml that cannot be used.
    """
    if option is None and environ.get("MEYDAN_WORKSPACE"):
        option = Path(environ["MEYDAN_WORKSPACE"])
    if option is None:
        from platformdirs import user_data_path

        option = user_data_path("meydan", appauthor=False)
    path = option.expanduser().absolute()
    return Workspace(path, read_settings(path / "config.toml"), store or environ.get("MEYDAN_STORE", ""))


def read_settings(path: Path) -> Settings:
    """The settings in a config.toml, or the defaults where there is none. Raises ConfigError."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(N_("{file} cannot be read: {reason}"), file=path, reason=error) from None
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(N_("{file} is not valid TOML: {reason}"), file=path, reason=error) from None
    known = {f.name: f for f in fields(Settings)}
    for key, value in found.items():
        if key not in known:
            raise ConfigError(N_("{file}: unknown setting {key}"), file=path, key=key)
        wanted = {"hold_seconds": int, "keys": dict, "models": dict}.get(key, str)
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise ConfigError(N_("{file}: {key} has the wrong type"), file=path, key=key)
    tables = {name: MappingProxyType(dict(found.get(name, {}))) for name in ("keys", "models")}
    settings = Settings(**{**found, **tables})
    _check(settings, path)
    return settings


def _check(settings: Settings, path: Path) -> None:
    def refuse(key: str, value: object) -> ConfigError:
        return ConfigError(N_("{file}: {key} cannot be {value}"), file=path, key=key, value=repr(value))

    if settings.language not in ("", "tr", "en"):
        raise refuse("language", settings.language)
    if settings.theme not in THEMES:
        raise refuse("theme", settings.theme)
    if settings.preset not in PRESETS:
        raise refuse("preset", settings.preset)
    if not 0 <= settings.hold_seconds <= 3600:
        raise refuse("hold_seconds", settings.hold_seconds)
    for action, keys in settings.keys.items():
        if not isinstance(keys, str) or not re.fullmatch(r"[a-z_]+(\.[a-z_0-9]+)+", action):
            raise refuse("keys", action)
    for lang, folder in settings.models.items():
        if lang not in MODEL_LANGUAGES or not isinstance(folder, str) or not folder:
            raise refuse("models", f"{lang} = {folder!r}")
    if settings.timezone:
        try:
            ZoneInfo(settings.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            raise refuse("timezone", settings.timezone) from None


def local_timezone() -> str:
    """The machine's IANA zone name, `UTC` where it has none."""
    from tzlocal import get_localzone_name

    try:
        return get_localzone_name() or "UTC"
    except (ZoneInfoNotFoundError, OSError):
        return "UTC"
