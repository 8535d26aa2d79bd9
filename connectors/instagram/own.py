"""The stream of our own media: their figures, and all comments below them with the replies to each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from meydan.connectors.base import Denied, Item, Page, Publication, Rejected
from meydan.connectors.cursors import Batch, Bounds, DescendingCursor, Entry, descend
from meydan.connectors.fields import WrongField
from meydan.connectors.gathering import Gathered, page_of, part_of
from meydan.connectors.instagram.client import Api
from meydan.connectors.instagram.mapper import (
    Comment,
    Media,
    Us,
    after_in,
    comments_in,
    medias_in,
    ourselves,
    own_media,
    place_comment,
    read_insights,
)
from meydan.connectors.meta.below import BACKFILL, Answer, Answers, Below
from meydan.connectors.meta.fields import data_of, id_of

_ENTRIES = 200
_FIGURES = 5
_REPLY_PAGES = 20

Found = tuple[list[Media], list[Rejected]]


async def pull_own(api: Api, us: Us, cursor: str | None) -> AsyncIterator[Page]:
    """Pages of our media; with the last of them comes what is below the media whose turn it is."""
    state = DescendingCursor.read(cursor)

    async def answers(media_id: str, token: str | None) -> Batch[Answers]:
        rows = await api.comments(media_id, token)
        comments, wrong = comments_in(rows.rows, f"comments of {media_id}")
        inside = {id_of(row): row for row in rows.rows}
        placed = [await _with_replies(api, us, media_id, one, inside[one.id], wrong) for one in comments]
        return Batch([one.entry for one in placed], rows.after, (placed, wrong))

    async def fetch(token: str | None) -> Batch[Found]:
        rows = await api.medias(us.id, token)
        medias, wrong = medias_in(rows.rows, "media")
        return Batch([Entry(one.id, one.created_at) for one in medias], rows.after, (medias, wrong))

    below = Below(state.memo, api.now(), answers, api.look)
    figures = _Figures(api, below)
    at_top = not state.walking
    async for step in descend(fetch, state, Bounds(oldest=api.now() - BACKFILL, entries=_ENTRIES)):
        gathered = Gathered()
        medias, wrong = step.batch.payload
        await figures.note(medias, us, gathered)
        if at_top:
            oldest = min((one.created_at for one in medias), default=None) if step.batch.next else None
            for gone in await below.note_missing({one.id for one in medias}, oldest, ourselves(us), gathered):
                gathered.add(*below.forget(gone))
        at_top = step.more and not step.cursor.walking
        if not step.more:
            for media_id in below.turns():
                async for found in below.read(media_id):
                    yield part_of(found, step, below.memo())
            below.settled()
        page = page_of(gathered, wrong, step, below.memo())
        yield replace(page, more=step.more or below.walking)


async def _with_replies(
    api: Api, us: Us, media_id: str, comment: Comment, row: object, wrong: list[Rejected]
) -> Answer:
    """A comment and all replies to it: those that came along, and the pages below them if there are any."""
    inside = row.get("replies") if isinstance(row, dict) else None
    replies, bad = comments_in(data_of(inside), f"replies to {comment.id}")
    wrong += bad
    after = after_in(inside)
    pages = 0
    while after is not None and pages < _REPLY_PAGES:
        rows = await api.replies(comment.id, after)
        more, bad = comments_in(rows.rows, f"replies to {comment.id}")
        replies += more
        wrong += bad
        after, pages = (None if rows.after == after else rows.after), pages + 1
    below = [_reply(one, us, media_id, comment) for one in replies]
    return Answer(
        Entry(comment.id, comment.created_at),
        place_comment(comment, us, media_id),
        tuple(below),
        after is None,
    )


def _reply(reply: Comment, us: Us, media_id: str, comment: Comment) -> Item | Publication:
    placed = replace(reply, parent=reply.parent or comment.id)
    return place_comment(placed, us, media_id, comment.permalink)


class _Figures:
    """Asks for the figures of a few media per pull, and remembers those of the others."""

    def __init__(self, api: Api, below: Below) -> None:
        self._api = api
        self._below = below
        self._left = _FIGURES

    async def note(self, medias: Sequence[Media], us: Us, gathered: Gathered) -> None:
        """Our media as publications."""
        now = int(self._api.now().timestamp())
        for media in medias:
            comments = media.metrics.replies
            watched = self._below.meet(media.id, media.created_at, -1 if comments is None else comments)
            known = replace(media.metrics, shares=watched.metrics.shares, views=watched.metrics.views)
            if self._left and watched.wants_figures(now):
                self._left -= 1
                watched.measured = now
                try:
                    known = read_insights(await self._api.insights(media.id), "insights", known)
                except Denied:
                    self._left = 0
                except WrongField as error:
                    gathered.rejected.append(Rejected(error.where, error.reason))
            watched.metrics = known
            gathered.add(own_media(media, us, known))
