"""Keeping secrets out of logs, messages and records."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from urllib.parse import quote

HIDDEN = "***"
_SHORTEST = 6
_NAMES = r"access_token|refresh_token|id_token|client_secret|appsecret_proof|app_secret|fb_exchange_token"
_NAMES += r"|oauth_token|oauth_token_secret|oauth_signature|code_verifier|developer[-_]token|password|passwd"
_NAMES += r"|api_?key|token|code|key|jwt"
_PATTERNS = (
    re.compile(r"(?i)(\b(?:bearer|bot|basic|oauth)\s+)[A-Za-z0-9._~+/=:-]{8,}"),
    re.compile(rf"(?i)([?&\s\"'{{,;]|^)((?:{_NAMES})[\"']?\s*[=:]\s*[\"']?)[^\s&\"',;)}}\]]+"),
    re.compile(r"(/bot)\d+:[A-Za-z0-9_-]{20,}"),
    re.compile(r"(?i)((?:set-)?cookie[\"']?\s*[,:=]\s*(?:b?[\"'])?)[^\"'\n)]+"),
)
_PARTS = ("connection", "http11", "http2", "proxy", "socks")
_LOGGERS = ("httpx", "httpcore", *(f"httpcore.{part}" for part in _PARTS))


class Redactor:
    """Replaces known secrets, and what looks like one, by `***`."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {secret for secret in secrets if len(secret) >= _SHORTEST}
        known |= {quote(secret, safe="") for secret in known}
        alternatives = "|".join(re.escape(secret) for secret in sorted(known, key=len, reverse=True))
        self._known = re.compile(alternatives) if alternatives else None

    def __call__(self, text: str) -> str:
        if self._known:
            text = self._known.sub(HIDDEN, text)
        for pattern in _PATTERNS:
            text = pattern.sub(_keep_groups, text)
        return text

    def __repr__(self) -> str:
        return "Redactor()"


class RedactingFilter(logging.Filter):
    """A logging filter for loggers and handlers: the finished message and traceback hold no secret."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._redact = Redactor(secrets)

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self._redact(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = self._redact(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return True


def install_redaction(secrets: Iterable[str] = ()) -> None:
    """Put a filter on the loggers of the HTTP libraries and on every handler of the root logger.

    Where one is already, nothing changes unless there are `secrets` to add.
    """
    guard = RedactingFilter(secrets)
    places = [*map(logging.getLogger, _LOGGERS), *logging.getLogger().handlers]
    for place in places:
        if secrets or not any(isinstance(found, RedactingFilter) for found in place.filters):
            place.addFilter(guard)


def _keep_groups(found: re.Match[str]) -> str:
    return "".join(group or "" for group in found.groups()) + HIDDEN
