"""The two set-ups of Instagram: its own login, and the token of the Page that an account is linked to.

Source: Instagram Platform, overview (Instagram API with Instagram Login at graph.instagram.com, with Facebook
Login at graph.facebook.com). Which one a token is for shows what its `/me` answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import urlsplit

from meydan.connectors.base import Denied, Missing, SignInRequired
from meydan.connectors.credentials import Credential
from meydan.connectors.http import Http
from meydan.connectors.instagram.declaration import FACEBOOK, INSTAGRAM
from meydan.connectors.meta.fields import data_of
from meydan.connectors.meta.graph import Graph
from meydan.connectors.meta.tokens import LongLived

_TOKENS = LongLived("ig")
_SETUP = "setup"
_ACCOUNT = "instagram_business_account{id,username}"


class Setup(StrEnum):
    """Whose token it is."""

    INSTAGRAM = "instagram"
    PAGE = "page"


def setup_of(credential: Credential) -> Setup:
    """The set-up that a kept credential is for."""
    return Setup.PAGE if credential.extra.get(_SETUP) == Setup.PAGE else Setup.INSTAGRAM


def address_of(base_url: str, setup: Setup) -> str:
    """Where a set-up is; an address that is not Instagram's own is that of both."""
    public = urlsplit(base_url).hostname == urlsplit(INSTAGRAM).hostname
    return base_url.replace(INSTAGRAM, FACEBOOK) if public and setup is Setup.PAGE else base_url


async def exchange(http: Http, credential: Credential) -> Credential:
    """What is kept of a pasted token: that it is Instagram's own, or the Page's, found through a person's.

    Where a person's token leads to several accounts, `username` beside it says which. Raises ConnectorError.
    """
    if await _is_instagrams(http, credential):
        return _marked(await _TOKENS.exchange(http, credential), Setup.INSTAGRAM)
    there = http.at(address_of(http.base_url, Setup.PAGE))
    graph = Graph(there, credential)
    try:
        page = await graph.node("me", f"id,{_ACCOUNT}")
    except Denied:
        return _marked(await _pages(graph, credential), Setup.PAGE)
    if not isinstance(page.get("instagram_business_account"), Mapping):
        raise Denied("No Instagram account is linked to this page")
    return _marked(credential, Setup.PAGE)


async def renew(http: Http, credential: Credential) -> Credential:
    """A new token where there is a way to one. Raises SignInRequired for a Page's, ConnectorError."""
    if setup_of(credential) is Setup.PAGE:
        raise SignInRequired("The sign-in is no longer accepted")
    return await _TOKENS.renew(http, credential)


async def _is_instagrams(http: Http, credential: Credential) -> bool:
    """Only Instagram's own login has a user_id."""
    try:
        me = await Graph(http, credential).node("me", "user_id,username")
    except (Denied, Missing):
        return False
    except SignInRequired:
        if address_of(http.base_url, Setup.PAGE) == http.base_url:
            raise
        return False
    return isinstance(me.get("user_id"), str)


async def _pages(graph: Graph, credential: Credential) -> Credential:
    """The token of the one page with an Instagram account that a person's token leads to."""
    wanted = credential.extra.get("username", "").removeprefix("@").lower()
    found: dict[str, str] = {}
    after: str | None = None
    for _ in range(10):
        rows = await graph.edge("me", "accounts", f"id,access_token,{_ACCOUNT}", after)
        for row in data_of({"data": list(rows.rows)}):
            account = row.get("instagram_business_account") if isinstance(row, Mapping) else None
            token = row.get("access_token") if isinstance(row, Mapping) else None
            name = account.get("username") if isinstance(account, Mapping) else None
            if isinstance(token, str) and isinstance(name, str) and wanted in ("", name.lower()):
                found[name] = token
        after = rows.after
        if after is None:
            break
    if not found:
        raise Denied("This token leads to no page with an Instagram account")
    if len(found) > 1:
        raise Denied(
            f"This token leads to several accounts ({', '.join(sorted(found))}): name one as username"
        )
    return Credential(next(iter(found.values())), credential.extra)


def _marked(credential: Credential, setup: Setup) -> Credential:
    return Credential(credential.token, {**credential.extra, _SETUP: setup.value})
