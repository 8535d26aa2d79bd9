"""Made-up comments in Turkish and English for the benchmark, the same in every run."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from meydan.connectors.base import Author, Item, Page, Publication
from meydan.insight.analysis import Analysis
from meydan.store import Actor, Store, memory, open_store
from meydan.store.tables.inbox import item
from meydan.store.tables.outbox import delivery
from meydan.store.upkeep import back_up
from meydan.store.writes import accounts
from meydan.store.writes.ingest import ingest

START = datetime(2021, 1, 1, tzinfo=UTC)
OPENINGS = (
    "kargom",
    "siparişim",
    "my order",
    "bu kahve",
    "the new blend",
    "uygulama",
    "İstanbul şubesi",
    "staff",
)
MIDDLES = (
    "üç gündür gelmedi",
    "çok güzel olmuş",
    "never arrived",
    "ışık gibi parlıyor",
    "is amazing",
    "çöktü",
)
ENDINGS = ("ne zaman gelir?", "teşekkürler", "please help", "çok kötü bir hizmet", "bayıldım", "ISPARTA", "")
BATCH = 1000


def texts(count: int) -> Iterator[str]:
    """Distinct everyday comments."""
    dice = random.Random(7)
    for n in range(count):
        words = (dice.choice(OPENINGS), dice.choice(MIDDLES), f"no {n}", dice.choice(ENDINGS))
        yield " ".join(words) + "!" * dice.randrange(3)


def items(count: int) -> list[Item]:
    """Comments of a thousand people, one a minute."""
    return [
        Item(
            remote_id=f"r{n}",
            kind=("comment", "mention", "dm")[n % 3],
            author=Author(remote_id=f"u{n % 997}", handle=f"user{n % 997}"),
            text=text,
            created_at=START + timedelta(minutes=n),
        )
        for n, text in enumerate(texts(count))
    ]


def conversation() -> Page:
    """A post of ours with sixty comments below it, older than all else."""
    before = START - timedelta(days=1)
    us = Author(remote_id="us", handle="us")
    below = [
        replace(item, remote_id=f"c{n}", kind="comment", thread="post", parent="post", created_at=before)
        for n, item in enumerate(items(60))
    ]
    post = Publication("post", us, True, "Yeni harman geldi", before, thread="post")
    return Page(items=tuple(below), publications=(post,))


def analyses(page: Sequence[Item]) -> dict[tuple[str, str], Analysis]:
    """Made-up conclusions: the store's own speed is measured without the analyser's."""
    tones = ("positive", "neutral", "negative")
    return {(i.kind, i.remote_id): Analysis("tr", tones[len(i.text) % 3], 0.1, 0.5) for i in page}


def answered_store(big: Store, work: Path) -> Store:
    """A copy of a store in which every fourth item was answered by a reply."""
    if big.path is None:
        raise ValueError("only a SQLite store is copied")
    path = work / "answered.db"
    path.unlink(missing_ok=True)
    back_up(big, path)
    store = open_store(f"sqlite:///{path}", Actor("bench", "cli"))
    blank = dict.fromkeys(("target", "thread", "kind", "handle", "author_id", "visibility"), "")
    reply = blank | {"action": "reply", "state": "sent", "sent_at": START, "created_by": "bench"}
    reply |= {"media": (), "alt_texts": (), "created_at": START}
    with store.writing() as conn:
        rows = conn.execute(select(item.c.id, item.c.account_id).where(item.c.id % 4 == 0)).all()
        for start in range(0, len(rows), BATCH):
            some = rows[start : start + BATCH]
            answers = [
                reply
                | {"send_key": f"k{number}", "item_id": number, "account_id": account, "text": f"no {number}"}
                for number, account in some
            ]
            conn.execute(insert(delivery), answers)
            memory.refresh(conn, [number for number, _ in some])
    return store


def big_store(work: Path, count: int) -> Store:
    """The store that several parts measure, made once."""
    folder = work / f"ws-{count}"
    folder.mkdir(exist_ok=True)
    made = (folder / "meydan.db").exists()
    store = open_store(f"sqlite:///{folder / 'meydan.db'}", Actor("bench", "cli"))
    if not made:
        account = accounts.ensure_local(store, "bulk")
        talk = conversation()
        ingest(store, account.id, talk, analyses(talk.items), now=START)
        everything = items(count)
        for start in range(0, count, BATCH):
            page = everything[start : start + BATCH]
            ingest(store, account.id, Page(items=tuple(page)), analyses(page), now=START)
    return store
