"""Signing in to a Mastodon server: out-of-band code with PKCE, from any terminal."""

from __future__ import annotations

from urllib.parse import urlencode

from meydan.connectors.base import Denied, Malformed, NotSent, Refused, Unavailable, Unknown
from meydan.connectors.credentials import Credential
from meydan.connectors.fields import WrongField, identity, mapping
from meydan.connectors.http import Answer, Http
from meydan.connectors.signin import PendingSignIn, challenge, code_from, new_state, new_verifier

REDIRECT = "urn:ietf:wg:oauth:2.0:oob"
SCOPES = "read write:statuses write:media write:favourites write:blocks write:reports write:conversations"


class MastodonSignIn:
    """Registers Meydan at the server, then exchanges the code the person pastes."""

    def __init__(self, client_name: str = "Meydan", scopes: str = SCOPES) -> None:
        self._client_name = client_name
        self._scopes = scopes

    async def begin(self, http: Http) -> PendingSignIn:
        """Register the application and make the address to open. Raises ConnectorError."""
        fields = {"client_name": self._client_name, "redirect_uris": REDIRECT, "scopes": self._scopes}
        made = _payload(
            await http.send_once("POST", "/api/v1/apps", data=fields), "app", "client_id", "client_secret"
        )
        state, verifier = new_state(), new_verifier()
        query = {
            "response_type": "code",
            "client_id": made["client_id"],
            "redirect_uri": REDIRECT,
            "scope": self._scopes,
            "state": state,
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
        }
        return PendingSignIn(f"{http.base_url}/oauth/authorize?{urlencode(query)}", state, verifier, made)

    async def finish(self, http: Http, pending: PendingSignIn, pasted: str) -> Credential:
        """Exchange the pasted code or address for a token. Raises SignInError, ConnectorError."""
        fields = {
            "grant_type": "authorization_code",
            "code": code_from(pasted, pending.state),
            "client_id": pending.app["client_id"],
            "client_secret": pending.app["client_secret"],
            "redirect_uri": REDIRECT,
            "scope": self._scopes,
            "code_verifier": pending.verifier,
        }
        made = _payload(await http.send_once("POST", "/oauth/token", data=fields), "token", "access_token")
        return Credential(made["access_token"], dict(pending.app))


def _payload(result: Answer | Refused | NotSent | Unknown, what: str, *keys: str) -> dict[str, str]:
    """The named strings of a good answer; the raw answer never leaves, it holds secrets."""
    if isinstance(result, Refused):
        raise Denied(result.reason)
    if not isinstance(result, Answer):
        raise Unavailable(result.reason)
    try:
        body = mapping(result.json(), what)
        return {key: identity(body, key, what) for key in keys}
    except (Malformed, WrongField):
        raise Malformed("The server's answer to the sign-in made no sense") from None
