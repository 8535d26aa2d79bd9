"""Opening a store imports what it needs and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

UNWANTED = {"alembic", "psycopg", "textual", "httpx", "asyncinotify", "sqlalchemy.dialects.postgresql"}

LOOK = """
import json, sys
import meydan.store
first = sorted(sys.modules)
from meydan.store import Actor, open_store
from meydan.store.reads import inbox
from meydan.store.rows.inbox import InboxQuery
from meydan.store.writes import ingest, outbox, triage
for _ in range(2):
    store = open_store(sys.argv[1], Actor("x", "cli"))
    with store.reading() as conn:
        inbox.page(conn, InboxQuery(), 1)
    store.close()
print(json.dumps([first, sorted(sys.modules)]))
"""


def test_a_store_is_opened_without_what_only_others_need(tmp_path: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-c", LOOK, f"sqlite:///{tmp_path}/store.db"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    first, second = json.loads(child.stdout)
    assert not UNWANTED & set(second)
    assert not {"sqlmodel", "pydantic"} & set(first)
    assert {name for name in second if name.startswith("meydan.")} == {
        name for name in second if name.split(".")[:2] == ["meydan", "store"]
    }
