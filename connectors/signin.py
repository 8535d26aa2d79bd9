"""Signing in over SSH: the person opens a URL anywhere and pastes back the code or the whole address.

The address bar holds the code even when the redirect page does not load, so pasting it works for every code
flow; `state` and PKCE guard both ways.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from meydan.connectors.credentials import Credential
    from meydan.connectors.http import Http


class SignInError(ValueError):
    """What was pasted does not finish this sign-in; the message says why, without the code."""


@dataclass(frozen=True, slots=True)
class PendingSignIn:
    """A sign-in waiting for the person: show `url`, keep the rest, pass all of it to `finish`."""

    url: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)
    app: Mapping[str, str] = field(repr=False, default_factory=dict)


class SignIn(Protocol):
    """A platform's guided way to a credential."""

    async def begin(self, http: Http) -> PendingSignIn:
        """Prepare a sign-in at the server `http` talks to. Raises ConnectorError."""
        ...

    async def finish(self, http: Http, pending: PendingSignIn, pasted: str) -> Credential:
        """Exchange what the person pasted. Raises SignInError, ConnectorError."""
        ...


def new_state() -> str:
    """An unguessable value that ties the answer to our question."""
    return secrets.token_urlsafe(24)


def new_verifier() -> str:
    """A PKCE code verifier."""
    return secrets.token_urlsafe(48)


def challenge(verifier: str) -> str:
    """The S256 challenge of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def code_from(pasted: str, state: str) -> str:
    """The code in what was pasted: a bare code, or the whole redirect address, whose state is checked.

    Raises SignInError.
    """
    pasted = pasted.strip()
    if "://" not in pasted and not pasted.startswith("?"):
        if not pasted or any(ch.isspace() for ch in pasted):
            raise SignInError("This is no code: paste the code, or the whole address of the page")
        return pasted
    query = {key: values[0] for key, values in parse_qs(urlsplit(pasted).query).items()}
    if "error" in query:
        raise SignInError("The platform did not give access")
    if "code" not in query:
        raise SignInError("There is no code in this address")
    if not secrets.compare_digest(query.get("state", "").encode(), state.encode()):
        raise SignInError("This address belongs to another sign-in: start again")
    return query["code"]
