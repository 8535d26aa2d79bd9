"""Which conversation something belongs to, where its platform only says what it answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from meydan.store.incoming import IncomingItem, IncomingPublication
from meydan.store.sets import within
from meydan.store.tables.inbox import item, publication


@dataclass(frozen=True, slots=True)
class Roots:
    """The threads of what is stored and the parents of what arrives, by remote id."""

    threads: dict[str, str]
    parents: dict[str, str]

    def of(self, remote_id: str, thread: str | None, parent: str | None) -> str:
        """The remote id of the conversation's root; the own id of what starts one."""
        if thread:
            return thread
        seen = {remote_id}
        while parent and parent not in seen:
            if parent in self.threads:
                return self.threads[parent]
            seen.add(parent)
            above = self.parents.get(parent)
            if not above:
                return parent
            parent = above
        return remote_id


def find_roots(
    conn: Connection,
    account_id: int,
    items: Iterable[IncomingItem],
    publications: Iterable[IncomingPublication],
) -> Roots:
    """Look up the parents of what arrives without a thread."""
    threads: dict[str, str] = {}
    parents: dict[str, str] = {}
    wanted: set[str] = set()
    arriving: list[IncomingItem | IncomingPublication] = [*items, *publications]
    for each in arriving:
        if each.thread:
            threads[each.remote_id] = each.thread
        elif each.parent:
            parents[each.remote_id] = each.parent
            wanted.add(each.parent)
    if wanted:
        for table in (item, publication):
            query = select(table.c.remote_id, table.c.thread).where(
                table.c.account_id == account_id, within(table.c.remote_id, sorted(wanted))
            )
            for remote_id, thread in conn.execute(query):
                threads.setdefault(remote_id, thread)
    return Roots(threads, parents)


def adopt(conn: Connection, account_id: int, items: Iterable[IncomingItem], roots: Roots) -> None:
    """Move what arrived before its parent into the parent's conversation."""
    moving = {}
    for each in items:
        root = roots.of(each.remote_id, each.thread, each.parent)
        if root != each.remote_id and not each.thread:
            moving[each.remote_id] = root
    if not moving:
        return
    for table in (item, publication):
        own = table.c.account_id == account_id
        query = select(table.c.thread).distinct().where(own, within(table.c.thread, moving))
        for thread in conn.execute(query).scalars().all():
            conn.execute(update(table).where(own, table.c.thread == thread).values(thread=moving[thread]))
