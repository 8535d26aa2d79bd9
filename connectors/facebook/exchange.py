"""From what a person pasted to the token of one Page.

A token of a user or system user sees no comments and no conversations: its Pages each have a token of their
own, which does not end when it was made from a long-lived one (Pages API, access tokens).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from meydan.connectors.base import Denied, Malformed
from meydan.connectors.credentials import Credential
from meydan.connectors.fields import WrongField, each, identity, optional_string
from meydan.connectors.http import Http
from meydan.connectors.meta.graph import Graph

_PAGE = "page"
"""In the credential: the id or name of the Page that is meant."""
_MOST = 10
_NAMED = 6


@dataclass(frozen=True, slots=True, repr=False)
class _Page:
    id: str
    name: str
    token: str


async def exchange(http: Http, credential: Credential) -> Credential:
    """The credential of the one Page that is meant. Raises ConnectorError.

    Denied, in words that name them, when there are several and the credential's `page` does not choose.
    """
    graph = Graph(http, credential)
    kind = (await graph.node("me", "id,name", metadata="1")).get("metadata")
    if isinstance(kind, Mapping) and kind.get("type") == "page":
        return credential
    pages = await _pages(graph)
    wanted = credential.extra.get(_PAGE, "").strip().casefold()
    if wanted:
        pages = [one for one in pages if wanted in (one.id, one.name.casefold())]
    if not pages:
        raise Denied("this sign-in has no such Page" if wanted else "this sign-in has no Page")
    if len(pages) > 1:
        named = ", ".join(f"{one.name} ({one.id})" for one in pages[:_NAMED])
        more = ", …" if len(pages) > _NAMED else ""
        raise Denied(
            f"this sign-in has several Pages: {named}{more}. Give the token as "
            f'{{"token": "…", "page": "{pages[0].id}"}} to say which one is meant'
        )
    if not pages[0].token:
        raise Denied(f"this sign-in may not act for the Page {pages[0].name}")
    kept = {key: value for key, value in credential.extra.items() if key in ("app_secret", "version")}
    return Credential(pages[0].token, kept)


async def _pages(graph: Graph) -> list[_Page]:
    found: list[_Page] = []
    token: str | None = None
    for _ in range(_MOST):
        page = await graph.edge("me", "accounts", "id,name,access_token", token)
        try:
            pages, _wrong = each(page.rows, "accounts", _read)
        except WrongField:
            raise Malformed("The list of Pages made no sense") from None
        found += pages
        token = page.after
        if token is None:
            break
    return list({one.id: one for one in found}.values())


def _read(payload: Mapping[str, object], where: str) -> _Page:
    return _Page(
        identity(payload, "id", where),
        optional_string(payload, "name", where) or "",
        optional_string(payload, "access_token", where) or "",
    )
