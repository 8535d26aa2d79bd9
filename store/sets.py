"""Many values as one bound parameter, so that a statement's text does not depend on how many there are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, BigInteger, BindParameter, Boolean, ColumnElement, Integer, Text, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeDecorator, TypeEngine


class Many(TypeDecorator[list[Any]]):
    """A list of numbers or of texts: a JSON array for SQLite, an array for PostgreSQL."""

    impl = Text
    cache_ok = True

    def __init__(self, numbers: bool) -> None:
        super().__init__()
        self.numbers = numbers

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(ARRAY(BigInteger() if self.numbers else Text()))

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> Any:
        listed = list(value or ())
        return json.dumps(listed) if dialect.name == "sqlite" else listed


class Within(ColumnElement[bool]):
    """A column is one of the values of a parameter."""

    inherit_cache = True
    type = Boolean()
    _traverse_internals = [  # noqa: RUF012
        ("column", InternalTraversal.dp_clauseelement),
        ("values", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: ColumnElement[Any], values: BindParameter[Any]) -> None:
        self.column = column
        self.values = values

    def self_group(self, against: Any = None) -> Within:
        # Without this SQLite would be asked for `(x IN ...) = 1`, which no index helps with.
        return self


@compiles(Within, "sqlite")
def _in_json(element: Within, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(part, **options) for part in (element.column, element.values))
    return f"{column} IN (SELECT value FROM json_each({values}))"


@compiles(Within, "postgresql")
def _in_array(element: Within, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(part, **options) for part in (element.column, element.values))
    return f"{column} = ANY ({values})"


def within(column: ColumnElement[Any], values: Iterable[int] | Iterable[str]) -> ColumnElement[bool]:
    """`column` is one of `values`; works for thousands."""
    return Within(column, bindparam(None, list(values), type_=_many(column), unique=True))


def within_named(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """`column` is one of the values that come as the parameter `name` when the statement runs."""
    return Within(column, bindparam(name, type_=_many(column)))


def _many(column: ColumnElement[Any]) -> Many:
    return Many(numbers=isinstance(column.type, Integer))
