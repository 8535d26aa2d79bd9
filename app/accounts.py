"""Connecting an account: checked against its platform first, then kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from meydan.app.sync.clean import line, link
from meydan.app.vaults import AccountVault, PassingVault
from meydan.connectors import registry
from meydan.connectors.base import (
    AccountRef,
    Capability,
    Connector,
    ConnectorError,
    Denied,
    Malformed,
    Missing,
    PlatformEntry,
    Profile,
    RateLimited,
    SignInRequired,
    Unavailable,
)
from meydan.connectors.credentials import Credential, CredentialError, Vault, credential_from_text
from meydan.panes.speech import N_
from meydan.store import Conflict
from meydan.store.reads import accounts as reads
from meydan.store.rows.people import AccountRow
from meydan.store.writes import accounts, removal

if TYPE_CHECKING:
    from meydan.app.config import Workspace
    from meydan.connectors.http import CallRecord, Http
    from meydan.connectors.http.metering import Meter
    from meydan.store import Store


class AccountError(ConnectorError):
    """The account cannot be connected. `message` is a catalog id, `values` fill its fields."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message.format(**values))
        self.message = message
        self.values = values


def connect_account(
    store: Store,
    workspace: Workspace,
    platform: str,
    base_url: str = "",
    credential: str = "",
    name: str = "",
    daily_budget: int | None = None,
    lacking: Callable[[str, frozenset[Capability]], None] = lambda scope, lost: None,
) -> AccountRow:
    """Ask the platform whose credential it is, keep the account with its streams and the credential.

    `credential` is a token or the platform's JSON; the same profile connected again is signed in again. Runs
    an event loop of its own: call it from a thread without one. `lacking` hears of every permission that the
    credential does not give, and what cannot be done without it. Raises AccountError, which names what is
    wrong: platform, address, server, credential.
    """
    try:
        entry = registry.entry(platform)
    except registry.UnknownPlatform:
        raise AccountError(N_("There is no platform {platform}"), platform=platform) from None
    where = _address(entry, base_url)
    try:
        given = credential_from_text(platform, credential) if _needed(entry, credential) else Credential()
    except CredentialError as error:
        raise AccountError(N_("The credential cannot be used: {reason}"), reason=error) from None
    vault = PassingVault(given)
    profile = asyncio.run(_identify(entry, where, vault))
    for scope, lost in entry.declaration.scopes.items():
        if profile.scopes and scope not in profile.scopes:
            lacking(scope, lost)
    remote_id, handle = line(profile.remote_id), line(profile.handle)
    with store.reading() as conn:
        everyone = reads.all(conn)
    known = next(
        (a for a in everyone if (a.platform, a.base_url, a.remote_id) == (platform, where, remote_id)), None
    )
    if daily_budget is not None:
        daily_budget *= entry.declaration.budget_scale
    else:
        daily_budget = entry.declaration.daily_budget if known is None else known.daily_budget
    if not name:
        taken = {other.name for other in everyone}
        name = known.name if known is not None else _name(handle, platform, where, taken)
    # The credential first: an account must never be in the store without one.
    workspace.secrets.put(_key(platform, where, remote_id), vault.load().to_text())
    try:
        return accounts.add(
            store,
            platform=platform,
            name=name,
            base_url=where,
            remote_id=remote_id,
            handle=handle,
            display_name=line(profile.name),
            streams=[stream.name for stream in entry.declaration.streams],
            daily_budget=daily_budget,
            expires_at=profile.expires_at,
        )
    except Conflict:
        raise AccountError(N_("Another account is called {name} already"), name=name) from None


def disconnect_account(store: Store, workspace: Workspace, account: AccountRow) -> None:
    """Forget the account with all that came through it, and its credential. Raises Conflict, NotFound."""
    removal.remove(store, account.id)
    workspace.secrets.remove(secret_key(account))


def secret_key(account: AccountRow) -> str:
    """Under which key the workspace keeps the account's credential."""
    return _key(account.platform, account.base_url, account.remote_id)


@asynccontextmanager
async def make_connector(
    account: AccountRow,
    workspace: Workspace,
    on_call: Callable[[CallRecord], None] = lambda call: None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    meter: Meter | None = None,
) -> AsyncIterator[Connector]:
    """The account's connector with an HTTP client of its own, open inside the context.

    `on_call` hears of every request, `now` is the wall clock, `meter` counts what calls cost. Raises
    SignInRequired when no credential is kept, registry.UnknownPlatform, SecretsError.
    """
    entry = registry.entry(account.platform)
    vault = AccountVault(workspace.secrets, account.platform, secret_key(account))
    ref = AccountRef(account.name, account.base_url, account.remote_id, account.handle)
    where = account.base_url or entry.declaration.base_url
    async with _http(where, entry, vault, vault.lock, on_call=on_call, clock=now, meter=meter) as http:
        yield entry.make(ref, vault.load(), http)


def _http(base_url: str, entry: PlatformEntry, vault: Vault, lock: Path, **more: Any) -> Http:
    """A client whose credential is renewed through `vault` where the platform has a way to do it."""
    from meydan.connectors.http import Http, TokenKeeper, install_redaction

    install_redaction()
    renew = entry.renew
    keeper = None if renew is None else TokenKeeper(vault, lambda old: renew(http, old), lock)
    http = Http(base_url, user_agent=f"Meydan/{version('meydan')}", keeper=keeper, **more)
    return http


def _address(entry: PlatformEntry, base_url: str) -> str:
    """The server's address without a path's last slash; https where no scheme is given."""
    given = base_url.strip()
    if not given:
        if entry.declaration.needs_base_url:
            raise AccountError(
                N_("{platform} needs the address of a server"), platform=entry.declaration.title
            )
        return entry.declaration.base_url
    url = link(given if "://" in given else f"https://{given}").rstrip("/")
    if not _is_server(url):
        raise AccountError(N_("{address} is not the address of a server"), address=line(given))
    return url


def _is_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    return bool(parts.hostname) and port != 0 and not (parts.query or parts.fragment or parts.username)


def _needed(entry: PlatformEntry, credential: str) -> bool:
    return entry.declaration.needs_credential or bool(credential.strip())


async def _identify(entry: PlatformEntry, where: str, vault: Vault) -> Profile:
    """Whose credential it is; what is to be kept of it is in `vault` after that."""
    server = where or entry.declaration.title
    with TemporaryDirectory() as folder:
        async with _http(where, entry, vault, Path(folder, "renewing.lock")) as http:
            return await _asked(entry, where, vault, http, server)


async def _asked(entry: PlatformEntry, where: str, vault: Vault, http: Http, server: str) -> Profile:
    try:
        if entry.exchange is not None:
            vault.save(await entry.exchange(http, vault.load()))
        return await entry.make(AccountRef("", where), vault.load(), http).identify()
    except SignInRequired as error:
        raise AccountError(N_("{server} refuses the token: {reason}"), server=server, reason=error) from error
    except Denied as error:
        raise AccountError(
            N_("{server} does not allow this with the token: {reason}"), server=server, reason=error
        ) from error
    except (Malformed, Missing) as error:
        raise AccountError(
            N_("{server} is no {platform} server: {reason}"),
            server=server,
            platform=entry.declaration.title,
            reason=error,
        ) from error
    except RateLimited as error:
        raise AccountError(N_("{server} asks us to wait: {reason}"), server=server, reason=error) from error
    except Unavailable as error:
        raise AccountError(N_("{server} cannot be reached: {reason}"), server=server, reason=error) from error


def _key(platform: str, base_url: str, remote_id: str) -> str:
    return f"{platform} {base_url} {remote_id}"


def _name(handle: str, platform: str, base_url: str, taken: set[str]) -> str:
    """A short name to call a new account by: its handle, told apart by server and number where needed."""
    short = handle.removeprefix("@") or platform
    host = urlsplit(base_url).hostname or platform
    wishes = (short, f"{short}@{host}", *(f"{short}-{number}" for number in range(2, len(taken) + 3)))
    return next(wish for wish in wishes if wish not in taken)
