"""Text that strangers wrote, made safe to store, compare and paint."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MARKS_PER_BASE = 4
"""Combining marks kept on one base character; Vietnamese needs two, Hebrew and Tibetan up to four."""

# Characters that need no work at all: printable, nothing that combines, joins or hides, unchanged by NFC.
_PICTURES = "\U0001f300-\U0001f64f\U0001f680-\U0001f6d7\U0001f900-\U0001f9ff"
_PLAIN_CLASS = (
    "[\n -~\u00a1-\u00ac\u00ae-\u02ff\u0391-\u03a1\u03a3-\u03ff\u0400-\u0482\u048a-\u052f"
    f"\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u3041-\u3094\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3{_PICTURES}]"
)
_PLAIN = re.compile(f"{_PLAIN_CLASS}*+(?:[\u2600-\u27bf]\ufe0f?{_PLAIN_CLASS}*+)*+")

_STRING_BODY = "[^\x07\x18\x1a\x1b\x80-\x9f]*+"
_ESCAPES = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*+[ -/]*+[@-~]"  # CSI
    f"|(?:\x1b\\]|\x9d){_STRING_BODY}(?:\x07|\x1b\\\\|\x9c)"  # OSC
    f"|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f]){_STRING_BODY}(?:\x1b\\\\|\x9c)"  # DCS, SOS, PM, APC
    "|\x1b[ -/]*+[0-~]"  # every other escape, and the introducer of one that never ends
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BROKEN = re.compile(
    "[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
# Controls, format characters, fillers that look like nothing, tags, rare variation selectors, private use.
_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ue000-\uf8ff\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb"
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff\U000f0000-\U000ffffd\U00100000-\U0010fffd]"
)

_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
# Scripts whose spelling uses joiners: Arabic and its neighbours, the Indic scripts, Khmer, Mongolian.
_JOINING = "\u0600-\u08ff\u0900-\u109f\u1780-\u18af\ua840-\ua87f\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"
_STRAY_JOINERS = re.compile(
    f"(?<![{_EMOJI}\ufe0f{_JOINING}])\u200d"
    f"|(?<=[{_EMOJI}\ufe0f])\u200d(?![{_EMOJI}])"
    f"|(?<=[{_JOINING}])\u200d(?![{_JOINING}])"
    f"|(?<![{_JOINING}])\u200c|\u200c(?![{_JOINING}])"
)
_STRAY_SELECTORS = re.compile(f"(?<![{_EMOJI}0-9#*])[\ufe0e\ufe0f]|(?<=[0-9#*])[\ufe0e\ufe0f](?!\u20e3)")
# Marks are neither word characters nor spaces, so only texts with such a run are counted mark by mark.
_MAYBE_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{MARKS_PER_BASE + 1}}}")

_FOLDED = re.compile(f"[\n -@\\[-~\u2012-\u2015\u2018-\u2022\u2600-\u27bf\ufe0f{_PICTURES}]*")
_TURKISH_FOLDS = (("i\u0307", "i"), ("ı", "i"), ("ç", "c"), ("ğ", "g"), ("ö", "o"), ("ş", "s"), ("ü", "u"))


def sanitise(text: str, *, multiline: bool = True) -> str:
    """Make hostile text safe for a terminal and for comparison, changing nothing a reader would miss.

    Whole escape sequences, controls, bidi overrides, invisible and private-use characters go; line ends
    become newlines (spaces unless `multiline`), other blanks spaces; lone surrogates and noncharacters
    become U+FFFD; runs of combining marks are cut to `MARKS_PER_BASE`; the rest is NFC. Idempotent;
    accepts any str.
    """
    if text.isascii() and text.isprintable():  # most names, ids and links, at a quarter of the pattern's cost
        return text
    if _PLAIN.fullmatch(text) is None:
        text = _clean(text)
    return text if multiline else text.replace("\n", " ")


def is_plain(text: str) -> bool:
    """Tell from its characters alone that `sanitise` leaves one line of text as it is; False when unsure.

    What is plain stays so when it is cut at blanks.
    """
    if text.isascii():
        return text.isprintable()
    return "\n" not in text and _PLAIN.fullmatch(text) is not None


def one_line(text: str) -> str:
    """Return the sanitised text on one line, every run of blanks a single space."""
    return " ".join(sanitise(text).split())


def fold(text: str) -> str:
    """Fold for matching: case, diacritics and the four Turkish i's are the same; idempotent."""
    if text.isascii():
        return text.lower()
    folded = text.replace("İ", "i").lower()
    for accented, plain in _TURKISH_FOLDS:
        folded = folded.replace(accented, plain)
    if _FOLDED.fullmatch(folded):
        return folded
    for _ in range(3):  # a compatibility form can unfold into letters that fold again
        bare = unicodedata.normalize("NFKD", folded.casefold())
        refolded = "".join([c for c in bare if not unicodedata.combining(c)]).replace("ı", "i")
        if refolded == folded:
            break
        folded = refolded
    return folded


def find_folded(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Find where words begin that fold like `words`: merged, ordered (start, end) spans into `text`.

    A span covers the searched letters and the marks on them; a match inside a word is none.
    """
    needles = [needle for needle in {fold(word) for word in words} if needle]
    if not needles:
        return []
    folded: list[str] = []
    origins: list[int] = []
    for position, character in enumerate(text):
        for part in fold(character):
            folded.append(part)
            origins.append(position)
    haystack = "".join(folded)
    spans = []
    for needle in needles:
        at = haystack.find(needle)
        while at >= 0:
            if at == 0 or not haystack[at - 1].isalnum() or not needle[0].isalnum():
                end = origins[at + len(needle) - 1] + 1
                while end < len(text) and unicodedata.combining(text[end]):
                    end += 1
                spans.append((origins[at], end))
            at = haystack.find(needle, at + 1)
    return _merged(spans)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _clean(text: str) -> str:
    text = _ESCAPES.sub("", text)
    text = _LINE_ENDS.sub("\n", text)
    text = _SPACES.sub(" ", text)
    text = _BROKEN.sub("\ufffd", text)
    text = _INVISIBLE.sub("", text)
    text = _STRAY_SELECTORS.sub("", text)
    text = _STRAY_JOINERS.sub("", text)
    text = unicodedata.normalize("NFC", text)
    return _cap_marks(text) if _MAYBE_MARKS.search(text) else text


def _cap_marks(text: str) -> str:
    kept = []
    marks = 0
    for character in text:
        if unicodedata.category(character)[0] == "M":
            marks += 1
            if marks > MARKS_PER_BASE:
                continue
        else:
            marks = 0
        kept.append(character)
    return "".join(kept)
