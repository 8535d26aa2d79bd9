"""Many values as one bound parameter, so that a statement's text does not depend on how many there are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Connection, String, any_, cast, func, literal, select


def within(
    conn: Connection, column: ColumnElement[Any], values: Iterable[int] | Iterable[str]
) -> ColumnElement[bool]:
    """`column` is one of `values` (all of one type); works for thousands."""
    listed = list(values)
    if conn.dialect.name == "sqlite":
        each = func.json_each(literal(json.dumps(listed), String)).table_valued("value")
        return column.in_(select(each.c.value))
    kind = ARRAY(BigInteger() if listed and isinstance(listed[0], int) else String())
    return column == any_(cast(literal(listed, kind), kind))
