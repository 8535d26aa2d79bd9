"""Connecting an account: checked first, and said clearly when it cannot be."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

from meydan.app.accounts import AccountError, connect_account, disconnect_account, secret_key
from meydan.connectors.base import Capability
from meydan.connectors.contract.proxy import FOREVER
from meydan.store.reads import accounts
from tests.app_sync.scene import Brand, Team, scripted
from tests.servers.mastodon import free_port
from tests.servers.scripted import WORLDS, Script


def connect(team: Team, platform: str, address: str, token: str, name: str = "") -> str:
    """The name of the account, or what was said instead."""
    try:
        return connect_account(team.store, team.workspace, platform, address, token, name).name
    except AccountError as error:
        return error.message.format(**error.values)


def test_a_connected_account_has_its_streams_and_its_secret_in_one_place(team: Team, brand: Brand) -> None:
    row = brand.connect(team, daily_budget=500)
    assert (row.name, row.handle, row.state, row.daily_budget) == (brand.name, brand.name, "active", 500)
    assert {"notifications", "conversations", "own"} <= set(team.streams())
    secrets = team.workspace.path / "secrets.json"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    assert brand.token in secrets.read_text()
    others = [path for path in team.workspace.path.iterdir() if path != secrets and path.is_file()]
    assert others
    assert not [path for path in others if brand.token.encode() in path.read_bytes()]


def test_the_same_profile_again_signs_in_again_and_keeps_its_name(team: Team, brand: Brand) -> None:
    first = connect_account(
        team.store, team.workspace, "mastodon", brand.proxy.url, brand.token, "bizim", 100
    )
    again = brand.connect(team)
    assert again == first


def test_a_new_account_gets_a_name_of_its_own(team: Team) -> None:
    WORLDS["https://a.example"] = WORLDS["https://b.example"] = WORLDS["https://c.example"] = Script()
    names = [connect(team, "scripted", f"https://{host}.example/", "kahve") for host in "abc"]
    assert names == ["kahve", "kahve@b.example", "kahve@c.example"]
    WORLDS["https://d.example"] = Script()
    assert "already" in connect(team, "scripted", "d.example", "cay", name="kahve")


def test_what_is_wrong_is_named(team: Team, brand: Brand) -> None:
    url, closed = brand.proxy.url, f"http://127.0.0.1:{free_port()}"
    assert connect(team, "myspace", url, "t") == "There is no platform myspace"
    assert connect(team, "mastodon", "", "t") == "Mastodon needs the address of a server"
    assert "is not the address of a server" in connect(team, "mastodon", "javascript:alert(1)", "t")
    assert "cannot be used" in connect(team, "mastodon", url, "")
    assert "refuses the token" in connect(team, "mastodon", url, "not-the-token")
    assert "cannot be reached" in connect(team, "mastodon", closed, brand.token)
    html = brand.proxy.fault("GET", "^/api/", "answer", FOREVER, status=200, body=b"<!doctype html><html>hi")
    assert "is no Mastodon server" in connect(team, "mastodon", url, brand.token)
    assert html.seen
    brand.proxy.heal()
    brand.proxy.fault("GET", "^/api/", "answer", FOREVER, status=403, body=b'{"error": "missing scope read"}')
    assert "missing scope read" in connect(team, "mastodon", url, brand.token)
    with team.store.reading() as conn:
        assert accounts.all(conn) == ()
    assert not Path(team.workspace.path / "secrets.json").exists()


def test_what_a_credential_does_not_allow_is_told_and_when_it_ends_is_kept(team: Team) -> None:
    ends = datetime(2027, 1, 25, 12, 0, tzinfo=UTC)
    lost: dict[str, frozenset[Capability]] = {}

    def told(scope: str, abilities: frozenset[Capability]) -> None:
        lost[scope] = abilities

    address = "https://e.example"
    WORLDS[address] = Script(scopes=("read",), expires_at=ends)
    row = connect_account(team.store, team.workspace, "scripted", address, "kahve", lacking=told)
    assert lost == {"write": frozenset({Capability.REPLY, Capability.PUBLISH})}
    assert row.expires_at == ends
    WORLDS[address] = Script(scopes=("read", "write"))
    lost.clear()
    again = connect_account(team.store, team.workspace, "scripted", address, "kahve", lacking=told)
    assert (lost, again.id, again.expires_at) == ({}, row.id, None)


def test_a_disconnected_account_leaves_nothing(team: Team) -> None:
    row = scripted(team, Script())
    disconnect_account(team.store, team.workspace, row)
    with team.store.reading() as conn:
        assert accounts.all(conn) == ()
    assert team.workspace.secrets.get(secret_key(row)) is None


def test_an_account_whose_secret_is_gone_must_sign_in_again(team: Team) -> None:
    row = scripted(team, Script())
    team.workspace.secrets.remove(secret_key(row))
    report = team.once()
    assert not report.ok
    assert team.health(row.name).account.state == "signed_out"
