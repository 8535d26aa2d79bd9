"""Labelled texts: JSON lines with a text, a label and the source that it came from."""

from __future__ import annotations

import gzip
import json
import re
from html import unescape
from pathlib import Path
from typing import NamedTuple

LABELS = ("negative", "neutral", "positive")
OFFENSIVE = ("NOT", "OFF")


class Row(NamedTuple):
    """A text with the number of its label and its source."""

    text: str
    label: int
    source: str


def read_rows(path: Path, labels: tuple[str, ...]) -> list[Row]:
    """Read one file, gzipped or not; ValueError names the line that is none of a known label."""
    raw = path.read_bytes()
    lines = (gzip.decompress(raw) if path.suffix == ".gz" else raw).splitlines()
    rows = []
    for number, line in enumerate(lines, 1):
        try:
            said = json.loads(line)
            rows.append(Row(_mended(str(said["text"])), labels.index(said["label"]), str(said["source"])))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path}:{number}: not a labelled text: {error}") from error
    return rows


def _mended(text: str) -> str:
    """Undo what collecting did to texts: backticks for apostrophes (`don`t`), HTML for signs (`&lt;3`)."""
    return unescape(_BACKTICK.sub("'", text))


def read_pool(folder: Path, language: str) -> list[Row]:
    """Read all rows of a language, `<language>_train.jsonl.gz` and `<language>_dev.jsonl`."""
    return [
        *read_rows(folder / f"{language}_train.jsonl.gz", LABELS),
        *read_rows(folder / f"{language}_dev.jsonl", LABELS),
    ]


def kind(text: str) -> str:
    """Name the kind of text that one is, by its words: for leaving out a kind where a source mixes them."""
    for name, pattern in _KINDS:
        if pattern.search(text):
            return name
    return "other"


_BACKTICK = re.compile(r"(?<=\w)`(?=\w)")
_KINDS = (
    ("tweets", re.compile(r"@\w|https?:|\bRT\b|#\w")),
    ("films", re.compile(r"\b(?:film|dizi|oyuncu|sahne|senaryo|izle|sinema|roman|kitap|yönetmen)", re.I)),
    ("products", re.compile(r"\b(?:ürün|aldım|kargo|sipariş|kalite|fiyat|beden|satıcı|iade|paket)", re.I)),
    ("places", re.compile(r"\b(?:otel|restoran|yemek|lezzet|servis|personel|oda|kahve|menü)", re.I)),
)
