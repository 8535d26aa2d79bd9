"""Noticing what was deleted: what stood in the window read last time and is missing now is looked up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from meydan.connectors.base import Author, Denied, Item, Missing, Publication, Unavailable


@dataclass(frozen=True, slots=True)
class Trace:
    """Just enough of an item or publication to say later that it is gone."""

    remote_id: str
    kind: str
    author_id: str
    handle: str
    created_at: datetime
    group: str = ""

    @classmethod
    def of(cls, found: Item | Publication, group: str = "") -> Trace:
        """The trace of something; `group` is what it was seen under."""
        kind = found.kind if isinstance(found, Item) else "ours" if found.ours else ""
        return cls(
            found.remote_id, kind, found.author.remote_id, found.author.handle, found.created_at, group
        )

    def gone(self) -> Item | Publication:
        """What tells that it was deleted."""
        author = Author(self.author_id, self.handle)
        if self.kind in ("ours", ""):
            return Publication(self.remote_id, author, bool(self.kind), "", self.created_at, deleted=True)
        return Item(self.remote_id, self.kind, author, "", self.created_at, deleted=True)


def read_traces(memo: object) -> dict[str, Trace]:
    """Traces out of a cursor; what makes no sense is left out."""
    found: dict[str, Trace] = {}
    for value in memo if isinstance(memo, list) else ():
        match value:
            case [str(one), str(kind), str(author), str(handle), int(at), str(group)]:
                found[one] = Trace(one, kind, author, handle, datetime.fromtimestamp(at, UTC), group)
    return found


def write_traces(traces: Iterable[Trace], most: int) -> list[list[object]]:
    """The newest traces as JSON."""
    newest = sorted(traces, key=lambda trace: trace.created_at)[-most:]
    return [
        [one.remote_id, one.kind, one.author_id, one.handle, int(one.created_at.timestamp()), one.group]
        for one in newest
    ]


def missing_in(traces: Mapping[str, Trace], here: Collection[str], oldest: datetime | None) -> list[Trace]:
    """What should be in a window reaching down to `oldest` (None: to the beginning) and is not."""
    return [
        trace
        for trace in traces.values()
        if trace.remote_id not in here and (oldest is None or trace.created_at > oldest)
    ]


async def settle(
    missing: Sequence[Trace], look: Callable[[str], Awaitable[object]], most: int
) -> tuple[list[Item | Publication], frozenset[str]]:
    """Look up at most `most` of what is missing: the deleted, and the ids that are settled (gone or there).

    `look` raises Missing for what is gone. What could not be asked stays for the next time. Raises
    RateLimited, SignInRequired.
    """
    deleted: list[Item | Publication] = []
    settled: set[str] = set()
    for trace in missing[:most]:
        try:
            await look(trace.remote_id)
        except Missing:
            deleted.append(trace.gone())
        except Denied:
            pass
        except Unavailable:
            continue
        settled.add(trace.remote_id)
    return deleted, frozenset(settled)
