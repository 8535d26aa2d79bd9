"""The picture or video of a post: it lies at a public address, which stands on a line of its own."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from meydan.connectors.fields import web_link

NO_MEDIA = (
    "Instagram takes no text alone and no file: put the public address of a JPEG picture "
    "or an MP4 or MOV video on a line of its own"
)
_KINDS = {".jpg": "image", ".jpeg": "image", ".mp4": "video", ".mov": "video"}


@dataclass(frozen=True, slots=True)
class Post:
    """What is to be published: the address of an `image` or `video`, and the caption below it."""

    kind: str
    url: str
    caption: str


def post_in(text: str) -> Post | None:
    """The first line that is an address of a picture or video, and the rest as caption; None without one."""
    lines = text.strip().splitlines()
    for number, line in enumerate(lines):
        if kind := _kind_of(line.strip()):
            rest = "\n".join([*lines[:number], *lines[number + 1 :]])
            return Post(kind, line.strip(), rest.strip())
    return None


def _kind_of(line: str) -> str:
    if not web_link(line):
        return ""
    path = urlsplit(line).path.lower()
    return next((kind for ending, kind in _KINDS.items() if path.endswith(ending)), "")
