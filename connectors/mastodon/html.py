"""Status HTML to the text a person reads. Nothing is fetched or run; unknown tags leave their text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from meydan.connectors.fields import web_link

_SILENT = frozenset(
    {
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "svg",
        "math",
        "head",
        "title",
        "textarea",
    }
)
_BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "pre", "table"}
)
_DEEPEST = 200
# The parser takes quadratic time over deep nesting; what has more tags than any message loses its form.
_MOST_TAGS = 4000


def html_to_text(html: str, handles: Mapping[str, str] | None = None) -> str:
    """The text of status HTML.

    `handles` (address -> full handle) names people of other servers in full. Links whose shown text is not
    their address show where they lead.
    """
    if "<" not in html and "&" not in html:
        return html.strip()
    if html.count("<") > _MOST_TAGS:
        return unescape(re.sub(r"<[^<>]*>?", " ", html)).strip()
    body = LexborHTMLParser(html).body
    if body is None:
        return ""
    writer = _Writer(handles or {})
    writer.walk(body, 0)
    return writer.text()


class _Writer:
    """Collects lines; `_prefix` is what quotes and lists put before each."""

    def __init__(self, handles: Mapping[str, str]) -> None:
        self._handles = handles
        self._parts: list[str] = []
        self._prefixes: list[str] = []
        self._numbers: list[int | None] = []
        self._verbatim = 0
        self._marked = False

    def text(self) -> str:
        """What was written, without blank edges and runs of empty lines."""
        joined = re.sub(r"\n{3,}", "\n\n", "".join(self._parts))
        lines = [line.rstrip() for line in joined.split("\n")]
        return "\n".join(lines).strip("\n").strip()

    def walk(self, parent: LexborNode, depth: int) -> None:
        """Write the children of `parent`; what is nested absurdly deep loses its form, not its text."""
        if depth > _DEEPEST:
            self._plain(parent.text(deep=True))
            return
        node = parent.child
        while node is not None:
            self._write(node, depth)
            node = node.next

    def _write(self, node: LexborNode, depth: int) -> None:
        tag = node.tag or ""
        if tag == "-text":
            self._plain(node.text_content or "")
        elif tag == "br":
            self._line()
        elif tag == "img":
            self._plain(node.attributes.get("alt") or "")
        elif tag == "a":
            self._plain(_link(node, self._handles))
        elif tag == "code" and not self._verbatim:
            self._plain(f"`{_shown(node)}`")
        elif tag == "li":
            self._item(node, depth)
        elif tag in _BLOCKS:
            self._block(node, tag, depth)
        elif tag.startswith("-") or tag in _SILENT or _hidden(node):
            return
        else:
            self.walk(node, depth + 1)

    def _block(self, node: LexborNode, tag: str, depth: int) -> None:
        nested = tag in ("ul", "ol") and bool(self._numbers)
        self._break(1 if nested or tag == "div" else 2)
        if tag == "blockquote":
            self._prefixes.append("> ")
        if tag == "pre":
            self._verbatim += 1
        if tag in ("ul", "ol"):
            self._numbers.append(1 if tag == "ol" else None)
        self.walk(node, depth + 1)
        if tag in ("ul", "ol"):
            self._numbers.pop()
        if tag == "pre":
            self._verbatim -= 1
        if tag == "blockquote":
            self._prefixes.pop()
        self._break(1 if nested or tag == "div" else 2)

    def _item(self, node: LexborNode, depth: int) -> None:
        self._break(1)
        number = self._numbers[-1] if self._numbers else None
        if number is None:
            mark = "- "
        else:
            mark = f"{number}. "
            self._numbers[-1] = number + 1
        self._plain(mark)
        self._marked = True
        self._prefixes.append("  ")
        self.walk(node, depth + 1)
        self._prefixes.pop()
        self._marked = False
        self._break(1)

    def _break(self, count: int) -> None:
        """End the line, with an empty one between paragraphs; never at the very start."""
        if not self._parts or self._marked:
            return
        last = self._parts[-1]
        missing = count - (len(last) - len(last.rstrip("\n")))
        if missing > 0:
            self._parts[-1] = last + "\n" * missing

    def _line(self) -> None:
        if self._parts:
            self._parts.append("\n")

    def _plain(self, text: str) -> None:
        if not self._verbatim:
            text = re.sub(r"\s+", " ", text)
        if not text:
            return
        ended = not self._parts or self._parts[-1].endswith("\n")
        if ended and not self._verbatim:
            text = text.lstrip(" ")
        prefix = "".join(self._prefixes)
        if prefix:
            text = text.replace("\n", "\n" + prefix)
        if text:
            self._marked = False
            self._parts.append(prefix + text if ended else text)


def _link(node: LexborNode, handles: Mapping[str, str]) -> str:
    href = node.attributes.get("href") or ""
    classes = (node.attributes.get("class") or "").split()
    whole, shown = _shown(node, hidden=True), _shown(node)
    if "mention" in classes and "hashtag" not in classes:
        handle = handles.get(href)
        return f"@{handle}" if handle else shown
    address = web_link(href)
    if not address or "hashtag" in classes or shown.startswith("#"):
        return shown
    if _bare(whole) == _bare(address) or (
        shown.endswith("…") and _bare(address).startswith(_bare(shown[:-1]))
    ):
        return address
    return f"{shown} ({address})" if shown else address


def _bare(address: str) -> str:
    """An address as people write it: no scheme, no www, no last slash."""
    rest = address.strip().partition("://")[2] or address.strip()
    return rest.removeprefix("www.").rstrip("/")


def _shown(node: LexborNode, hidden: bool = False) -> str:
    """The text of an inline element; what is hidden from view only on demand."""
    parts: list[str] = []
    for inner in node.traverse(include_text=True):
        if inner.tag == "-text" and (hidden or not _within_hidden(inner, node)):
            parts.append(inner.text_content or "")
        elif inner.tag == "img":
            parts.append(inner.attributes.get("alt") or "")
    text = re.sub(r"\s+", " ", "".join(parts)).strip()
    cut = not hidden and node.css_first("span.ellipsis") is not None
    return f"{text}…" if cut else text


def _within_hidden(inner: LexborNode, root: LexborNode) -> bool:
    node = inner.parent
    while node is not None and node.mem_id != root.mem_id:
        if _hidden(node) or (node.tag or "") in _SILENT:
            return True
        node = node.parent
    return False


def _hidden(node: LexborNode) -> bool:
    return "invisible" in (node.attributes.get("class") or "").split()
