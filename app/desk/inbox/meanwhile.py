"""What went on in a conversation since its answer was begun: nothing is sent past it unseen."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from meydan.app.desk.inbox.directory import Directory
from meydan.app.desk.inbox.seat import Seat
from meydan.panes.composer.beside import Beside
from meydan.panes.composer.changes import change_lines
from meydan.panes.composer.composer import Composer
from meydan.panes.composer.target import Target, Written
from meydan.panes.inbox.itemlist import ItemList
from meydan.panes.spans import Span
from meydan.store.rows.together import ThreadMark

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from meydan.store.errors import ThreadChanged


class Meanwhile:
    """Remembers how the conversations stood whose answers are being written."""

    def __init__(
        self, seat: Seat, items: ItemList, directory: Directory, composer: Composer, beside: Beside
    ) -> None:
        self._seat = seat
        self._items = items
        self._directory = directory
        self._composer = composer
        self._beside = beside
        self._seen: dict[str, Future[ThreadMark]] = {}

    def opened(self, target: Target) -> None:
        """An answer is begun: look how its conversation stands."""
        if target is self._composer.target and _matters(target):
            self._look(target)

    def closed(self, target: Target) -> None:
        """The answer is no longer written, unless the same text was taken up again."""
        if target is not self._composer.target:
            self._seen.pop(target.key, None)

    def seen_of(self, target: Target) -> Callable[[], ThreadMark | None]:
        """How the conversation stood when its answer was begun; called in the store's thread.

        None where that does not matter.
        """
        return self._look(target).result if _matters(target) else lambda: None

    def hold_back(self, written: Written, changed: ThreadChanged, here: bool) -> None:
        """A text was not sent: where the person is still `here`, they see what happened and decide anew."""
        target, say = written.target, self._seat.speech.say
        if self._composer.is_open or not here:
            words = say("Not sent, kept as a draft: {author} or a colleague wrote", author=target.author)
            self._seat.tell(words, "bad")
            return
        stands: Future[ThreadMark] = Future()
        stands.set_result(changed.now)
        self._seen[target.key] = stands
        self._items.go_to(changed.now.item_id)
        self._composer.open(target, written.text, deciding=True, attached=written.attached)
        title = say("Not sent: this happened meanwhile. y sends it all the same.")
        width = max(20, self._beside.size.width or self._composer.size.width) - 2
        lines = change_lines(changed.changes, self._directory.team.names, width, self._seat.speech)
        self._beside.show([(Span(title, "bad", bold=True),), *lines])

    def _look(self, target: Target) -> Future[ThreadMark]:
        from meydan.store.reads import marks

        def look(conn: Connection) -> ThreadMark:
            assert target.item_id is not None, "only conversations around items are looked at"
            return marks.mark(conn, target.item_id)

        if target.key not in self._seen:
            self._seen[target.key] = self._seat.db.submit(look)
        return self._seen[target.key]


def _matters(target: Target) -> bool:
    """Whether a text answers people out there, and is not one that was written before."""
    return target.item_id is not None and target.to_platform and target.delivery_id is None
