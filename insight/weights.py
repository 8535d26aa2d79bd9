"""Learnt weights that ship as npz: read without numpy, and refused when they are not what the card says."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import math
import struct
import sys
import zipfile
from array import array
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

CARD = "weights.json"
_MAGIC = b"\x93NUMPY\x01\x00"
_TYPES = {"|i1": "b", "<f4": "f"}


@dataclass(frozen=True, slots=True)
class Table:
    """A matrix of numbers, row after row."""

    shape: tuple[int, ...]
    numbers: array[Any]


def read_weights(name: str) -> dict[str, Table]:
    """Read the matrices of one npz file of package data, checked against the card.

    ValueError names the file and what differs: its checksum, a matrix, its shape or its type. The format is
    numpy's NPY 1.0 (int8 or little-endian float32, no pickle) in a zip file.
    """
    data = files("meydan.insight").joinpath("data")
    card = parse_card(data.joinpath(CARD).read_text("utf-8"))
    return parse_weights(data.joinpath(name).read_bytes(), name, card[name])


def parse_card(text: str) -> dict[str, dict[str, Any]]:
    """Parse a card: what it says of each file."""
    files_of: dict[str, dict[str, Any]] = json.loads(text)["files"]
    return files_of


def parse_weights(packed: bytes, name: str, card: dict[str, object]) -> dict[str, Table]:
    """Parse an npz file and hold it against its card: `sha256` and the `matrices` by name."""
    if hashlib.sha256(packed).hexdigest() != card["sha256"]:
        raise ValueError(f"{name}: its checksum is not the one on {CARD}")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        tables = {
            entry.removesuffix(".npy"): _parse(archive.read(entry), f"{name}: {entry}")
            for entry in archive.namelist()
        }
    found = {
        key: {"shape": list(table.shape), "type": "int8" if table.numbers.typecode == "b" else "float32"}
        for key, table in tables.items()
    }
    if found != card["matrices"]:
        raise ValueError(f"{name}: holds {found}, but {CARD} says {card['matrices']}")
    return tables


def _parse(raw: bytes, place: str) -> Table:
    if not raw.startswith(_MAGIC):
        raise ValueError(f"{place} is not NPY 1.0")
    (size,) = struct.unpack_from("<H", raw, len(_MAGIC))
    begin = len(_MAGIC) + 2 + size
    header = ast.literal_eval(raw[len(_MAGIC) + 2 : begin].decode("latin-1"))
    kind, shape = _TYPES.get(header["descr"]), header["shape"]
    if kind is None or header["fortran_order"]:
        raise ValueError(f"{place} holds {header['descr']}, not rows of int8 or float32")
    numbers = array(kind)
    if len(raw) - begin != math.prod(shape) * numbers.itemsize:
        raise ValueError(f"{place} is cut short")
    numbers.frombytes(raw[begin:])
    if sys.byteorder == "big":
        numbers.byteswap()
    return Table(shape, numbers)
