"""Signs that carry a meaning without colour: tones, platforms, sparklines and bars."""

from __future__ import annotations

from collections.abc import Sequence

SHORTS = {
    "bluesky": "BS",
    "discord": "DC",
    "facebook": "FB",
    "feed": "RS",
    "google_ads": "GA",
    "google_business": "GB",
    "google_trends": "GT",
    "ingest": "IN",
    "instagram": "IG",
    "linkedin": "LI",
    "linkedin_ads": "LA",
    "mastodon": "MA",
    "matrix": "MX",
    "meta_ads": "ME",
    "playground": "PG",
    "reddit": "RD",
    "telegram": "TG",
    "threads": "TH",
    "tiktok": "TT",
    "tiktok_ads": "TA",
    "x": "X",
    "x_ads": "XA",
    "youtube": "YT",
}
MARK_SIGNS = {"vip": ("◆", "amber"), "staff": ("■", "blue"), "rival": ("▲", "bad")}
"""The glyph of a person's mark and its ink."""

_BLOCKS = "▁▂▃▄▅▆▇█"
_PLAIN_BLOCKS = "._-~=+*#"


def tone_sign(sentiment: str, question: bool = False) -> tuple[str, str]:
    """The sign of a tone and its ink: `+` good, `−` bad, `?` blue for a neutral question, `·` dim."""
    if sentiment == "positive":
        return "+", "good"
    if sentiment == "negative":
        return "−", "bad"
    return ("?", "blue") if question else ("·", "dim")


def platform_short(platform: str) -> str:
    """Two letters for a platform, one for X; an unknown one by its first letters."""
    return SHORTS.get(platform) or platform[:2].upper()


def sparkline(values: Sequence[float], width: int, plain: bool = False) -> str:
    """The last `width` values as blocks, the lowest of them the lowest block; `plain` for ASCII."""
    blocks = _PLAIN_BLOCKS if plain else _BLOCKS
    shown = values[-width:] if width > 0 else ()
    if not shown:
        return ""
    low, high = min(shown), max(shown)
    spread = high - low
    if not spread:
        return blocks[0 if not high else len(blocks) // 2] * len(shown)
    return "".join(blocks[round((value - low) / spread * (len(blocks) - 1))] for value in shown)


def bar(ratio: float, width: int, plain: bool = False) -> tuple[str, str]:
    """A bar of `width` cells as its filled and its empty part; over 1 it is full."""
    filled = round(max(0.0, min(ratio, 1.0)) * width)
    if not filled and ratio > 0:
        filled = 1
    full, rest = ("#", "-") if plain else ("━", "─")
    return full * filled, rest * (width - filled)
