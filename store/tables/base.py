"""What all tables share."""

from __future__ import annotations

from sqlalchemy import Index, MetaData, Table, text
from sqlmodel import SQLModel

POSTGRESQL_WHERE = "postgresql_where"


class StoreTable(SQLModel):
    """The base of every table of the store; its metadata is what migrations are compared with."""

    # Rows are read and written by columns, so the validators are built only for who asks for them.
    model_config = {"defer_build": True}

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def partial_index(name: str, *columns: str, sqlite: str, postgresql: str, unique: bool = False) -> Index:
    """An index of the rows for which a condition holds, said once for each database.

    PostgreSQL's is only noted here and told by `tell_postgresql`: telling it loads all that SQLAlchemy knows
    of PostgreSQL, which is megabytes that nobody with a SQLite store needs.
    """
    return Index(
        name, *columns, unique=unique, sqlite_where=text(sqlite), info={POSTGRESQL_WHERE: postgresql}
    )


def tell_postgresql(metadata: MetaData) -> None:
    """Give the partial indexes PostgreSQL's conditions, for who makes the tables there."""
    for table in metadata.tables.values():
        for index in table.indexes:
            if POSTGRESQL_WHERE in index.info:
                index.dialect_kwargs[POSTGRESQL_WHERE] = text(index.info[POSTGRESQL_WHERE])


def table_of(model: type[StoreTable]) -> Table:
    """The Core table of a model."""
    return StoreTable.metadata.tables[str(model.__tablename__)]
