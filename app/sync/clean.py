"""What comes from a platform is hostile: here it is made harmless, before anything else sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from meydan.connectors.base import Author, Item, Page, Publication, Rejected, TrendSample
from meydan.insight.text import is_plain, sanitise

KINDS = frozenset({"comment", "mention", "dm", "review"})
RAW_LIMIT = 64 * 1024


def clean(page: Page) -> Page:
    """The page with every text harmless, links to the web only, each item once (its last version).

    Items that cannot be kept at all (no id, a foreign kind, a time without a zone) become rejections.
    """
    items: dict[tuple[str, str], Item] = {}
    rejected = [_rejection(r) for r in page.rejected]
    for item in page.items:
        reason = _unfit(item)
        if reason:
            rejected.append(
                Rejected(line(item.remote_id) or "item", reason, sanitise(repr(item))[:RAW_LIMIT])
            )
            continue
        tidy = _item(item)
        items[tidy.kind, tidy.remote_id] = tidy
    return replace(
        page,
        items=tuple(items.values()),
        publications=tuple(_publication(p) for p in page.publications),
        trends=tuple(_trend(t) for t in page.trends),
        ads=tuple(replace(a, campaign=line(a.campaign), campaign_id=line(a.campaign_id)) for a in page.ads),
        rejected=tuple(rejected),
    )


def line(text: str) -> str:
    """A harmless text of one line: names, handles, titles, ids."""
    return sanitise(text, multiline=False) if text else ""


def link(url: str) -> str:
    """A harmless http(s) URL, or "" for anything else (`javascript:`, `file:`, relative ones)."""
    url = line(url).strip()
    return url if url[:8].lower().startswith(("http://", "https://")) and " " not in url else ""


def _unfit(item: Item) -> str:
    if not item.remote_id:
        return "no id"
    if item.kind not in KINDS:
        return f"unknown kind {line(item.kind)[:40]}"
    if item.created_at.tzinfo is None:
        return "a time without a zone"
    return ""


def _rejection(rejected: Rejected) -> Rejected:
    raw = sanitise(rejected.raw[:RAW_LIMIT])
    return Rejected(line(rejected.where), line(rejected.reason), raw)


def _author(author: Author) -> Author:
    return Author(
        line(author.remote_id),
        line(author.handle),
        line(author.name),
        link(author.url),
        author.followers,
        sanitise(author.bio) if author.bio else "",
    )


def _attachments(given: Iterable[str]) -> tuple[str, ...]:
    """URLs, each followed by its alternative text where it has one."""
    kept = []
    for url, _, alternative in (text.partition(" ") for text in given):
        if harmless := link(url):
            kept.append(f"{harmless} {line(alternative)}".rstrip())
    return tuple(kept)


def _harmless(item: Item) -> bool:
    """Whether an item has nothing to be cleaned: told at a third of what making another one costs."""
    author = item.author
    if item.attachments or not (_is_link(item.permalink) and _is_link(author.url)):
        return False
    names = (item.remote_id, author.remote_id, author.handle, author.name, item.visibility)
    if not is_plain(" ".join((*names, item.thread or "", item.parent or ""))):
        return False
    return sanitise(item.text) == item.text and (not author.bio or sanitise(author.bio) == author.bio)


def _is_link(url: str) -> bool:
    return not url or link(url) == url


def _item(item: Item) -> Item:
    if _harmless(item):
        return item
    return Item(
        remote_id=line(item.remote_id),
        kind=item.kind,
        author=_author(item.author),
        text=sanitise(item.text),
        created_at=item.created_at,
        thread=None if item.thread is None else line(item.thread),
        parent=None if item.parent is None else line(item.parent),
        permalink=link(item.permalink),
        visibility=line(item.visibility),
        edited_at=item.edited_at,
        attachments=_attachments(item.attachments),
        stars=item.stars,
        deleted=item.deleted,
        hidden=item.hidden,
    )


def _publication(publication: Publication) -> Publication:
    return replace(
        publication,
        remote_id=line(publication.remote_id),
        author=_author(publication.author),
        text=sanitise(publication.text),
        thread=None if publication.thread is None else line(publication.thread),
        parent=None if publication.parent is None else line(publication.parent),
        permalink=link(publication.permalink),
        visibility=line(publication.visibility),
        attachments=_attachments(publication.attachments),
    )


def _trend(trend: TrendSample) -> TrendSample:
    return replace(
        trend,
        remote_id=line(trend.remote_id),
        title=line(trend.title),
        url=link(trend.url),
        excerpt=sanitise(trend.excerpt),
    )
