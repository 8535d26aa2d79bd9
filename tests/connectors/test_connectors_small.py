"""Recordings, credentials, sign-in codes, the registry and the way Mastodon counts."""

from __future__ import annotations

import base64
import gzip
import json
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
import yaml

from meydan.connectors import registry
from meydan.connectors.base import Capability
from meydan.connectors.cassettes import NotARecording, parse_recording, read_recording
from meydan.connectors.counting import mastodon as count_text
from meydan.connectors.credentials import Credential, CredentialError, credential_from_text
from meydan.connectors.signin import SignInError, challenge, code_from, new_state, new_verifier


def vcr(body: object, headers: object = None) -> bytes:
    response = {"status": {"code": 200}, "headers": headers or {}, "body": body}
    request = {"method": "GET", "uri": "https://a.example/x?y=1"}
    return yaml.safe_dump(
        {"version": 1, "interactions": [{"request": request, "response": response}]}
    ).encode()


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (vcr({"string": '{"ş": 1}'}), '{"ş": 1}'.encode()),
        (vcr({"string": gzip.compress(b"[1]")}, {"Content-Encoding": ["gzip"]}), b"[1]"),
        (vcr({"string": "[1]"}, {"Content-Encoding": ["gzip"]}), b"[1]"),
        (vcr({"base64_string": base64.b64encode(b"[2]").decode()}), b"[2]"),
        (vcr("[3]"), b"[3]"),
        (vcr(None), b""),
        (
            json.dumps(
                {
                    "http_interactions": [
                        {
                            "request": {"method": "GET", "uri": "https://a.example/x?y=1", "body": {}},
                            "response": {
                                "status": {"code": 200, "message": "OK"},
                                "headers": {"Content-Encoding": ["gzip"]},
                                "body": {
                                    "encoding": "UTF-8",
                                    "base64_string": base64.b64encode(gzip.compress(b"[4]")).decode(),
                                },
                            },
                        }
                    ],
                    "recorded_with": "betamax/0.8.2",
                }
            ).encode(),
            b"[4]",
        ),
    ],
)
def test_recordings_are_read(data: bytes, body: bytes) -> None:
    (one,) = parse_recording(data)
    assert (one.method, one.url, one.status, one.body) == ("GET", "https://a.example/x?y=1", 200, body)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{",
        b"{}",
        b"a: [",
        b"\x00\xff",
        b"interactions: 5",
        b"interactions: [5]",
        b"!!python/object:os.system {}",
    ],
)
def test_what_is_no_recording_is_named(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(NotARecording):
        read_recording(tmp_path / "x")


def test_credentials() -> None:
    assert credential_from_text("mastodon", " tok \n") == Credential("tok")
    assert credential_from_text("x", "Bearer tok").token == "tok"
    google = credential_from_text(
        "youtube", '{"installed": {"client_id": "c"}, "refresh_token": "r", "n": 5}'
    )
    assert (google.token, dict(google.extra)) == ("", {"client_id": "c", "refresh_token": "r", "n": "5"})
    again = credential_from_text("youtube", Credential("t", {"client_secret": "s"}).to_text())
    assert again == Credential("t", {"client_secret": "s"})
    assert set(again.secrets()) == {"t", "s"}


@pytest.mark.parametrize("text", ["", "  ", "a b", "a\nb", "{", "{}", '{"a": []}', "tökén"])
def test_what_is_no_credential_is_not_repeated(text: str) -> None:
    with pytest.raises(CredentialError) as caught:
        credential_from_text("mastodon", text)
    assert text.strip() not in str(caught.value) or not text.strip(" {}")


def test_pkce_as_in_the_standard() -> None:
    assert (
        challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )
    assert 43 <= len(new_verifier()) <= 128
    assert new_state() != new_state()


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        (" abc-123 ", "abc-123"),
        ("https://x.example/cb?code=abc%2F1&state=S", "abc/1"),
        ("http://127.0.0.1:8080/?state=S&code=a#frag", "a"),
        ("?code=a&state=S", "a"),
    ],
)
def test_a_code_or_the_whole_address_is_taken(pasted: str, code: str) -> None:
    assert code_from(pasted, "S") == code


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("https://x.example/cb?code=a&state=other", "another sign-in"),
        ("https://x.example/cb?code=a", "another sign-in"),
        ("https://x.example/cb?error=access_denied&state=S", "did not give access"),
        ("https://x.example/cb", "no code"),
        ("two words", "no code"),
        ("", "no code"),
    ],
)
def test_what_does_not_finish_the_sign_in_says_why(pasted: str, words: str) -> None:
    with pytest.raises(SignInError, match=words):
        code_from(pasted, "S")


def test_the_registry_knows_mastodon_and_imports_nothing_before() -> None:
    script = "import sys; from meydan.connectors import registry; registry.keys(); "
    script += "print([m for m in sys.modules if 'mastodon' in m or m in ('httpx', 'selectolax')])"
    assert subprocess.check_output([sys.executable, "-c", script], text=True).strip() == "[]"
    entry = registry.entry("mastodon")
    assert entry.declaration.key == "mastodon"
    assert Capability.DELETE not in entry.declaration.capabilities
    assert set(registry.keys()) >= {"mastodon", "playground"}
    with pytest.raises(registry.UnknownPlatform, match="myspace"):
        registry.entry("myspace")


def test_other_packages_add_platforms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "added_platform.py").write_text(
        "from dataclasses import replace\n"
        "from meydan.connectors.registry import entry\n"
        "ENTRY = replace(entry('mastodon'), parsable_streams=('mine',))\n"
        "WRONG = 5\n"
    )
    info = tmp_path / "added-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: added\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        f"[{registry.GROUP}]\nadded = added_platform:ENTRY\nwrong = added_platform:WRONG\n"
        "broken = no_such_module:ENTRY\nmastodon = added_platform:ENTRY\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert registry.entry("added").parsable_streams == ("mine",)
    assert registry.entry("mastodon").parsable_streams != ("mine",), "a built-in one cannot be replaced"
    for key in ("wrong", "broken"):
        with pytest.raises(registry.UnknownPlatform, match=key):
            registry.entry(key)
    assert EntryPoint("added", "added_platform:ENTRY", registry.GROUP).load()
    assert "added" in registry.platforms()
    assert "broken" not in registry.platforms()


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("merhaba", 7),
        ("çok güzel ğüşöı", 15),
        ("https://example.org/a/very/long/path/that/goes/on?and=on", 23),
        ("bak: https://a.co.", 29),
        ("@ayse selam", 11),
        ("@ayse@uzak.example.org selam", 11),
        ("mail me@example.org", 19),
        ("👩‍👩‍👧‍👦", 1),
        ("🇹🇷🇹🇷", 2),
        ("👍🏽", 1),
        ("é", 1),
        ("e\u0301", 1),
        ("a\r\nb", 3),
    ],
)
def test_a_text_is_counted_as_mastodon_counts(text: str, length: int) -> None:
    assert count_text(text) == length
