"""Tokens that live 60 days and are renewed while they still do: Threads, and Instagram with its own login.

Sources: Threads API, long-lived tokens (its collection: th_exchange_token, th_refresh_token); Instagram API
with Instagram Login, business login (ig_exchange_token, ig_refresh_token). A token can be renewed once it is
a day old; one that has ended cannot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from meydan.connectors.base import Denied, Malformed, Missing
from meydan.connectors.credentials import RENEW_AT, Credential
from meydan.connectors.fields import WrongField, count, identity, mapping
from meydan.connectors.http import Bearer, Http
from meydan.connectors.meta.errors import meaning

_YOUNG = timedelta(hours=25)
_SECRETS = ("app_secret", "client_secret")


@dataclass(frozen=True, slots=True)
class LongLived:
    """How a platform makes a token last; `name` stands in its grant types (`th`, `ig`)."""

    name: str

    async def exchange(self, http: Http, credential: Credential) -> Credential:
        """A token that lasts, out of a short one if its app's secret comes with it.

        One that is too young to be renewed stays, and is renewed later. Raises ConnectorError.
        """
        secret = next((credential.extra[key] for key in _SECRETS if credential.extra.get(key)), "")
        kept = Credential(
            credential.token, {key: value for key, value in credential.extra.items() if key not in _SECRETS}
        )
        if secret:
            given = {"grant_type": f"{self.name}_exchange_token", "client_secret": secret}
            try:
                return await self._asked(http, kept, "/access_token", given)
            except Denied:
                pass
        try:
            return await self.renew(http, kept)
        except (Denied, Missing, Malformed):
            return _renewable(kept, kept.token, http.clock() + _YOUNG)

    async def renew(self, http: Http, credential: Credential) -> Credential:
        """The same access for another 60 days. Raises ConnectorError."""
        given = {"grant_type": f"{self.name}_refresh_token"}
        return await self._asked(http, credential, "/refresh_access_token", given)

    async def _asked(
        self, http: Http, credential: Credential, path: str, given: Mapping[str, str]
    ) -> Credential:
        asking = http.signed(Bearer(credential.token)).speaking(meaning)
        try:
            answer = mapping(await asking.get_json(path, given), "token")
            token = identity(answer, "access_token", "token")
        except WrongField as error:
            raise Malformed(str(error)) from None
        if not token.isascii() or not token.isprintable() or " " in token:
            raise Malformed("token.access_token: no token")
        lasts = timedelta(seconds=min(count(answer, "expires_in") or 0, 10**9))
        return _renewable(credential, token, http.clock() + max(lasts / 2, _YOUNG))


def _renewable(credential: Credential, token: str, at: datetime) -> Credential:
    return Credential(token, {**credential.extra, RENEW_AT: at.isoformat()})
