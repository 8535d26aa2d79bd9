"""What changes in the store are about.

What members see of each other changes all the time and concerns hardly anybody: it is a topic of its own, so
that nobody reads the inbox again because a colleague moved the cursor.
"""

from __future__ import annotations

from enum import StrEnum


class Topic(StrEnum):
    """A topic; the value is its channel in PostgreSQL and its setting in SQLite."""

    STORE = "meydan"
    TEAM = "meydan_team"
