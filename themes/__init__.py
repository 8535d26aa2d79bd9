"""What Meydan looks like: themes where one colour means one thing, and the layout."""

from meydan.themes.palettes import DEFAULTS, THEMES, choose_theme

__all__ = ["DEFAULTS", "THEMES", "choose_theme"]
