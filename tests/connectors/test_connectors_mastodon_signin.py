"""Signing in to a Mastodon server from a terminal."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from meydan.connectors.base import (
    AccountRef,
    Denied,
    Malformed,
    NotSent,
    Refused,
    Unknown,
)
from meydan.connectors.http import Http
from meydan.connectors.mastodon.connector import MastodonConnector
from meydan.connectors.mastodon.oauth import MastodonSignIn
from meydan.connectors.signin import SignInError, challenge
from tests.connectors.servers import Client, FaultServer, plain
from tests.servers.mastodon import MastodonServer


async def test_signing_in_from_a_terminal(mastodon_server: MastodonServer) -> None:
    mastodon_server.user("girisyapan")
    sign_in = MastodonSignIn()
    async with Http(mastodon_server.url, user_agent="test") as http:
        pending = await sign_in.begin(http)
        asked = {key: values[0] for key, values in parse_qs(urlsplit(pending.url).query).items()}
        assert asked["code_challenge"] == challenge(pending.verifier)
        assert asked["redirect_uri"] == "urn:ietf:wg:oauth:2.0:oob"
        assert pending.verifier not in pending.url + repr(pending)
        assert pending.app["client_secret"] not in repr(pending)
        shown = await http.send_once("POST", "/oauth/authorize", data={**asked, "username": "girisyapan"})
        assert not isinstance(shown, NotSent | Unknown | Refused)
        code = re.search(r"mockcode_\w+", shown.body.decode())
        assert code is not None
        with pytest.raises(SignInError):
            await sign_in.finish(http, pending, f"https://x.example/?code={code[0]}&state=other")
        credential = await sign_in.finish(
            http, pending, f"https://x.example/?code={code[0]}&state={pending.state}"
        )
        assert credential.extra["client_id"] == pending.app["client_id"]
        ours = MastodonConnector(AccountRef("x", mastodon_server.url), credential, http)
        assert (await ours.identify()).handle == "girisyapan"
        with pytest.raises(Denied):
            await sign_in.finish(http, pending, "no-such-code")


async def test_the_exchange_proves_who_began_it(client: Client, faults: FaultServer) -> None:
    faults.routes["/api/v1/apps"] = lambda asked: plain({"client_id": "i", "client_secret": "s3cret-value"})
    faults.routes["/oauth/token"] = lambda asked: plain({"access_token": "new-token"})
    pending = await MastodonSignIn().begin(client.http)
    credential = await MastodonSignIn().finish(client.http, pending, "the-code")
    assert credential.token == "new-token"
    sent = {key: values[0] for key, values in parse_qs(faults.asked[-1].body.decode()).items()}
    assert sent["code_verifier"] == pending.verifier
    assert sent["code"] == "the-code"
    faults.routes["/oauth/token"] = lambda asked: plain({"token": "s3cret-value"})
    with pytest.raises(Malformed) as caught:
        await MastodonSignIn().finish(client.http, pending, "the-code")
    assert "s3cret" not in str(caught.value) + caught.value.raw
