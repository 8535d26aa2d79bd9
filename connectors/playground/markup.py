"""What people type, as the HTML that Mastodon serves: paragraphs, links, mentions and tags."""

from __future__ import annotations

import html
import re

from meydan.connectors.playground.world import MENTION, Account, World

_TAG = re.compile(r"(?<![\w/#&])#(\w*[^\W\d]\w*)")
_URL = re.compile(r"https?://[^\s<>]+[^\s<>.,!?;:)]")
_TOKEN = re.compile(f"(?P<url>{_URL.pattern})|(?P<mention>{MENTION.pattern})|(?P<tag>{_TAG.pattern})", re.I)


def tags(text: str) -> tuple[str, ...]:
    """The hashtags of a text without their sign, each once."""
    return tuple(dict.fromkeys(_TAG.findall(text)))


def profile(world: World, account: Account) -> str:
    """The address of an account's page."""
    return f"https://{account.host or world.domain}/@{account.handle}"


def to_html(world: World, text: str) -> str:
    """A text as a status's `content`."""
    paragraphs = re.split(r"\n{2,}", text.strip())
    return "".join(f"<p>{_marked(world, each)}</p>" for each in paragraphs)


def _marked(world: World, text: str) -> str:
    written, end = [], 0
    for found in _TOKEN.finditer(text):
        written.append(html.escape(text[end : found.start()], quote=False))
        written.append(_link(world, found))
        end = found.end()
    written.append(html.escape(text[end:], quote=False))
    return "".join(written).replace("\n", "<br />")


def _link(world: World, found: re.Match[str]) -> str:
    said = html.escape(found.group(0))
    if found["url"]:
        return f'<a href="{said}" target="_blank" rel="nofollow noopener">{said}</a>'
    if found["tag"]:
        url = f"https://{world.domain}/tags/{said[1:].lower()}"
        return f'<a href="{url}" class="mention hashtag" rel="tag">#<span>{said[1:]}</span></a>'
    account = world.account(found.group(0))
    if account is None:
        return said
    return (
        f'<span class="h-card" translate="no"><a href="{profile(world, account)}" class="u-url mention">'
        f"@<span>{account.handle}</span></a></span>"
    )
