"""Every family of rate-limit headers, and every way to say "wait"."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meydan.connectors.http.rates import RateLimit, rate_limit, retry_after, wait_until

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
EPOCH = int((NOW + timedelta(minutes=5)).timestamp())
IN_FIVE = NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param(
            {
                "X-RateLimit-Limit": "300",
                "X-RateLimit-Remaining": "299",
                "X-RateLimit-Reset": "2026-11-22T12:05:00.000000Z",
            },
            RateLimit(300, 299, IN_FIVE),
            id="mastodon",
        ),
        pytest.param(
            {"x-rate-limit-limit": "180", "x-rate-limit-remaining": "0", "x-rate-limit-reset": str(EPOCH)},
            RateLimit(180, 0, IN_FIVE),
            id="x",
        ),
        pytest.param(
            {"x-ratelimit-used": "1", "x-ratelimit-remaining": "599.0", "x-ratelimit-reset": "300"},
            RateLimit(600, 599, IN_FIVE),
            id="reddit",
        ),
        pytest.param(
            {
                "RateLimit-Limit": "3000",
                "RateLimit-Remaining": "2998",
                "RateLimit-Reset": str(EPOCH),
                "RateLimit-Policy": "3000;w=300",
            },
            RateLimit(3000, 2998, IN_FIVE),
            id="bluesky",
        ),
        pytest.param(
            {"ratelimit-limit": "100, 100;w=10", "ratelimit-remaining": "50", "ratelimit-reset": "300"},
            RateLimit(100, 50, IN_FIVE),
            id="draft",
        ),
        pytest.param(
            {
                "x-ratelimit-limit": "5",
                "x-ratelimit-remaining": "0",
                "x-ratelimit-reset": str(EPOCH),
                "x-ratelimit-reset-after": "300.0",
            },
            RateLimit(5, 0, IN_FIVE),
            id="discord",
        ),
        pytest.param(
            {
                "x-account-rate-limit-limit": "10000",
                "x-account-rate-limit-remaining": "9999",
                "x-account-rate-limit-reset": str(EPOCH),
                "x-rate-limit-limit": "250",
                "x-rate-limit-remaining": "1",
                "x-rate-limit-reset": str(EPOCH),
            },
            RateLimit(10000, 9999, IN_FIVE),
            id="x ads: the account's limit precedes",
        ),
        pytest.param(
            {"X-App-Usage": '{"call_count":28,"total_time":25,"total_cputime":25}'},
            RateLimit(100, 72, None),
            id="meta app",
        ),
        pytest.param(
            {"X-Page-Usage": '{"call_count":0,"total_time":0,"total_cputime":99.5}'},
            RateLimit(100, 0, None),
            id="meta page",
        ),
        pytest.param(
            {
                "X-Business-Use-Case-Usage": '{"17841400000":[{"type":"instagram","call_count":100,'
                '"total_cputime":12,"total_time":7,"estimated_time_to_regain_access":5}]}'
            },
            RateLimit(100, 0, IN_FIVE),
            id="meta business",
        ),
        pytest.param(
            {"X-Ad-Account-Usage": '{"acc_id_util_pct":9.67,"reset_time_duration":300,"ads":"x"}'},
            RateLimit(100, 90, IN_FIVE),
            id="meta ads",
        ),
        pytest.param(
            {"x-app-usage": '{"call_count":10}', "x-page-usage": '{"call_count":80}'},
            RateLimit(100, 20, None),
            id="the scarcest of several",
        ),
        pytest.param({"content-type": "application/json"}, None, id="none"),
        pytest.param({"x-app-usage": "{not json", "x-ratelimit-remaining": "many"}, None, id="nonsense"),
    ],
)
def test_families(headers: dict[str, str], expected: RateLimit | None) -> None:
    assert rate_limit(httpx.Headers(headers), NOW) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", timedelta(seconds=120)),
        ("0.5", timedelta(seconds=0.5)),
        ("Sun, 22 Nov 2026 12:01:00 GMT", timedelta(minutes=1)),
        ("Sun, 22 Nov 2026 11:00:00 GMT", timedelta()),
        ("99999999999", timedelta(days=2)),
        ("soon", None),
        ("", None),
        ("nan", None),
    ],
)
def test_retry_after(value: str, expected: timedelta | None) -> None:
    assert retry_after({"retry-after": value}, NOW) == (None if expected is None else NOW + expected)


@pytest.mark.parametrize(
    ("status", "headers", "payload", "seconds"),
    [
        (429, {"retry-after": "7"}, {}, 7),
        (429, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "300"}, {}, 300),
        (429, {}, {}, 60),
        (429, {}, {"ok": False, "error_code": 429, "parameters": {"retry_after": 5}}, 5),
        (429, {}, {"message": "You are being rate limited.", "retry_after": 1.5, "global": False}, 1.5),
        (400, {}, {"error": {"code": 4, "message": "Application request limit reached"}}, 60),
        (400, {}, {"error": {"code": 80002}}, 60),
        (403, {}, {"error": {"code": 613}}, 60),
        (403, {}, {"error": {"code": 403, "errors": [{"reason": "quotaExceeded"}]}}, 60),
        (
            200,
            {},
            {"json": {"errors": [["RATELIMIT", "too much", "ratelimit"]], "ratelimit": 9}},
            9,
        ),
        (200, {}, {"code": 40100, "message": "Too many requests", "request_id": "1"}, 60),
    ],
)
def test_every_way_to_say_wait(status: int, headers: dict[str, str], payload: object, seconds: float) -> None:
    assert wait_until(status, headers, payload, NOW) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("status", "payload"),
    [
        (200, {"error": {"code": 4}}),
        (403, {"error": {"code": 403, "errors": [{"reason": "forbidden"}]}}),
        (400, {"error": {"code": 190}}),
        (200, {"json": {"errors": []}}),
        (500, "text"),
        (200, None),
    ],
)
def test_other_answers_do_not_say_wait(status: int, payload: object) -> None:
    assert wait_until(status, {"retry-after": "5"}, payload, NOW) is None


NAMES = [
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-rate-limit-reset",
    "retry-after",
]
NAMES += ["x-rate-limit-remaining", "ratelimit-remaining", "x-app-usage", "x-business-use-case-usage"]
VALUES = st.one_of(
    st.text(max_size=40),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(['{"a":[{"call_count":1e400}]}']),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_nothing_a_server_sends_breaks_it(headers: dict[str, str]) -> None:
    found = rate_limit(headers, NOW)
    assert found is None or (found.remaining is None or found.remaining >= 0)
    until = wait_until(429, headers, None, NOW)
    assert until is not None
    assert NOW <= until <= NOW + timedelta(days=2)
