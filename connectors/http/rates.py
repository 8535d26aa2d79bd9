"""One normaliser for the rate-limit headers of all platforms, and for every way to say "wait"."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import orjson

_META_HEADERS = ("x-app-usage", "x-page-usage", "x-business-use-case-usage", "x-ad-account-usage")
_FAMILIES = ("x-account-rate-limit", "x-rate-limit", "x-ratelimit", "ratelimit")
_LONGEST = timedelta(days=2)
_DEFAULT = timedelta(minutes=1)
_META_CODES = frozenset({4, 17, 32, 613, *range(80000, 80015)})
_GOOGLE_REASONS = frozenset(
    {
        "quotaExceeded",
        "rateLimitExceeded",
        "userRateLimitExceeded",
        "dailyLimitExceeded",
        "RATE_LIMIT_EXCEEDED",
    }
)


@dataclass(frozen=True, slots=True)
class RateLimit:
    """What is left of a platform's budget; Meta's percentages count as `limit` 100."""

    limit: int | None = None
    remaining: int | None = None
    reset_at: datetime | None = None

    @property
    def share_left(self) -> float:
        """0.0 (nothing left) to 1.0; 1.0 when the platform does not say."""
        if self.remaining is None or not self.limit:
            return 1.0
        return min(1.0, self.remaining / self.limit)


def rate_limit(headers: Mapping[str, str], now: datetime) -> RateLimit | None:
    """The budget that an answer's headers (lower-case or case-insensitive) tell, the scarcest if several.

    An ad account's own limit (X Ads) precedes the user's. Nonsense values count as not said.
    """
    found = [limit for name in _FAMILIES if (limit := _family(headers, name, now))]
    if found and headers.get("x-account-rate-limit-remaining") is not None:
        return found[0]
    found += [limit for name in _META_HEADERS if (limit := _meta(headers.get(name), now))]
    return min(found, key=lambda one: one.share_left, default=None)


def retry_after(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Retry-After in seconds or as an HTTP date; never in the past, never more than two days away."""
    value = (headers.get("retry-after") or "").strip()
    if not value:
        return None
    if (seconds := _number(value)) is not None:
        return _bounded(now + timedelta(seconds=min(seconds, _LONGEST.total_seconds())), now)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return _bounded(moment if moment.tzinfo else moment.replace(tzinfo=UTC), now)


def wait_until(status: int, headers: Mapping[str, str], payload: object, now: datetime) -> datetime | None:
    """When to come back if the answer means "too many requests", else None.

    Besides status 429: Meta's error codes and Google's 403 reasons whatever the status, Reddit's
    `json.errors` and TikTok's code 40100 with status 200.
    """
    body = payload if isinstance(payload, Mapping) else {}
    if status != 429 and not _says_wait(status, body):
        return None
    hinted = retry_after(headers, now) or _hint(body, now)
    if hinted is None and (rate := rate_limit(headers, now)) and rate.reset_at:
        hinted = _bounded(rate.reset_at, now)
    return hinted or now + _DEFAULT


def _family(headers: Mapping[str, str], name: str, now: datetime) -> RateLimit | None:
    limit = _number(headers.get(f"{name}-limit"))
    remaining = _number(headers.get(f"{name}-remaining"))
    used = _number(headers.get(f"{name}-used"))
    if limit is None and used is not None and remaining is not None:
        limit = used + remaining
    if remaining is None and limit is None:
        return None
    reset = headers.get(f"{name}-reset-after") or headers.get(f"{name}-reset")
    return RateLimit(_whole(limit), _whole(remaining), _reset(reset, now))


def _reset(value: str | None, now: datetime) -> datetime | None:
    """An ISO time, epoch seconds or milliseconds, or seconds to go: told apart by their size."""
    if not value:
        return None
    number = _number(value)
    try:
        if number is None:
            moment = datetime.fromisoformat(value.strip())
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        if number >= 1e12:
            return datetime.fromtimestamp(number / 1000, UTC)
        if number >= 1e9:
            return datetime.fromtimestamp(number, UTC)
        return now + timedelta(seconds=number)
    except (ValueError, OverflowError, OSError):
        return None


def _meta(value: str | None, now: datetime) -> RateLimit | None:
    if not value:
        return None
    try:
        usage = orjson.loads(value)
    except orjson.JSONDecodeError:
        return None
    shares: list[float] = []
    waits: list[timedelta] = []
    for key, number in _numbers(usage):
        if key in ("call_count", "total_time", "total_cputime") or key.endswith("_util_pct"):
            shares.append(number)
        elif key == "estimated_time_to_regain_access" and number > 0:
            waits.append(timedelta(minutes=min(number, 2880)))
        elif key == "reset_time_duration" and number > 0:
            waits.append(timedelta(seconds=min(number, 172800)))
    if not shares and not waits:
        return None
    remaining = max(0, 100 - math.ceil(max(shares, default=100)))
    return RateLimit(100, remaining, now + max(waits) if waits else None)


def _numbers(value: object, depth: int = 0) -> Iterator[tuple[str, float]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for one in value:
            yield from _numbers(one, depth + 1)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, int | float) and not isinstance(inner, bool):
                yield str(key), float(inner)
            else:
                yield from _numbers(inner, depth + 1)


def _says_wait(status: int, body: Mapping[str, object]) -> bool:
    error = body.get("error")
    if isinstance(error, Mapping):
        if error.get("code") in _META_CODES and status != 200:
            return True
        reasons = error.get("errors")
        listed = reasons if isinstance(reasons, list) else []
        return any(isinstance(one, Mapping) and one.get("reason") in _GOOGLE_REASONS for one in listed)
    if body.get("code") == 40100 and "request_id" in body:
        return True
    reddit = body.get("json")
    errors = reddit.get("errors") if isinstance(reddit, Mapping) else None
    return isinstance(errors, list) and any(isinstance(e, list) and "RATELIMIT" in e[:1] for e in errors)


def _hint(body: Mapping[str, object], now: datetime) -> datetime | None:
    """Telegram `parameters.retry_after`, Discord `retry_after`, Reddit `json.ratelimit`: seconds."""
    for holder in (body.get("parameters"), body, body.get("json")):
        if isinstance(holder, Mapping):
            for key in ("retry_after", "ratelimit"):
                value = holder.get(key)
                if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9:
                    return _bounded(now + timedelta(seconds=min(value, 172800)), now)
    return None


def _number(value: str | None) -> float | None:
    """The first number of a header value ("100, 100;w=10" is 100); None for what is none."""
    text = (value or "").split(",")[0].split(";")[0].strip()
    if not text or len(text) > 32:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _whole(value: float | None) -> int | None:
    return None if value is None else int(min(value, 2**53))


def _bounded(moment: datetime, now: datetime) -> datetime:
    return min(max(moment.astimezone(UTC), now), now + _LONGEST)
