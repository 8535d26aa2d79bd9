"""Mastodon and servers that speak its API, as one connector."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import ClassVar

from meydan.connectors.base import (
    AccountRef,
    Act,
    ConnectorError,
    Declaration,
    Denied,
    Limits,
    Malformed,
    Missing,
    NotSent,
    Nudge,
    Outcome,
    Page,
    PlatformEntry,
    Profile,
    Publication,
    RateLimited,
    Unknown,
)
from meydan.connectors.credentials import Credential
from meydan.connectors.fields import WrongField, count, each, mapping, raw_text
from meydan.connectors.http import Bearer, Http
from meydan.connectors.mastodon.client import Api
from meydan.connectors.mastodon.conversations import pull_conversations
from meydan.connectors.mastodon.declaration import DECLARATION, limits_with
from meydan.connectors.mastodon.mapper import Root, place, read_profile, read_status
from meydan.connectors.mastodon.notifications import pull_notifications
from meydan.connectors.mastodon.oauth import MastodonSignIn
from meydan.connectors.mastodon.own import pull_own
from meydan.connectors.mastodon.parsing import PARSABLE, parse, stream_of
from meydan.connectors.mastodon.reconcile import reconcile
from meydan.connectors.mastodon.sending import Sender
from meydan.connectors.mastodon.streaming import nudges
from meydan.connectors.mastodon.trends import pull_trends
from meydan.connectors.mastodon.us import Us


class MastodonConnector:
    """One account on one server. See `connectors.base.Connector`."""

    declaration: ClassVar[Declaration] = DECLARATION

    def __init__(self, account: AccountRef, credential: Credential, http: Http) -> None:
        self._api = Api(http.signed(Bearer(credential.token)))
        self._account = account
        self._known: Us | None = None

    async def identify(self) -> Profile:
        """Who we are by this token."""
        profile = _profile(await self._api.own_account())
        self._account = replace(self._account, remote_id=profile.remote_id, handle=profile.handle)
        self._known = None
        return profile

    async def limits(self) -> Limits:
        """The server's own limits, the usual ones where it says nothing."""
        try:
            instance = mapping(await self._api.instance(), "instance")
        except (Missing, WrongField):
            return DECLARATION.limits
        configured = _inner(_inner(instance, "configuration"), "statuses")
        length = count(configured, "max_characters") or count(instance, "max_toot_chars")
        return limits_with(length, count(configured, "max_media_attachments"))

    async def pull(self, stream: str, cursor: str | None) -> AsyncIterator[Page]:
        """Pages of `notifications`, `conversations`, `own` or `trends`."""
        if stream == "trends":
            pages = pull_trends(self._api)
        else:
            us = await self._us()
            pullers = {
                "notifications": pull_notifications,
                "conversations": pull_conversations,
                "own": pull_own,
            }
            if stream not in pullers:
                raise Missing("There is no such stream")
            pages = pullers[stream](self._api, us, cursor)
        async for page in pages:
            yield page

    async def send(self, act: Act) -> Outcome:
        """Do it once."""
        try:
            us = await self._us()
        except ConnectorError as error:
            return NotSent(str(error), error.retry_at if isinstance(error, RateLimited) else None)
        return await Sender(self._api, us).send(act)

    async def reconcile(self, act: Act) -> Outcome:
        """Look whether it arrived; never acts."""
        try:
            us = await self._us()
        except ConnectorError:
            return Unknown("The server could not be asked whether it arrived")
        return await reconcile(self._api, us, act)

    async def nudges(self) -> AsyncIterator[Nudge]:
        """What happens, as it happens; ends when the server offers no streaming."""
        async for nudge in nudges(self._api.http):
            yield nudge

    async def lookup(self, handle: str) -> Profile:
        """The public face of an account. Raises Missing."""
        return _profile(await self._api.lookup(handle))

    async def search_accounts(self, query: str, limit: int = 20) -> tuple[Profile, ...]:
        """Accounts whose name or handle resembles `query`; those that cannot be read are left out."""
        payload = await self._api.search_accounts(query, limit)
        try:
            found, _ = each(payload, "accounts", read_profile)
        except WrongField as error:
            raise Malformed(str(error), raw_text(payload)) from None
        return tuple(found)

    async def posts_of(self, remote_id: str, limit: int = 40) -> Page:
        """The newest public posts of an account."""
        payload, _ = await self._api.statuses(remote_id, None)
        try:
            statuses, wrong = each(payload, "statuses", read_status)
        except WrongField as error:
            raise Malformed(str(error), raw_text(payload)) from None
        public = [one for one in statuses if not one.reblog and one.visibility in ("public", "unlisted")][
            :limit
        ]
        placed = [place(one, Us(), Root(one.parent or one.id, "")) for one in public]
        return Page(
            publications=tuple(one for one in placed if isinstance(one, Publication)), rejected=tuple(wrong)
        )

    async def _us(self) -> Us:
        """Asked for once: who we are if the account does not say, and what the server calls itself."""
        if self._known is None:
            if not (self._account.remote_id and self._account.handle):
                await self.identify()
            self._known = Us.of(self._account, await self._version())
        return self._known

    async def _version(self) -> str:
        try:
            instance = await self._api.instance()
        except (Missing, Denied, Malformed):
            return ""
        version = instance.get("version") if isinstance(instance, Mapping) else None
        return version if isinstance(version, str) else ""


def _profile(payload: object) -> Profile:
    try:
        return read_profile(mapping(payload, "account"), "account")
    except WrongField as error:
        raise Malformed(str(error), raw_text(payload)) from None


def _inner(value: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = value.get(key)
    return found if isinstance(found, Mapping) else {}


ENTRY = PlatformEntry(
    declaration=DECLARATION,
    make=MastodonConnector,
    parse=parse,
    stream_of=stream_of,
    parsable_streams=PARSABLE,
    sign_in=MastodonSignIn(),
)
