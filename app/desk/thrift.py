"""What is written to the terminal, without what it knows already: over SSH every byte is waited for.

Textual tells each run of characters its whole ink and takes it back after it, also where the next run, on
this line or another, differs from it in one colour or in none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from textual.driver import Driver

_INK = re.compile(r"\x1b\[([0-9;]*)m")
_MOVE = r"\x1b\[\d+;\d+H"
_MOVES = re.compile(f"(?:{_MOVE})+")
_VAIN_MOVES = re.compile(rf"(?:{_MOVE}|\n)+(?={_MOVE})")

ENDS = {
    "1": "22",
    "2": "22",
    "3": "23",
    "4": "24",
    "5": "25",
    "6": "25",
    "7": "27",
    "8": "28",
    "9": "29",
    "21": "24",
    "51": "54",
    "52": "54",
    "53": "55",
}
"""The code that ends each attribute (SGR, ECMA-48 8.3.117)."""

UNSEEN_ON_BLANKS = frozenset({"1", "2", "3"})


class Ink(NamedTuple):
    """How characters look: attributes, and the codes of their colour and of the one behind them."""

    attributes: frozenset[str] = frozenset()
    front: str = ""
    behind: str = ""


NO_INK = Ink()


def thrifty_driver(base: type[Driver]) -> type[Driver]:
    """The driver, writing what `thrifty` leaves."""

    class ThriftyDriver(base):  # type: ignore[misc, valid-type]
        def write(self, data: str) -> None:
            super().write(thrifty(data))

    return ThriftyDriver


def thrifty(data: str) -> str:
    """The same picture in fewer characters, for a write that needs no ink from the one before it.

    Only the foreground, bold, dim and italics of blanks may differ, which nobody sees.
    """
    told: list[str] = []
    has: Ink | None = None
    wanted: Ink | None = None
    for place, piece in enumerate(_INK.split(_VAIN_MOVES.sub("", data))):
        if place % 2:
            wanted = inked(wanted or NO_INK, piece)
        elif piece:
            if wanted is not None and not _MOVES.fullmatch(piece):
                ink = wanted if piece.strip(" ") else _for_blanks(has, wanted)
                told.append(change(has, ink))
                has = ink
            told.append(piece)
    if wanted is not None:
        told.append(change(has, wanted))
    return "".join(told)


@lru_cache(1024)
def inked(ink: Ink, codes: str) -> Ink:
    """The ink after these codes, numbers with semicolons between them."""
    attributes, front, behind = set(ink.attributes), ink.front, ink.behind
    rest = iter(codes.split(";"))
    for code in rest:
        number = int(code or 0)
        if number == 0:
            attributes, front, behind = set(), "", ""
        elif number == 38:
            front = _wide(code, rest)
        elif number == 48:
            behind = _wide(code, rest)
        elif 30 <= number <= 39 or 90 <= number <= 97:
            front = "" if number == 39 else code
        elif 40 <= number <= 49 or 100 <= number <= 107:
            behind = "" if number == 49 else code
        elif code in ENDS.values():
            attributes = {one for one in attributes if ENDS.get(one) != code}
        else:
            attributes.add(code)
    return Ink(frozenset(attributes), front, behind)


@lru_cache(1024)
def change(has: Ink | None, wanted: Ink) -> str:
    """The shortest sequence from one ink to another; from None, which may be any, the whole ink."""
    if has == wanted:
        return ""
    whole = ["0", *sorted(wanted.attributes), *filter(None, (wanted.front, wanted.behind))]
    ways = [";".join(whole)]
    if has is not None and all(one in ENDS for one in has.attributes - wanted.attributes):
        ends = {ENDS[one] for one in has.attributes - wanted.attributes}
        begins = (one for one in wanted.attributes if one not in has.attributes or ENDS.get(one) in ends)
        codes = [*sorted(ends), *sorted(begins)]
        if wanted.front != has.front:
            codes.append(wanted.front or "39")
        if wanted.behind != has.behind:
            codes.append(wanted.behind or "49")
        ways.append(";".join(codes))
    return f"\x1b[{min(ways, key=len)}m"


def _for_blanks(has: Ink | None, wanted: Ink) -> Ink:
    """What blanks need of the wanted ink: what is behind them."""
    if has is None or not (has.attributes | wanted.attributes) <= UNSEEN_ON_BLANKS:
        return wanted
    return has._replace(behind=wanted.behind)


def _wide(code: str, rest: Iterator[str]) -> str:
    """The code of a colour out of 256 or 16 million: `38;5;n` or `38;2;r;g;b`."""
    kind = next(rest, "")
    count = {"2": 3, "5": 1}.get(kind, 0)
    return ";".join([code, kind, *(next(rest, "") for _ in range(count))])
