"""One page of a platform, in one transaction with its cursor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, String, bindparam, case, func, or_, select, update

from meydan.store import direct, memory, search
from meydan.store.database import Store
from meydan.store.errors import NotFound
from meydan.store.incoming import IncomingAnalysis, IncomingItem, IncomingPage
from meydan.store.ingesting.context import store_publications
from meydan.store.ingesting.hidden import follow_hidden
from meydan.store.ingesting.items import Key, insert_items, sort_items, update_items
from meydan.store.ingesting.items import Sorted as Sorted
from meydan.store.ingesting.people import compare_people, key_of, write_people
from meydan.store.ingesting.rejected import quarantine_parts
from meydan.store.ingesting.returning import Writing, reopen_rewritten, wake_answered
from meydan.store.ingesting.ruled import queue
from meydan.store.ingesting.threads import Roots, adopt, find_roots
from meydan.store.reads.accounts import account as read_account
from meydan.store.rows.inbox import IngestResult
from meydan.store.rows.system import Fence
from meydan.store.tables.accounts import stream as streams
from meydan.store.types import Instant
from meydan.store.writes.leases import require

STREAM = select(streams.c.id).where(
    streams.c.account_id == bindparam("account"), streams.c.name == bindparam("of")
)
TO = func.coalesce(bindparam("to", type_=String), streams.c.cursor)
NEWEST = bindparam("newest", type_=Instant)
NEWEST_AT = case((or_(NEWEST.is_(None), streams.c.newest_at >= NEWEST), streams.c.newest_at), else_=NEWEST)
ADVANCE = (
    update(streams)
    .where(
        streams.c.account_id == bindparam("account"),
        streams.c.name == bindparam("of"),
        or_(streams.c.cursor.is_distinct_from(TO), streams.c.newest_at.is_distinct_from(NEWEST_AT)),
    )
    .values(cursor=TO, newest_at=NEWEST_AT)
)


def compare(store: Store, account_id: int, items: Sequence[IncomingItem]) -> Sorted:
    """Compare a page's items with what is stored, to know what has to be analysed; see `ingest`."""
    # What changes meanwhile is seen when the page is stored, where it is compared again.
    with store.looking() as conn:
        return sort_items(conn, account_id, items)


def ingest(
    store: Store,
    account_id: int,
    page: IncomingPage,
    analyses: Mapping[Key, IncomingAnalysis],
    *,
    prints: Mapping[Key, bytes] | None = None,
    stream: str | None = None,
    fence: Fence | None = None,
    now: datetime,
) -> IngestResult:
    """Store a page; storing it again changes nothing.

    `analyses` by (kind, remote_id) must hold every item that is not unchanged or deleted; `prints` are the
    items' fingerprints, if `compare` has made them. With `stream` the page's cursor becomes the stream's. The
    result's ids are those of new and of updated items. Raises NotFound, LeaseLost, ValueError for a missing
    analysis.
    """
    with store.writing() as conn:
        if fence is not None:
            require(conn, fence)
        account = read_account(conn, account_id)
        found = sort_items(conn, account_id, page.items, prints)
        _require_analyses(found, analyses)
        roots = find_roots(conn, account_id, page.items, page.publications)
        people = compare_people(conn, account, (each.author for each in page.items if not each.deleted))
        stale = {*found.touched(), *people.renamed_items}
        search.forget(conn, sorted(stale))
        person_ids = write_people(conn, account, people, now)
        updated = update_items(conn, found, analyses, person_ids, roots, now)
        made = insert_items(conn, account_id, found, analyses, person_ids, people.vips, roots, now)
        follow_hidden(conn, account_id, (*found.fresh.values(), *found.edited.values()))
        reopen_rewritten(conn, store.actor, found.rewritten)
        wake_answered(conn, store.actor, account_id, _writings(found, person_ids, roots))
        search.remember(conn, sorted(stale.union(made)))
        memory.refresh(conn, updated)
        adopt(conn, account_id, found.fresh.values(), roots)
        store_publications(conn, account_id, page.publications, roots)
        if page.trends or page.ads:
            # Few pages bring them: who takes in only messages need not make their tables.
            from meydan.store.ingesting.figures import store_ads, store_trends

            store_trends(conn, account_id, page.trends)
            store_ads(conn, account_id, page.ads)
        quarantine_parts(conn, account_id, stream or "", page.rejected, now)
        queue(conn, (*made, *updated))
        if stream is not None:
            _advance(conn, account_id, stream, page)
    return IngestResult(len(made), len(updated), found.unchanged, (*made, *updated))


def _writings(found: Sorted, people: Mapping[str, int], roots: Roots) -> Iterator[Writing]:
    for each in found.fresh.values():
        thread = roots.of(each.remote_id, each.thread, each.parent)
        yield thread, people[key_of(each.author)], each.created_at


def _require_analyses(found: Sorted, analyses: Mapping[Key, IncomingAnalysis]) -> None:
    for key in (*found.fresh, *found.edited):
        if key not in analyses:
            raise ValueError(f"no analysis for {key}, which is new or was edited")


def _advance(conn: Connection, account_id: int, name: str, page: IncomingPage) -> None:
    own = {"account": account_id, "of": name}
    newest = max((each.created_at for each in page.items), default=None)
    changed = conn.execute(ADVANCE, {**own, "to": page.cursor, "newest": newest}).rowcount
    if not changed and not direct.rows(conn, STREAM, own):
        raise NotFound(f"account {account_id} has no stream {name}")
