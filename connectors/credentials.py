"""What a person gave us to act as an account of theirs; never shown, never logged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

import orjson

RENEW_AT = "renew_at"
"""Under which name a credential says from when on it should be renewed although it is still accepted."""

_SECRET_WORDS = ("token", "secret", "password", "key", "jwt", "verifier")


class CredentialError(ValueError):
    """The text given is no credential; the message never repeats it."""


@dataclass(frozen=True, slots=True, repr=False)
class Credential:
    """A token and what belongs to it (client id and secret, refresh token, ...), all as text."""

    token: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "Credential(hidden)"

    def secrets(self) -> tuple[str, ...]:
        """Every value in it that must never be seen."""
        hidden = [v for k, v in self.extra.items() if any(word in k.lower() for word in _SECRET_WORDS)]
        return tuple(value for value in (self.token, *hidden) if value)

    def ages(self, now: datetime) -> bool:
        """Whether it should be renewed, although it is still accepted."""
        try:
            moment = datetime.fromisoformat(self.extra.get(RENEW_AT, ""))
        except ValueError:
            return False
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) <= now

    def to_text(self) -> str:
        """The JSON that `credential_from_text` reads back."""
        return orjson.dumps({"token": self.token, **self.extra}).decode()


class Vault(Protocol):
    """Where an account's credential is kept; shared with other processes."""

    def load(self) -> Credential:
        """The credential as stored now."""
        ...

    def save(self, credential: Credential) -> None:
        """Store it durably before it returns."""
        ...


def credential_from_text(platform: str, text: str) -> Credential:
    """Read a pasted token, or the platform's JSON credential (nested objects are flattened one level).

    An empty token in JSON is that of a platform that everyone may read. Raises CredentialError; its message
    names the platform but never the text.
    """
    text = text.strip()
    if not text:
        raise CredentialError(f"An empty credential for {platform}")
    if not text.startswith("{"):
        token = text.removeprefix("Bearer ").strip()
        if not token.isascii() or not token.isprintable() or " " in token:
            raise CredentialError(f"A token for {platform} is plain letters, digits and signs without spaces")
        return Credential(token)
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise CredentialError(f"The credential for {platform} is not valid JSON") from None
    flat = _flatten(given)
    token = flat.pop("token", "") or flat.pop("access_token", "")
    if not token and not flat and given != {"token": ""}:
        raise CredentialError(f"The credential for {platform} is empty")
    return Credential(token, flat)


def _flatten(given: Mapping[str, object]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in given.items():
        if isinstance(value, Mapping):
            flat.update({str(k): str(v) for k, v in value.items() if isinstance(v, str | int)})
        elif isinstance(value, str | int) and not isinstance(value, bool):
            flat[key] = str(value)
    return flat
