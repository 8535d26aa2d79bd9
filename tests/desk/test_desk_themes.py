"""The themes: chosen by the terminal, complete, readable."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from meydan.app.config import THEMES as NAMES
from meydan.themes import DEFAULTS, THEMES, choose_theme


@pytest.mark.parametrize(
    ("environ", "wish", "name"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "", "meydan-dark"),
        ({"TERM": "xterm-256color"}, "", "meydan-dark"),
        ({"TERM": "xterm-256color", "COLORFGBG": "0;15"}, "", "meydan-light"),
        ({"TERM": "linux"}, "", "meydan-ansi"),
        ({"TERM": "xterm"}, "", "meydan-ansi"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "", "meydan-ansi"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "", "meydan-dark"),
        ({"TERM": "linux"}, "meydan-light", "meydan-light"),
    ],
)
def test_the_terminal_chooses_unless_a_person_does(environ: dict[str, str], wish: str, name: str) -> None:
    assert choose_theme(environ, wish) == name


def test_the_settings_know_every_theme() -> None:
    assert {theme.name for theme in THEMES} == set(NAMES) - {""}


@pytest.mark.parametrize("theme", [theme for theme in THEMES if not theme.ansi], ids=lambda theme: theme.name)
def test_every_ink_can_be_read_on_every_surface(theme: Theme) -> None:
    colours = theme.to_color_system().generate() | {**DEFAULTS, **theme.variables}
    for ink in ("foreground", "success", "error", "warning", "primary", "text-muted"):
        for ground in ("surface", "background", "cursor"):
            assert contrast(colours[ink], colours[ground]) >= 3.0, (ink, ground)
    assert contrast(colours["foreground"], colours["surface"]) >= 7


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours."""
    lights = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(color: Color) -> float:
    """The WCAG relative luminance."""
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
