"""What the error codes of Meta's Graph API mean.

The HTTP status tells little: an expired token comes with 400. Codes and subcodes: Graph API guide, handling
errors; Messenger Platform and Marketing API references. "Wait" is known to `connectors.http.rates`.
"""

from __future__ import annotations

from collections.abc import Mapping

from meydan.connectors.http import Meaning

_TOKEN = frozenset({102, 104, 190, 2500})
"""Session invalid, token missing, token not accepted, "an active access token must be used"."""
_TOKEN_SUBCODES = frozenset({458, 459, 460, 463, 464, 467, 492})
_TRANSIENT = frozenset({1, 2, 341})
_MISSING = frozenset({803, 2108006})
_NOT_THERE = (100, 33)
_ACTIVE_TOKEN = "active access token"


def meaning(status: int, payload: object) -> Meaning | None:
    """What an answer of the Graph API means; None for a good one, and for one without a code."""
    if status < 300:
        return None
    error = payload.get("error") if isinstance(payload, Mapping) else None
    if not isinstance(error, Mapping):
        return None
    code, subcode = error.get("code"), error.get("error_subcode")
    if code == 2500 and _ACTIVE_TOKEN not in str(error.get("message")).lower():
        return Meaning.REFUSED
    if code in _TOKEN or (subcode in _TOKEN_SUBCODES and code != 100):
        return Meaning.SIGNED_OUT
    if code in _TRANSIENT or error.get("is_transient") is True:
        return Meaning.FAILED
    if code in _MISSING or (code, subcode) == _NOT_THERE:
        return Meaning.GONE
    return Meaning.REFUSED if status < 500 and isinstance(code, int) else None
