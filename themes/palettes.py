"""The themes: green good, red bad or late, amber needs you, blue people and structure, grey the rest."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

DEFAULTS = {
    "dim": "#8b93a1",
    "faint": "#5b6370",
    "cursor": "#2a3346",
    "raised": "#222833",
    "alert": "#3b2024",
}
"""Meydan's own variables, for a theme that does not define them."""

_DARK = Theme(
    name="meydan-dark",
    dark=True,
    primary="#7aa2d6",
    secondary="#7aa2d6",
    accent="#e5b567",
    success="#86bf82",
    warning="#e5b567",
    error="#e8716a",
    foreground="#d8dde6",
    background="#14171c",
    surface="#1a1e25",
    panel="#222833",
    boost="#222833",
    variables={
        **DEFAULTS,
        "text-muted": "#7d8594",
        "block-cursor-background": "#2a3346",
        "block-cursor-foreground": "#d8dde6",
        "input-selection-background": "#34507a",
        "input-cursor-background": "#d8dde6",
        "input-cursor-foreground": "#14171c",
        "border": "#222833",
        "scrollbar": "#2f3745",
        "scrollbar-background": "#1a1e25",
        "scrollbar-corner-color": "#1a1e25",
        "footer-key-foreground": "#e5b567",
    },
)

_LIGHT = Theme(
    name="meydan-light",
    dark=False,
    primary="#2a5fa5",
    secondary="#2a5fa5",
    accent="#8a5a00",
    success="#2a7a35",
    warning="#8a5a00",
    error="#b3261e",
    foreground="#1d2430",
    background="#dfe3e9",
    surface="#f4f6f9",
    panel="#e6eaf0",
    boost="#e6eaf0",
    variables={
        "dim": "#5a6473",
        "faint": "#8b94a3",
        "cursor": "#d3e0f3",
        "raised": "#e6eaf0",
        "alert": "#f8dcda",
        "text-muted": "#5a6473",
        "block-cursor-background": "#d3e0f3",
        "block-cursor-foreground": "#1d2430",
        "input-selection-background": "#b5cdf0",
        "input-cursor-background": "#1d2430",
        "input-cursor-foreground": "#f4f6f9",
        "border": "#d3d9e2",
        "scrollbar": "#c3cad6",
        "scrollbar-background": "#f4f6f9",
        "scrollbar-corner-color": "#f4f6f9",
        "footer-key-foreground": "#8a5a00",
    },
)

ANSI = "meydan-ansi"

_ANSI = Theme(
    name=ANSI,
    dark=True,
    ansi=True,
    primary="ansi_blue",
    secondary="ansi_cyan",
    accent="ansi_yellow",
    success="ansi_green",
    warning="ansi_yellow",
    error="ansi_red",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={
        "dim": "ansi_bright_black",
        "faint": "ansi_bright_black",
        "cursor": "ansi_bright_black",
        "raised": "ansi_default",
        "alert": "ansi_default",
        "text-muted": "ansi_bright_black",
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_white",
        "border": "ansi_bright_black",
        "border-blurred": "ansi_black",
        "block-cursor-background": "ansi_white",
        "block-cursor-foreground": "ansi_black",
        "input-cursor-background": "ansi_white",
        "input-cursor-foreground": "ansi_black",
        "input-cursor-text-style": "none",
        "input-selection-background": "ansi_bright_blue",
        "input-selection-foreground": "ansi_black",
        "screen-selection-background": "ansi_bright_blue",
        "screen-selection-foreground": "ansi_black",
    },
)

THEMES = (_DARK, _LIGHT, _ANSI)


def choose_theme(environ: Mapping[str, str], wish: str = "") -> str:
    """The theme that is wished for, else the one for the terminal.

    Without true colour, or where NO_COLOR asks for none, that is the 16-colour one, which also sends the
    fewest bytes; a light background is taken from COLORFGBG where a terminal tells it.
    """
    if wish:
        return wish
    if environ.get("NO_COLOR") or not _many_colours(environ):
        return ANSI
    behind = environ.get("COLORFGBG", "").rpartition(";")[2]
    return "meydan-light" if behind in ("7", "15") else "meydan-dark"


def _many_colours(environ: Mapping[str, str]) -> bool:
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return True
    term = environ.get("TERM", "")
    return "256color" in term or "direct" in term or term in ("xterm-kitty", "alacritty", "foot")
