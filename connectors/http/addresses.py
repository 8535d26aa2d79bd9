"""Which addresses belong together, and which are not safe to go on to."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from meydan.connectors.base import Unavailable
from meydan.connectors.http.answers import Answer


def redirect_target(source: str, answer: Answer) -> str:
    """The address that an answer from `source` points to. Raises Unavailable when it is not safe."""
    target: str = urljoin(source, answer.headers.get("location", ""))
    scheme = urlsplit(target).scheme
    if scheme not in ("http", "https") or (urlsplit(source).scheme == "https" and scheme == "http"):
        raise Unavailable("The server points to an address that is not safe", answer.status)
    return target


def same_host(base: str, target: str) -> bool:
    """The same host and port; from http to https on default ports counts as the same."""
    one, two = urlsplit(base), urlsplit(target)
    if one.hostname != two.hostname:
        return False
    if one.scheme == two.scheme:
        return _port(one.scheme, one.port) == _port(two.scheme, two.port)
    return two.scheme == "https" and one.port in (None, 80) and two.port in (None, 443)


def _port(scheme: str, port: int | None) -> int:
    return port or (443 if scheme == "https" else 80)
