"""The stream of private messages, newest first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

from meydan.connectors.base import Item, Malformed, Page, Publication, Rejected
from meydan.connectors.cursors import Batch, Bounds, DescendingCursor, Entry, descend
from meydan.connectors.fields import WrongField, raw_text
from meydan.connectors.x.client import Api
from meydan.connectors.x.mapper import Message, next_token, read_messages

_BACKFILL = timedelta(days=30)
_ENTRIES = 500

Found = tuple[list[Message], list[Rejected]]


async def pull_messages(api: Api, us: str, cursor: str | None) -> AsyncIterator[Page]:
    """Pages of private messages; what we wrote ourselves is context."""
    bounds = Bounds(oldest=api.http.clock() - _BACKFILL, entries=_ENTRIES)

    async def fetch(token: str | None) -> Batch[Found]:
        payload = await api.messages(token)
        try:
            messages, wrong = read_messages(payload)
        except WrongField as error:
            raise Malformed(str(error), raw_text(payload)) from None
        entries = [Entry(one.id, one.created_at) for one in messages]
        return Batch(entries, next_token(payload), (messages, wrong))

    async for step in descend(fetch, DescendingCursor.read(cursor), bounds):
        messages, wrong = step.batch.payload
        problems = [Rejected("paging", step.problem)] if step.problem else []
        yield Page(
            items=tuple(item_of(one) for one in messages if one.sender.remote_id != us),
            publications=tuple(sent_of(one) for one in messages if one.sender.remote_id == us),
            rejected=(*wrong, *problems),
            cursor=step.cursor.text(),
            more=step.more,
        )


def item_of(message: Message) -> Item:
    """A message from somebody."""
    return Item(
        message.id,
        "dm",
        message.sender,
        message.text,
        message.created_at,
        thread=message.conversation,
        visibility="private",
        attachments=message.attachments,
    )


def sent_of(message: Message) -> Publication:
    """A message of ours."""
    return Publication(
        message.id,
        message.sender,
        True,
        message.text,
        message.created_at,
        thread=message.conversation,
        visibility="private",
        attachments=message.attachments,
    )
