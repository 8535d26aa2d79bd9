"""Opening and copying addresses that came from outside."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit


def safe_link(url: str) -> str:
    """The address if it is one of the web without anything invisible in it, else an empty text."""
    if not url.isascii() or not url.isprintable() or " " in url:
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and host else ""


def real_host(url: str) -> str:
    """The host that a safe address really leads to, whatever stands before an `@`."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)


def has_browser(environ: Mapping[str, str], platform: str) -> bool:
    """Whether a browser can be opened in front of the person: not over SSH, not without a display."""
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return False
    return platform == "darwin" or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
