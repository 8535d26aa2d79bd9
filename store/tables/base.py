"""What all tables share."""

from __future__ import annotations

from sqlalchemy import MetaData, Table
from sqlmodel import SQLModel


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


def table_of(model: type[StoreTable]) -> Table:
    """The Core table of a model."""
    return StoreTable.metadata.tables[str(model.__tablename__)]
