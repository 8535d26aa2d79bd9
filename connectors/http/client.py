"""One account's HTTP client: deadlines, bounded bodies, retried reads, sends that are never repeated."""

from __future__ import annotations

import asyncio
import copy
import random
import ssl
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx

from meydan.connectors.base import (
    BudgetSpent,
    ConnectorError,
    Denied,
    Malformed,
    Missing,
    NotSent,
    Refused,
    SignedOut,
    SignInRequired,
    Unavailable,
    Unknown,
)
from meydan.connectors.credentials import Credential
from meydan.connectors.http.addresses import redirect_target, same_host
from meydan.connectors.http.answers import Answer, CutShort, read_body
from meydan.connectors.http.dialects import Dialect, plain
from meydan.connectors.http.metering import Meter, Unmetered, is_acting
from meydan.connectors.http.rates import RateLimit, rate_limit
from meydan.connectors.http.redaction import Redactor
from meydan.connectors.http.refresh import TokenKeeper
from meydan.connectors.http.signing import Bearer, Renewable, Signer
from meydan.connectors.http.verdicts import REDIRECTS, failure, outcome, signed_out

Params = Mapping[str, str | int | Sequence[str]] | Sequence[tuple[str, str]]
Files = Sequence[tuple[str, tuple[str, bytes, str]]]

BUDGET_SPENT = "The day's budget is spent"
_MOST_REDIRECTS = 5
_IN_FLIGHT = 4


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds; `total` bounds one attempt from first byte out to last byte in."""

    connect: float = 10.0
    read: float = 15.0
    total: float = 30.0


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One request as the health pane counts it; `status` 0 when no answer came, `path` without query."""

    method: str
    path: str
    status: int
    seconds: float
    rate: RateLimit | None = None


class _Lost(Exception):
    """No whole answer; `begun` tells whether bytes may have left, `status` what had arrived of it."""

    def __init__(self, begun: bool, status: int = 0, late: bool = False) -> None:
        super().__init__()
        self.begun = begun
        self.status = status
        self.late = late


@cache
def tls_context() -> ssl.SSLContext:
    """What every client trusts; reading the certificates takes 20 ms and five megabytes, so once."""
    return httpx.create_ssl_context()


class Http:
    """The HTTP client of one account; use as an async context manager.

    `on_call` hears of every attempt. `most` caps a decoded body in bytes. `tries` and `backoff` (seconds, the
    base of full jitter) hold for reads only. `meter` is the account's daily budget, `keeper` renews its
    credential. Errors are those of `connectors.base`; none holds a secret.
    """

    def __init__(
        self,
        base_url: str,
        *,
        user_agent: str,
        on_call: Callable[[CallRecord], None] = lambda record: None,
        timeouts: Timeouts | None = None,
        most: int = 8 * 1024 * 1024,
        tries: int = 3,
        backoff: float = 0.5,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        meter: Meter | None = None,
        keeper: TokenKeeper | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.clock = clock
        self.meter = meter or Unmetered()
        self._keeper = keeper
        self._on_call = on_call
        self._timeouts = timeouts or Timeouts()
        self._most = most
        self._tries = tries
        self._backoff = backoff
        self._signer: Signer | None = None
        self._dialect: Dialect = plain
        self._redact = Redactor()
        self._slots = asyncio.Semaphore(_IN_FLIGHT)
        tls = tls_context()
        # A send never rides on an idle connection: one that the server has just closed would leave it in
        # doubt whether the act arrived.
        self._reads, self._sends = (
            httpx.AsyncClient(
                headers={"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"},
                timeout=httpx.Timeout(self._timeouts.read, connect=self._timeouts.connect),
                limits=httpx.Limits(max_connections=_IN_FLIGHT + 2, max_keepalive_connections=kept),
                verify=tls,
            )
            for kept in (_IN_FLIGHT, 0)
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._reads.aclose()
        await self._sends.aclose()

    def __repr__(self) -> str:
        return f"Http({urlsplit(self.base_url).hostname})"

    def signed(self, signer: Signer) -> Http:
        """The same client (same connections, same limits) with a credential on every request."""
        other = copy.copy(self)
        other._signer = signer
        other._redact = Redactor(signer.secrets())
        return other

    def bearing(self, credential: Credential) -> Http:
        """The same client with a bearer token on every request, renewed when it can be."""
        return self.signed(Renewable(self._keeper, self.clock) if self._keeper else Bearer(credential.token))

    def at(self, base_url: str) -> Http:
        """The same client for another address of the platform; the credential goes there instead."""
        other = copy.copy(self)
        other.base_url = base_url.rstrip("/")
        return other

    def speaking(self, dialect: Dialect) -> Http:
        """The same client for a platform whose error codes mean something of their own."""
        other = copy.copy(self)
        other._dialect = dialect
        return other

    async def get_json(self, path: str, params: Params | None = None) -> object:
        """A GET's decoded body; see `read` for the errors."""
        answer = await self.read("GET", path, params=params)
        try:
            return answer.json()
        except Malformed as error:
            # What makes no sense may still quote the credential, as an address of the next page does.
            raise Malformed(str(error), self._redact(error.raw)) from None

    async def read(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        json: object = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        most: int | None = None,
    ) -> Answer:
        """A request without effect on the platform, repeated when the platform stumbles.

        `path` is relative to the base URL or absolute. Raises SignInRequired, RateLimited, BudgetSpent,
        Missing, Denied, Unavailable, Malformed.
        """
        most = most or self._most
        attempt = 1
        while True:
            error: ConnectorError | None
            try:
                request = self._build(self._reads, method, path, params, json, data, None, headers)
                if until := self.meter.opens_at(method, request.url.path, sending=is_acting()):
                    raise BudgetSpent(BUDGET_SPENT, until)
                answer = await self._follow(request, most)
                error = failure(answer, self.clock(), self._redact, self._dialect)
                again = isinstance(error, Unavailable) and error.retry_at is None
            except _Lost as lost:
                error = Unavailable(
                    "The answer was cut off" if lost.begun else "The server could not be reached"
                )
                again = not lost.late
            except (httpx.InvalidURL, httpx.UnsupportedProtocol):
                error, again = Denied("The address is not valid"), False
            if error is None:
                return answer
            if not again or attempt == self._tries:
                raise error
            await asyncio.sleep(random.uniform(0, self._backoff * 2 ** (attempt - 1)))
            attempt += 1

    async def send_once(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        json: object = None,
        data: Mapping[str, str] | None = None,
        files: Files | None = None,
        headers: Mapping[str, str] | None = None,
        most: int | None = None,
    ) -> Answer | Refused | NotSent | Unknown:
        """A request with an effect, made at most once; never raises for a network or platform failure.

        The Answer has a 2xx status. NotSent: no byte left, "later" (429), or the credential is no longer
        accepted (SignedOut). Unknown: bytes left, and no
        clear answer came (lost, 5xx). Refused: the platform said no, in its words.
        """
        try:
            request = self._build(self._sends, method, path, params, json, data, files, headers)
            if until := self.meter.opens_at(method, request.url.path, sending=True):
                return NotSent(BUDGET_SPENT, until)
            answer = await self._signed_attempt(self._sends, request, most or self._most)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            return Refused("The address is not valid")
        except _Lost as lost:
            if not lost.begun:
                return NotSent("The server could not be reached")
            return Unknown("The answer was lost")
        except Malformed as error:
            return Unknown(str(error))
        except SignInRequired as error:  # the credential cannot be renewed
            return SignedOut(str(error))
        except ConnectorError as error:  # it could not be renewed now
            return NotSent(str(error))
        return outcome(answer, self.clock(), self._redact, self._dialect)

    @asynccontextmanager
    async def stream(
        self, path: str, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[httpx.Response]:
        """A long-lived GET for server-sent events: no total deadline, silence is bounded by the caller.

        Raises as `read` does when it does not begin with 200.
        """
        request = self._build(self._reads, "GET", path, None, None, None, None, headers)
        if self._signer:
            request.headers.update(await self._signer.headers())
        request.extensions["timeout"] = {
            "connect": self._timeouts.connect,
            "write": 10,
            "pool": 10,
            "read": None,
        }
        started = time.monotonic()
        try:
            response = await self._reads.send(request, stream=True)
        except httpx.HTTPError:
            self._report(request, 0, started)
            raise Unavailable("The server could not be reached") from None
        self._report(request, response.status_code, started, response.headers)
        try:
            if response.status_code != 200:
                answer = Answer(response.status_code, str(response.url), response.headers, b"")
                raise failure(answer, self.clock(), self._redact, self._dialect) or Missing(
                    "The server offers no stream here"
                )
            yield response
        finally:
            await response.aclose()

    def _build(
        self,
        client: httpx.AsyncClient,
        method: str,
        path: str,
        params: Params | None,
        json: object,
        data: Mapping[str, str] | None,
        files: Files | None,
        headers: Mapping[str, str] | None,
    ) -> httpx.Request:
        url = path if "://" in path else self.base_url + path
        return client.build_request(
            method,
            url,
            params=_pairs(params),
            json=json,
            data=dict(data) if data else None,
            files=list(files) if files else None,
            headers=dict(headers) if headers else None,
        )

    async def _follow(self, request: httpx.Request, most: int) -> Answer:
        """Redirects by hand: off the host no credential goes along, nor a header that may hold one."""
        answer = await self._signed_attempt(self._reads, request, most)
        for _ in range(_MOST_REDIRECTS):
            if answer.status not in REDIRECTS or request.method not in ("GET", "HEAD"):
                return answer
            target = redirect_target(str(request.url), answer)
            headers = {
                key: request.headers[key] for key in ("accept", "user-agent") if key in request.headers
            }
            request = self._reads.build_request(request.method, target, headers=headers)
            if same_host(self.base_url, target):
                answer = await self._signed_attempt(self._reads, request, most)
            else:
                answer = await self._attempt(self._reads, request, most)
        raise Unavailable("The server redirects without end", answer.status)

    async def _signed_attempt(self, client: httpx.AsyncClient, request: httpx.Request, most: int) -> Answer:
        """With the credential, once more after it was refused if it could be renewed (nothing was done)."""
        if not self._signer or not same_host(self.base_url, str(request.url)):
            return await self._attempt(client, request, most)
        given = dict(await self._signer.headers())
        self._redact = Redactor(self._signer.secrets())
        request.headers.update(given)
        answer = await self._attempt(client, request, most)
        if signed_out(answer, self._dialect) and await self._signer.renew(given):
            self._redact = Redactor(self._signer.secrets())
            request.headers.update(await self._signer.headers())
            answer = await self._attempt(client, request, most)
        return answer

    async def _attempt(self, client: httpx.AsyncClient, request: httpx.Request, most: int) -> Answer:
        begun = False
        status = 0
        headers: httpx.Headers | None = None

        async def trace(event: str, info: Mapping[str, object]) -> None:
            nonlocal begun
            begun = begun or event.endswith("send_request_headers.started")

        request.extensions["trace"] = trace
        async with self._slots:
            self.meter.charge(request.method, request.url.path)
            started = time.monotonic()
            try:
                async with asyncio.timeout(self._timeouts.total):
                    response = await client.send(request, stream=True)
                    status, headers = response.status_code, response.headers
                    try:
                        body = await read_body(response, most)
                    finally:
                        await response.aclose()
            except TimeoutError:
                raise _Lost(begun, status, late=True) from None
            except (httpx.InvalidURL, httpx.UnsupportedProtocol):
                # Also raised for the address an answer redirects to.
                if not begun:
                    raise
                raise _Lost(begun, status) from None
            except (httpx.TransportError, CutShort):
                raise _Lost(begun, status) from None
            finally:
                self._report(request, status, started, headers)
        return Answer(status, str(request.url), response.headers, body)

    def _report(
        self, request: httpx.Request, status: int, started: float, headers: httpx.Headers | None = None
    ) -> None:
        rate = rate_limit(headers, self.clock()) if headers is not None else None
        path = self._redact(request.url.path)
        self._on_call(CallRecord(request.method, path, status, time.monotonic() - started, rate))


def _pairs(params: Params | None) -> list[tuple[str, str | int | float | bool | None]] | None:
    if params is None:
        return None
    pairs: list[tuple[str, str | int | float | bool | None]] = []
    for key, value in params.items() if isinstance(params, Mapping) else params:
        for one in (value,) if isinstance(value, str | int) else value:
            pairs.append((key, str(one)))
    return pairs
