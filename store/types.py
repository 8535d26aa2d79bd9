"""Column types: times as microseconds, money as text, tuples of texts as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Computed, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import DDLCompiler
from sqlalchemy.types import TypeDecorator, TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 of an aware time. Raises TypeError for a naive one."""
    span = moment - EPOCH
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds


def from_micros(micros: int) -> datetime:
    """The aware UTC time of microseconds since 1970."""
    return EPOCH + timedelta(0, 0, micros)


class Instant(TypeDecorator[datetime]):
    """An aware UTC time, kept as a BIGINT of microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_micros(value)


class Money(TypeDecorator[Decimal]):
    """An exact amount, kept as the text of its Decimal."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Texts(TypeDecorator[tuple[str, ...]]):
    """A tuple of texts, kept as a JSON array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(list(value), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(json.loads(value))


def row_id() -> TypeEngine[int]:
    """A 64-bit key; on SQLite the INTEGER that is the rowid itself."""
    return BigInteger().with_variant(Integer(), "sqlite")


class Derived(Computed):
    """A column that follows from others of its row, kept by PostgreSQL and worked out by SQLite.

    SQLite cannot add a kept one to a table that is there, PostgreSQL has no index on one that is not kept.
    """

    def __init__(self, sqltext: str) -> None:
        super().__init__(sqltext, persisted=True)


@compiles(Derived, "sqlite")
def _worked_out(element: Derived, compiler: DDLCompiler, **_options: Any) -> str:
    expression = compiler.sql_compiler.process(element.sqltext, include_table=False, literal_binds=True)
    return f"GENERATED ALWAYS AS ({expression}) VIRTUAL"
