"""Renewing X's two-hour tokens (OAuth 2.0, scope offline.access); the refresh token changes each time."""

from __future__ import annotations

import base64
from dataclasses import replace

from meydan.connectors.base import Denied, Malformed, SignInRequired, Unavailable
from meydan.connectors.credentials import Credential
from meydan.connectors.fields import WrongField, identity, mapping, optional_string
from meydan.connectors.http import Answer, Http

RUN_OUT = "The sign-in has run out"


async def renew(http: Http, credential: Credential) -> Credential:
    """A new token. Raises SignInRequired when there is nothing to renew it with, Unavailable."""
    refresh, client = credential.extra.get("refresh_token"), credential.extra.get("client_id")
    if not refresh or not client:
        raise SignInRequired(RUN_OUT)
    headers = {}
    if secret := credential.extra.get("client_secret"):
        pair = base64.b64encode(f"{client}:{secret}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    form = {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": client}
    # Sent once: a second use of the same refresh token would end the sign-in.
    result = await http.send_once("POST", "/2/oauth2/token", data=form, headers=headers)
    if not isinstance(result, Answer):
        if type(result).__name__ in ("Refused", "SignedOut"):
            raise SignInRequired(RUN_OUT)
        raise Unavailable("The sign-in could not be renewed")
    try:
        made = mapping(result.json(), "token")
        token = identity(made, "access_token", "token")
        following = optional_string(made, "refresh_token", "token") or refresh
    except (Malformed, WrongField, Denied):
        raise Unavailable("The sign-in could not be renewed") from None
    return replace(credential, token=token, extra={**credential.extra, "refresh_token": following})
