"""Secrets stay out of logs, messages and records; a token is renewed once."""

from __future__ import annotations

import asyncio
import io
import logging
import multiprocessing
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from meydan.connectors.base import ConnectorError, Refused, SignInRequired
from meydan.connectors.credentials import Credential
from meydan.connectors.http import Bearer, Http, Renewable, TokenKeeper, install_redaction
from meydan.connectors.http.redaction import RedactingFilter, Redactor
from tests.connectors.servers import Client, FaultServer, plain

TOKEN = "tok-9f8e7d6c5b4a"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Authorization: Bearer abcdefghijkl", "Authorization: Bearer ***"),
        ("GET https://g.example/me?access_token=EAAB12345&fields=id", "fields=id"),
        ("https://api.telegram.org/bot123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/getMe", "/bot***/getMe"),
        ('{"client_secret": "s3cr3t", "ok": 1}', '"ok": 1'),
        ("code=4/0AX4XfWh&state=1", "state=1"),
        ("Set-Cookie: sid=31337; Path=/", "***"),
        (f"plain {TOKEN} inside", "plain *** inside"),
        (f"quoted {TOKEN}/x", "quoted ***/x"),
        ("Discord Bot MTIzNDU2Nzg5.abc.def-ghi", "Bot ***"),
    ],
)
def test_what_looks_like_a_secret_is_hidden(text: str, kept: str) -> None:
    clean = Redactor([TOKEN])(text)
    for secret in ("abcdefghijkl", "EAAB", "AAHdq", "s3cr3t", "4/0AX", "31337", TOKEN, "MTIz"):
        assert secret not in clean
    assert kept in clean


@pytest.mark.parametrize("text", ["GET /api/v1/statuses/1/context 200", "the keyboard: fine", "Barcode=no"])
def test_harmless_text_stays(text: str) -> None:
    assert Redactor([TOKEN])(text) == text


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything the HTTP libraries log, as a handler of the root logger sees it."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    names = [
        "httpx",
        "httpcore",
        *(f"httpcore.{part}" for part in ("connection", "http11", "http2", "proxy", "socks")),
    ]
    filters = {name: list(logging.getLogger(name).filters) for name in names}
    others = {other: list(other.filters) for other in root.handlers}
    install_redaction([TOKEN])
    yield text
    root.removeHandler(handler)
    root.setLevel(before)
    for name, kept in filters.items():
        logging.getLogger(name).filters[:] = kept
    for other, kept in others.items():
        other.filters[:] = kept


async def test_the_http_libraries_log_no_secret(
    client: Client, faults: FaultServer, log: io.StringIO
) -> None:
    faults.answers(plain({}, set_cookie=f"sid={TOKEN}"))
    signed = client.http.signed(Bearer(TOKEN))
    await signed.read("GET", f"/bot1:{TOKEN}/x", params={"access_token": "EAAB-very-secret"})
    written = log.getvalue()
    assert "HTTP Request: GET" in written
    assert TOKEN not in written
    assert "EAAB-very-secret" not in written
    assert all(TOKEN not in call.path for call in client.calls)


async def test_errors_and_reprs_hold_no_secret(client: Client, faults: FaultServer) -> None:
    signed = client.http.signed(Bearer(TOKEN))
    for status in (401, 403, 404, 422, 500):
        faults.answers(plain({"error": f"token {TOKEN} is bad"}, status))
        try:
            await signed.get_json(f"/x?access_token={TOKEN}")
        except ConnectorError as error:
            assert TOKEN not in "".join(traceback.format_exception(error))
        refused = await signed.send_once("POST", "/x", json={})
        assert TOKEN not in repr(refused)
        if status == 422:
            assert refused == Refused("token *** is bad")
    credential = Credential(TOKEN, {"client_secret": TOKEN})
    assert TOKEN not in f"{signed!r} {Bearer(TOKEN)!r} {credential!r} {credential} {Http!r}"


def test_a_traceback_in_the_log_is_cleaned() -> None:
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.addFilter(RedactingFilter([TOKEN]))
    logger = logging.getLogger("test-redaction")
    logger.addHandler(handler)
    try:
        raise ValueError(f"Bearer {TOKEN}")
    except ValueError:
        logger.exception("it failed with %s", TOKEN)
    finally:
        logger.removeHandler(handler)
    assert "it failed with ***" in text.getvalue()
    assert "Traceback" in text.getvalue()
    assert TOKEN not in text.getvalue()


class FileVault:
    """A credential in a file; every save is noted."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> Credential:
        return Credential(self.path.read_text())

    def save(self, credential: Credential) -> None:
        self.path.write_text(credential.token)


def renew_in_process(folder: Path) -> str:
    """What one process of several does when all find the same token refused."""

    async def refresh(old: Credential) -> Credential:
        with (folder / "refreshes").open("a") as log:
            log.write(old.token + "\n")
        await asyncio.sleep(0.3)
        return Credential(old.token + "+")

    async def both() -> str:
        keeper = TokenKeeper(FileVault(folder / "token"), refresh, folder / "lock")
        results = await asyncio.gather(*(keeper.renewed(Credential("old")) for _ in range(3)))
        assert all(one == results[0] for one in results)
        return results[0].token

    return asyncio.run(both())


def test_many_tasks_in_many_processes_make_one_refresh(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("old")
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        tokens = pool.map(renew_in_process, [tmp_path] * 3)
    assert tokens == ["old+"] * 3
    assert (tmp_path / "refreshes").read_text() == "old\n"


async def test_a_new_token_is_stored_before_it_is_used(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("old")
    vault = FileVault(tmp_path / "token")

    async def refresh(old: Credential) -> Credential:
        return Credential("new")

    renewed = await TokenKeeper(vault, refresh, tmp_path / "lock").renewed(Credential("old"))
    assert renewed == vault.load() == Credential("new")


async def test_a_refused_token_is_refreshed_once_for_all_requests(
    client: Client, faults: FaultServer, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("old")
    refreshed: list[str] = []

    async def refresh(old: Credential) -> Credential:
        refreshed.append(old.token)
        await asyncio.sleep(0.05)
        return Credential("new")

    keeper = TokenKeeper(FileVault(tmp_path / "token"), refresh, tmp_path / "lock")
    good = {"authorization": "Bearer new"}
    faults.routes["/x"] = lambda asked: plain({}, 200 if good.items() <= dict(asked.headers).items() else 401)
    signed = client.http.signed(Renewable(keeper))
    await asyncio.gather(*(signed.get_json("/x") for _ in range(4)))
    assert refreshed == ["old"]
    good["authorization"] = "Bearer never"
    with pytest.raises(SignInRequired):
        await signed.get_json("/x")


async def test_a_failed_refresh_frees_the_lock(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("old")
    tries: list[Credential] = []

    async def refresh(old: Credential) -> Credential:
        tries.append(old)
        if len(tries) == 1:
            raise OSError("line is down")
        return Credential("new")

    keeper = TokenKeeper(FileVault(tmp_path / "token"), refresh, tmp_path / "lock", patience=0.2)
    with pytest.raises(OSError, match="line is down"):
        await keeper.renewed(Credential("old"))
    assert (await keeper.renewed(Credential("old"))).token == "new"
