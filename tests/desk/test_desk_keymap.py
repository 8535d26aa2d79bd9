"""The keymap: what the settings may change, what they may not, what every preset leaves reachable."""

from __future__ import annotations

import pytest

from meydan.app.config import PRESETS, ConfigError, Settings
from meydan.app.desk.actions import actions
from meydan.app.desk.keymap import display_key, live_keymap
from meydan.app.desk.presets import PRESETS as KEY_PRESETS

UNTYPEABLE = set("iIıİ#{[]}\\|@~")
"""What a Turkish Q keyboard cannot type without AltGr, or types as another letter."""

TAKEN = {"ctrl+i", "ctrl+m", "ctrl+h", "ctrl+left_square_bracket", "ctrl+a", "ctrl+b", "ctrl+s"}
"""Terminals, screen and tmux keep these for themselves."""


@pytest.mark.parametrize("preset", PRESETS)
def test_every_action_has_a_key_that_can_be_typed(preset: str) -> None:
    keymap = live_keymap(Settings(preset=preset))
    assert set(keymap.keys) == {spec.id for spec in actions()}
    for keys in keymap.keys.values():
        for key in keys.split(","):
            steps = key.split(" ")
            assert all(steps), f"an empty key in {keys!r}"
            assert not TAKEN & set(steps)
            assert not UNTYPEABLE & {display_key(step) for step in steps}


def test_presets_speak_of_actions_that_exist() -> None:
    assert set(KEY_PRESETS) == set(PRESETS)
    known = {spec.id for spec in actions()}
    for changes in KEY_PRESETS.values():
        assert set(changes) <= known


def test_ids_are_unique_and_start_with_their_room() -> None:
    ids = [spec.id for spec in actions()]
    assert len(ids) == len(set(ids))
    for spec in actions():
        assert spec.id.split(".")[0] == {"global": "desk"}.get(spec.scope, spec.scope)


def test_a_key_of_the_settings_replaces_all_keys_of_the_action() -> None:
    keymap = live_keymap(Settings(keys={"desk.undo": "u,ctrl+z"}))
    assert keymap.changes == {"desk.undo": "u,ctrl+z"}


def test_a_sequence_makes_its_first_key_a_prefix() -> None:
    assert "ş" in live_keymap(Settings(keys={"desk.undo": "ş z"})).prefixes


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"desk.nope": "x"}, "no action desk.nope"),
        ({"desk.undo": "krk"}, "'krk'"),
        ({"desk.undo": ","}, "''"),
        ({"desk.undo": "y,,x"}, "''"),
        ({"desk.undo": "ctrl+i"}, "tell apart"),
        ({"desk.undo": "Z"}, "both desk.redo and desk.undo"),
        ({"calendar.today": "j"}, "both"),
        ({"desk.undo": "g"}, "both desk.undo and list.first"),
    ],
)
def test_a_key_that_cannot_be_is_refused_with_its_name(keys: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        live_keymap(Settings(keys=keys))


@pytest.mark.parametrize(
    ("key", "shown"),
    [("question_mark", "?"), ("ctrl+p", "^P"), ("g g", "g g"), ("escape", "Esc"), ("f1", "F1"), ("Z", "Z")],
)
def test_keys_are_shown_as_people_know_them(key: str, shown: str) -> None:
    assert display_key(key) == shown
