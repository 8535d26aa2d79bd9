"""The live keymap: a preset, what the settings change in it, and how keys are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meydan.app.config import ConfigError, Settings
from meydan.app.desk.actions import actions
from meydan.app.desk.presets import PRESETS
from meydan.app.desk.spec import ActionSpec, normal_keys
from meydan.panes.speech import N_, Speech

if TYPE_CHECKING:
    from textual.binding import ActiveBinding

SCREENS = ("inbox", "outbox", "rules", "calendar", "ads", "trends", "accounts")
"""Scopes of screens; each is live together with `list`, and takes the place of `global` ones."""

UNSENDABLE = frozenset({"ctrl+i", "ctrl+m", "ctrl+left_square_bracket", "ctrl+h"})
"""Terminals send these as Tab, Enter, Esc and Backspace."""

SIGNS = {
    "asterisk": "*",
    "backspace": "⌫",
    "colon": ":",
    "comma": ",",
    "down": "↓",
    "enter": "⏎",
    "escape": "Esc",
    "exclamation_mark": "!",
    "full_stop": ".",
    "greater_than_sign": ">",
    "left": "←",
    "less_than_sign": "<",
    "minus": "-",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "plus": "+",
    "question_mark": "?",
    "right": "→",
    "shift+tab": "⇧Tab",
    "slash": "/",
    "space": "␣",
    "tab": "Tab",
    "up": "↑",
}


@dataclass(frozen=True, slots=True)
class LiveKeymap:
    """Keys by action id, as Textual names them; `changes` are those that differ from the defaults."""

    keys: Mapping[str, str]
    changes: Mapping[str, str]
    prefixes: frozenset[str]


def live_keymap(settings: Settings) -> LiveKeymap:
    """The keymap of a preset and the settings' own keys.

    Raises ConfigError for an unknown action, a key that does not exist or cannot be typed, and a key that
    would mean two things at once.
    """
    specs = {spec.id: spec for spec in actions()}
    preset = PRESETS[settings.preset]
    keys = {spec.id: normal_keys(preset.get(spec.id, spec.keys)) for spec in specs.values()}
    for id_, wish in settings.keys.items():
        if id_ not in specs:
            raise ConfigError(N_("keys: there is no action {action}"), action=id_)
        keys[id_] = normal_keys(wish)
        for step in _steps(keys[id_]):
            if step not in _known_keys():
                raise ConfigError(N_("keys: {action} names an unknown key {key}"), action=id_, key=repr(step))
            if step in UNSENDABLE:
                raise ConfigError(
                    N_("keys: {action} uses {key}, which terminals cannot tell apart"), action=id_, key=step
                )
    _refuse_clashes(specs.values(), keys)
    changes = {id_: keys[id_] for id_, spec in specs.items() if keys[id_] != normal_keys(spec.keys)}
    prefixes = {key.split(" ")[0] for wish in keys.values() for key in wish.split(",") if " " in key}
    return LiveKeymap(keys, changes, frozenset(prefixes))


def display_key(key: str) -> str:
    """A key as people know it: `question_mark` -> `?`, `ctrl+p` -> `^P`, `g g` -> `g g`."""
    if " " in key:
        return " ".join(map(display_key, key.split(" ")))
    if key in SIGNS:
        return SIGNS[key]
    if key.startswith("ctrl+"):
        return "^" + display_key(key[5:]).upper()
    if len(key) > 1 and not key[1:].isdigit():
        from textual.keys import format_key

        return format_key(key)
    return key.upper() if len(key) > 1 else key


def shown_hints(active: Mapping[str, ActiveBinding], speech: Speech) -> list[tuple[str, str]]:
    """Key and word of the actions that work now and belong on the bottom line, weightiest first."""
    specs = {spec.id: spec for spec in actions() if spec.hint}
    first: dict[str, str] = {}
    for key, one in active.items():
        id_ = one.binding.id
        if id_ in specs and one.enabled:
            first.setdefault(id_, key)
    wanted = sorted(first, key=lambda id_: -specs[id_].weight)
    return [(display_key(first[id_]), speech.say(specs[id_].hint)) for id_ in wanted]


def _steps(keys: str) -> list[str]:
    """Every key that must be pressed; an empty one where a separator stands alone."""
    return [step for key in keys.split(",") for step in (key.split(" ") if key.strip() else [""])]


def _refuse_clashes(specs: Iterable[ActionSpec], keys: Mapping[str, str]) -> None:
    listed = [(spec, key) for spec in specs for key in keys[spec.id].split(",")]
    for screen in SCREENS:
        _refuse_doubles([(spec, key) for spec, key in listed if spec.scope in ("list", screen)])
        # A sequence is followed before any key of its own name: that key could never be typed.
        here = [(spec, key) for spec, key in listed if spec.scope in ("global", "list", screen)]
        prefixes = {key.split(" ")[0]: spec for spec, key in here if " " in key}
        for spec, key in here:
            if key in prefixes:
                raise _clash(key, spec, prefixes[key])
    _refuse_doubles([(spec, key) for spec, key in listed if spec.scope == "global"])
    for mode in ("composer", "approval"):
        _refuse_doubles([(spec, key) for spec, key in listed if spec.scope == mode])


def _refuse_doubles(listed: Iterable[tuple[ActionSpec, str]]) -> None:
    owners: dict[str, ActionSpec] = {}
    for spec, key in listed:
        owner = owners.setdefault(key, spec)
        if owner is not spec:
            raise _clash(key, spec, owner)


def _clash(key: str, spec: ActionSpec, other: ActionSpec) -> ConfigError:
    return ConfigError(
        N_("keys: {key} would mean both {action} and {other}"),
        key=display_key(key),
        action=spec.id,
        other=other.id,
    )


def _known_keys() -> frozenset[str]:
    """Every key name that Textual may report: its own names, and characters of Latin alphabets."""
    from textual.keys import Keys

    characters = {normal_keys(chr(code)) for code in range(33, 0x180)}
    return (frozenset(key.value for key in Keys) | characters | {"comma"}) - {"", ","}
