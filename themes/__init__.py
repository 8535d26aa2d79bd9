"""What Meydan looks like: themes where one colour means one thing, and the layout."""

from meydan.themes.palettes import ANSI, DEFAULTS, THEMES, choose_theme

__all__ = ["ANSI", "DEFAULTS", "THEMES", "choose_theme"]
