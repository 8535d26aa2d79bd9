"""What we can do on a Mastodon server, each done to something of its own, and how often the server has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from meydan.app.sync.ingest import Ingestor
from meydan.connectors.base import Author, Item, Page
from meydan.insight.analysis import Analysis
from meydan.store.reads import inbox
from meydan.store.rows.outgoing import DeliveryRow, ReplyOrder
from meydan.store.rows.people import AccountRow
from meydan.store.writes import calendar, moderation, outbox
from tests.app_sync.scene import AT_ONCE, Brand, Team

PLAIN = Analysis("tr", "neutral", 0.0, 0.9)


@dataclass(frozen=True)
class Deed:
    """An act that was queued once; `times` asks the server how often it was done."""

    team: Team
    name: str
    mark: str
    item_id: int | None
    times: Callable[[], int]

    @property
    def delivery(self) -> DeliveryRow:
        """What the outbox says of it; it is there once and has no twin."""
        (row,) = [one for one in self.team.deliveries() if self._is_of(one)]
        return row

    def _is_of(self, row: DeliveryRow) -> bool:
        return row.item_id == self.item_id if self.item_id is not None else self.mark in row.text


@dataclass(frozen=True)
class Doer:
    """Queues deeds of an account that a team has on the server."""

    team: Team
    brand: Brand
    account: AccountRow

    def do(self, name: str) -> Deed:
        """Queue one of DEEDS."""
        return DEEDS[name](self)

    def reply(self) -> Deed:
        """A public answer to a public mention."""
        return self._answer("reply", "mention", "public")

    def private_reply(self) -> Deed:
        """A private answer to a public mention."""
        return self._answer("private_reply", "mention", "public", private=True)

    def dm(self) -> Deed:
        """An answer to a private message."""
        return self._answer("dm", "dm", "direct")

    def publish(self) -> Deed:
        """A post from the calendar, due now."""
        mark = uuid4().hex
        calendar.create_post(self.team.store, f"{mark} günaydın", [self.account.id], _now(), "UTC")
        return Deed(self.team, "publish", mark, None, lambda: self._written(mark))

    def like(self) -> Deed:
        """A favourite."""
        return self._act("like", lambda status, _: int(self._status(status)["favourites_count"]))

    def block(self) -> Deed:
        """A block of whoever wrote it."""
        return self._act("block", lambda _, author: self._blocks(author))

    def report(self) -> Deed:
        """A report to the server's moderators."""
        return self._act("report", lambda _, author: self._reports(author))

    def _answer(self, name: str, kind: str, visibility: str, private: bool = False) -> Deed:
        item_id, status, _, token = self._hear(kind, visibility)
        mark = uuid4().hex
        outbox.queue_reply(
            self.team.store,
            item_id,
            ReplyOrder(f"{mark} bakıyoruz", hold=AT_ONCE, private=private, done=True),
        )

        def times() -> int:
            return sum(mark in text for text in self.brand.server.answers(token, status, self.brand.name))

        return Deed(self.team, name, mark, item_id, times)

    def _act(self, name: str, times: Callable[[str, str], int]) -> Deed:
        item_id, status, author, _ = self._hear("mention", "public")
        moderation.queue_acts(self.team.store, [item_id], name, hold=AT_ONCE)
        return Deed(self.team, name, "", item_id, lambda: times(status, author))

    def _hear(self, kind: str, visibility: str) -> tuple[int, str, str, str]:
        """What someone new says to us is in the store already: item, status, author, their token."""
        name = f"fan{uuid4().hex[:10]}"
        author, token = self.brand.server.user(name)
        status = self.brand.server.post(token, f"@{self.brand.name} neredesiniz", visibility=visibility)
        item = Item(status, kind, Author(author, name), "neredesiniz", _now(), status, visibility=visibility)
        Ingestor(self.team.store, lambda text: PLAIN).ingest(self.account.id, Page(items=(item,)))
        with self.team.store.reading() as conn:
            found = inbox.by_remote(conn, self.account.id, [status])
        return found[status], status, author, token

    def _ask(self, path: str) -> object:
        return self.brand.server.call("GET", path, self.brand.token)

    def _status(self, status: str) -> Mapping[str, int]:
        found = self._ask(f"/api/v1/statuses/{status}")
        assert isinstance(found, Mapping)
        return found

    def _written(self, mark: str) -> int:
        texts = self.brand.server.statuses(self.brand.token, self.account.remote_id)
        return sum(mark in text for text in texts)

    def _blocks(self, author: str) -> int:
        found = self._ask(f"/api/v1/accounts/relationships?id[]={author}")
        assert isinstance(found, list)
        return int(found[0]["blocking"])

    def _reports(self, author: str) -> int:
        found = self._ask(f"/api/v1/admin/reports?target_account_id={author}")
        assert isinstance(found, list)
        return len(found)


DEEDS: Mapping[str, Callable[[Doer], Deed]] = {
    "reply": Doer.reply,
    "private_reply": Doer.private_reply,
    "dm": Doer.dm,
    "publish": Doer.publish,
    "like": Doer.like,
    "block": Doer.block,
    "report": Doer.report,
}


def doer(team: Team, brand: Brand) -> Doer:
    """Connect the account; its day's budget holds it from reading anything but what it must."""
    return Doer(team, brand, brand.connect(team, daily_budget=1))


def _now() -> datetime:
    return datetime.now(UTC)
