"""Alembic migrations; `meydan.store.migrate` runs them."""
