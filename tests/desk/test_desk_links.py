"""Addresses from outside."""

from __future__ import annotations

import pytest

from meydan.app.desk.links import has_browser, real_host, safe_link


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://a b.example",
        "https://example.com/\x1b]0;x\x07",
        "https://ex\u0430mple.com",
        "https://[half",
        "",
    ],
)
def test_what_is_no_web_address_is_not_opened(url: str) -> None:
    assert safe_link(url) == ""


def test_a_web_address_stays_as_it_is() -> None:
    assert safe_link("https://sosyal.example/@a/1?x=%20#y") == "https://sosyal.example/@a/1?x=%20#y"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://twitter.com@evil.example/login", "evil.example"),
        ("https://xn--80ak6aa92e.com/", "xn--80ak6aa92e.com"),
        ("http://127.0.0.1:8080/x", "127.0.0.1:8080"),
    ],
)
def test_the_host_is_the_one_that_is_asked(url: str, host: str) -> None:
    assert real_host(url) == host


def test_over_ssh_there_is_no_browser() -> None:
    assert not has_browser({"SSH_CONNECTION": "1.2.3.4 5 6.7.8.9 22", "DISPLAY": ":0"}, "linux")
    assert not has_browser({}, "linux")
    assert has_browser({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
    assert has_browser({}, "darwin")
