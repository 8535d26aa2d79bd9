"""Extracts the message ids from the code, brings the catalogs up to date and compiles them.

`--write` rewrites `tr.po` and `tr.mo`; the house tests use the same functions to see that nothing is missing.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGS = ROOT / "app" / "locale" / "catalogs"
ROOMS = ("app", "panes")
KEYWORDS: dict[str, tuple[int, ...] | None] = {"say": None, "say_n": (1, 2), "N_": None}


def extracted() -> Catalog:
    """All message ids in the rooms that speak, with the files that use them."""
    found = Catalog(project="Meydan", charset="utf-8")
    for room in ROOMS:
        messages = extract_from_dir(ROOT / room, [("**.py", "python")], keywords=KEYWORDS)
        for name, _line, message, _comments, _context in messages:
            found.add(message, locations=[(f"{room}/{name}", 0)])
    return found


def stored(language: str) -> Catalog:
    """The catalog as it is in the tree."""
    with (CATALOGS / f"{language}.po").open("rb") as file:
        return _timeless(read_po(file, locale=language))


def _timeless(catalog: Catalog) -> Catalog:
    """Without the times of day that would change the files when nothing else does."""
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    return catalog


def untranslated(catalog: Catalog) -> Iterator[Message]:
    """Messages without a text in every plural form."""
    for message in catalog:
        texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and not all(texts):
            yield message


def compiled(catalog: Catalog) -> bytes:
    """The catalog's .mo bytes."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def write(language: str) -> int:
    """Update a catalog in place; returns how many messages lack a translation."""
    catalog = stored(language)
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    _timeless(catalog)
    with (CATALOGS / f"{language}.po").open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, include_lineno=False)
    (CATALOGS / f"{language}.mo").write_bytes(compiled(stored(language)))
    missing = list(untranslated(catalog))
    for message in missing:
        sys.stderr.write(f"{language}: no translation of {message.id!r} ({message.locations[0][0]})\n")
    return len(missing)


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: catalogs.py --write")
    sys.exit(1 if write("tr") else 0)
