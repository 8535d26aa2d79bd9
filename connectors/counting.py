"""How platforms count the characters of a text; every function takes the text and gives a whole number."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable

URL_LENGTH = 23
"""What a link takes on Mastodon and X, however long it is."""

LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'’”]", re.IGNORECASE)
_FAR_MENTION = re.compile(r"(?<![\w/@])(@[\w.-]*\w)@[\w.-]+\w(?::\d+)?")
_BARE_LINK = re.compile(
    # twitter-text also shortens what looks like a domain; of the shorter country codes only these few are
    # common enough to be worth the false alarms that all of them would give ("ok.bu", "saat.on").
    r"(?<![\w@$#.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|net|org|edu|gov|info|biz|io|co|tr|de|uk|me|tv|app|dev|"
    r"shop|store|online|site|xyz|news|blog|ly|gl|be|jp|eu|us|fr|it|es|nl)(?![\w-]|\.\w)(?:/[^\s<>\"]*[^\s<>\".,;:!?)\]}'’”])?",
    re.IGNORECASE,
)
_LIGHT_STARTS = (0, 4352, 8192, 8206, 8208, 8224, 8242, 8248)
"""Where weight 1 and weight 2 take turns, from 1 on: twitter-text's configuration, version 3."""


def characters(text: str) -> int:
    """Unicode code points."""
    return len(text)


def utf16_units(text: str) -> int:
    """UTF-16 code units: what JavaScript, Telegram and most of Meta call a character."""
    return len(text) + sum(character > "\uffff" for character in text)


def utf8_bytes(text: str) -> int:
    """Bytes in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def graphemes(text: str) -> int:
    """What people see as one character (Unicode's extended grapheme clusters), as Bluesky counts."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    from wcwidth import iter_graphemes

    return sum(1 for _ in iter_graphemes(text))


def emoji_as_bytes(text: str) -> int:
    """Characters, but an emoji is as many as its bytes in UTF-8, as Threads counts."""
    return _by_grapheme(text, utf8_bytes, len)


def mastodon(text: str) -> int:
    """Graphemes; a link is 23, of a mention of someone elsewhere the server is free."""
    short = _FAR_MENTION.sub(r"\1", LINK.sub("x" * URL_LENGTH, unicodedata.normalize("NFC", text)))
    return graphemes(short)


def x_weighted(text: str) -> int:
    """Weighted as X does (twitter-text, configuration 3): after NFC a link is 23, an emoji 2, and so is every
    character outside the Latin, Greek, Cyrillic, Arabic, Hebrew and neighbouring blocks.
    """
    plain = unicodedata.normalize("NFC", text)
    links = 0
    for pattern in (LINK, _BARE_LINK):
        plain, found = pattern.subn("", plain)
        links += found
    return links * URL_LENGTH + _by_grapheme(plain, lambda _: 2, lambda rest: sum(map(_weight, rest)))


def _weight(character: str) -> int:
    return 2 - bisect_right(_LIGHT_STARTS, ord(character)) % 2


def _by_grapheme(text: str, emoji: Callable[[str], int], other: Callable[[str], int]) -> int:
    if text.isascii():
        return other(text)
    from wcwidth import iter_graphemes

    return sum(emoji(one) if _is_emoji(one) else other(one) for one in iter_graphemes(text))


def _is_emoji(grapheme: str) -> bool:
    """Whether a grapheme is shown as a picture: by itself, or because its selector or keycap asks for it."""
    first = grapheme[0]
    if "\ufe0f" in grapheme or "\u20e3" in grapheme:
        return True
    if "\ufe0e" in grapheme:
        return False
    return bool(_PICTURES.match(first))


_PICTURES = re.compile(
    "[\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd"
    "\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e"
    "\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\U0001f004\U0001f0cf\U0001f18e"
    "\U0001f191-\U0001f19a\U0001f1e6-\U0001f1ff\U0001f201\U0001f21a\U0001f22f\U0001f232-\U0001f236"
    "\U0001f238-\U0001f23a\U0001f250\U0001f251\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7eb"
    "\U0001f90c-\U0001f9ff\U0001fa70-\U0001faff]"
)
"""Characters of the property Emoji_Presentation (unicode.org, emoji-data), the pictographic blocks whole."""
