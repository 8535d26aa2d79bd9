"""Ingest against the raw driver writing the same rows into the same tables, and VADER's own loop."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import pysqlite3.dbapi2 as sqlite3
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from meydan.connectors.base import Item, Page
from meydan.store import Actor, open_store
from meydan.store.ingesting.places import SLOT_BITS
from meydan.store.types import to_micros
from meydan.store.writes import accounts
from meydan.store.writes.ingest import ingest
from tests.bench.corpus import BATCH, START, analyses, items, texts
from tests.bench.figures import Figure, seconds

ITEM = (
    "INSERT INTO item (id, place, account_id, kind, remote_id, person_id, text, created_at, thread, parent, "
    "permalink, visibility, attachments, lang, analysed, score, confidence, question, urgent, offensive, "
    "spam, state, starred, revision, fingerprint, stored_at) VALUES "
    "(?, ?, 1, ?, ?, ?, ?, ?, ?, '', '', '', '[]', 'tr', 'neutral', 0.1, 0.5, 0, 0, 0, 0, 'open', 0, 1, ?, ?)"
    " "
    "ON CONFLICT (account_id, kind, remote_id) DO UPDATE SET text = excluded.text"
)
PERSON = (
    "INSERT INTO person (id, platform, base_url, remote_id, handle, name, url, bio, first_seen_at) "
    "VALUES (?, 'ingest', '', ?, ?, '', '', '', 0) ON CONFLICT DO NOTHING"
)


def figures(work: Path, count: int) -> Iterator[Figure]:
    """Items a second, new and unchanged, of the store alone and of the whole command."""
    size = min(count, 30_000)
    everything = items(size)
    pages = [everything[start : start + BATCH] for start in range(0, size, BATCH)]
    tagged = [analyses(page) for page in pages]
    store = open_store(f"sqlite:///{work / 'ingest.db'}", Actor("bench", "cli"))
    account = accounts.ensure_local(store, "bulk")

    def fill() -> None:
        for page, known in zip(pages, tagged, strict=True):
            ingest(store, account.id, Page(items=tuple(page)), known, now=START)

    empty = open_store(f"sqlite:///{work / 'raw.db'}", Actor("bench", "cli"))
    accounts.ensure_local(empty, "bulk")
    empty.close()
    new, raw = seconds(fill), seconds(lambda: _raw(work / "raw.db", pages))
    again = seconds(fill)
    store.close()
    yield Figure("store: new items", "/s", size / new, size / raw, 0.6, at_least=True)
    yield Figure("store: unchanged, against new", "/s", size / again, size / new, 3, at_least=True)

    vader = SentimentIntensityAnalyzer()
    sample = list(texts(size))[::6]
    tagging = seconds(lambda: [vader.polarity_scores(text) for text in sample]) * size / len(sample)
    file = work / "items.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for item in everything:
            line = {"remote_id": item.remote_id, "kind": item.kind, "author": item.author.handle}
            line |= {"text": item.text, "created_at": item.created_at.isoformat()}
            out.write(json.dumps(line) + "\n")
    command = [str(Path(sys.executable).parent / "meydan"), "ingest", "--account", "bulk", str(file)]
    env = os.environ | {"MEYDAN_WORKSPACE": str(work / "ws-ingest")}

    def whole() -> None:
        subprocess.run(command, env=env, check=True, capture_output=True)

    first, second = seconds(whole), seconds(whole)
    yield Figure(
        "command: tagged, against raw + VADER", "/s", size / first, size / (raw + tagging), 0.5, True
    )
    yield Figure("command: unchanged, against new", "/s", size / second, size / first, 2, at_least=True)


def _raw(path: Path, pages: list[list[Item]]) -> None:
    """Upsert the same values and index the same words by the driver alone, a page in a transaction."""
    db = sqlite3.connect(str(path))
    db.execute("PRAGMA synchronous = normal")
    db.execute("PRAGMA foreign_keys = on")
    number = 0
    for page in pages:
        people = {i.author.handle: int(i.author.handle[4:]) + 1 for i in page}
        rows, words = [], []
        for i in page:
            number += 1
            micros = to_micros(i.created_at)
            place = micros << SLOT_BITS
            person = people[i.author.handle]
            print_ = blake2b(i.text.encode(), digest_size=16).digest()
            rows.append(
                (number, place, i.kind, i.remote_id, person, i.text, micros, i.remote_id, print_, micros)
            )
            words.append((place, f"{i.author.handle}\n\n{i.text}".replace("ı", "i").replace("İ", "i")))
        with db:
            db.executemany(PERSON, [(n, f"u{n - 1}", handle) for handle, n in people.items()])
            db.executemany(ITEM, rows)
            db.executemany("INSERT INTO item_fts (rowid, words) VALUES (?, ?)", words)
    db.close()
