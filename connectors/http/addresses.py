"""Where requests go: their parameters, and whether a redirect stays where a credential may go along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

Params = Mapping[str, str | int | Sequence[str]] | Sequence[tuple[str, str]]


def pairs(params: Params | None) -> list[tuple[str, str | int | float | bool | None]] | None:
    """Parameters as httpx wants them; a list becomes the same name several times."""
    if params is None:
        return None
    given: list[tuple[str, str | int | float | bool | None]] = []
    for key, value in params.items() if isinstance(params, Mapping) else params:
        for one in (value,) if isinstance(value, str | int) else value:
            given.append((key, str(one)))
    return given


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


def downgrade(source: str, target: str) -> bool:
    """Whether a redirect leaves TLS."""
    return urlsplit(source).scheme == "https" and urlsplit(target).scheme == "http"
