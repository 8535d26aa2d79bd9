"""A world that is kept in a file: the same after a restart, a kill, a pause."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from meydan.connectors.base import Act, Action, Sent
from meydan.connectors.playground.journal import StateError, StateInUse
from meydan.connectors.playground.ports import listen
from meydan.connectors.playground.server import PlaygroundServer, PortTaken
from tests.playground.kit import CONTENT, Connect, StepClock, pull


def kept_at(path: Path, clock: StepClock) -> PlaygroundServer:
    return PlaygroundServer(seed=11, content=CONTENT, clock=clock, state=path / "playground.jsonl")


def everything(server: PlaygroundServer) -> dict[str, str]:
    """All messages to and from the main account, by id."""
    headers = {"Authorization": f"Bearer {server.tokens['anadolukahve']}"}
    with httpx.Client(base_url=server.base_url, headers=headers) as client:
        me = client.get("/api/v1/accounts/verify_credentials").json()["id"]
        told: list[dict[str, Any]] = []
        for path in ("/api/v1/notifications?types[]=mention&limit=80", f"/api/v1/accounts/{me}/statuses"):
            url: str | None = path
            while url:
                answer = client.get(url)
                told += [each.get("status", each) for each in answer.json()]
                url = answer.links.get("next", {}).get("url")
    return {each["id"]: each["content"] for each in told}


async def test_a_restart_shows_the_same_world_with_our_answers(
    tmp_path: Path, clock: StepClock, connect: Connect
) -> None:
    with kept_at(tmp_path, clock) as server:
        address, tokens = server.base_url, server.tokens
        async with connect(server, "anadolukahve") as connector:
            clock.step(minutes=6)
            seen = await pull(connector, "notifications")
            item = next(each for each in seen.items.values() if "3 gündür" in each.text)
            act = Act("key", Action.REPLY, "Hemen bakıyoruz.", target=item.remote_id, visibility="public")
            sent = await connector.send(act)
            assert isinstance(sent, Sent)
        clock.step(minutes=6)
        before = everything(server)
    with kept_at(tmp_path, clock) as server:
        assert (server.base_url, server.tokens) == (address, tokens)
        assert everything(server) == before
        assert before[sent.remote_id].endswith("</span> Hemen bakıyoruz.</p>")
        async with connect(server, "anadolukahve") as connector:
            assert await connector.send(act) == sent
        clock.step(minutes=6)
        assert len(everything(server)) > len(before)


async def test_an_answer_that_was_on_its_way_still_comes(
    tmp_path: Path, clock: StepClock, connect: Connect
) -> None:
    with kept_at(tmp_path, clock) as server:
        async with connect(server, "anadolukahve") as connector:
            seen = await pull(connector, "notifications")
            item = next(each for each in seen.items.values() if "Toptan satış" in each.text)
            act = Act("key", Action.REPLY, "Buyurun!", target=item.remote_id, visibility="public")
            sent = await connector.send(act)
    assert isinstance(sent, Sent)
    clock.step(minutes=3)
    with kept_at(tmp_path, clock) as server:
        async with connect(server, "anadolukahve") as connector:
            seen = await pull(connector, "notifications")
            assert any(each.parent == sent.remote_id for each in seen.items.values())
            clock.step(minutes=3)
            again = await pull(connector, "notifications")
    assert sum(each.parent == sent.remote_id for each in again.items.values()) == 1


def test_while_it_was_closed_a_little_was_said(tmp_path: Path, clock: StepClock) -> None:
    with kept_at(tmp_path, clock) as server:
        before = everything(server)
    clock.step(days=3)
    with kept_at(tmp_path, clock) as server:
        fresh = everything(server).keys() - before
        assert 10 < len(fresh) <= 40
        clock.step(minutes=20)
        assert len(everything(server).keys() - before - fresh) > 40


async def test_a_line_torn_by_a_kill_is_left_out(tmp_path: Path, clock: StepClock, connect: Connect) -> None:
    with kept_at(tmp_path, clock) as server:
        clock.step(minutes=5)
        before = everything(server)
    state = tmp_path / "playground.jsonl"
    assert state.stat().st_mode & 0o077 == 0
    with state.open("ab") as file:
        file.write(b'{"do":"Said","at":"2026-')
    with kept_at(tmp_path, clock) as server:
        assert everything(server) == before


def test_one_world_has_one_server(tmp_path: Path, clock: StepClock) -> None:
    with kept_at(tmp_path, clock), pytest.raises(StateInUse):
        kept_at(tmp_path, clock).start()
    with kept_at(tmp_path, clock):
        pass


def test_another_programs_port_is_said(tmp_path: Path, clock: StepClock) -> None:
    with kept_at(tmp_path, clock) as server:
        port = httpx.URL(server.base_url).port
    assert port
    with listen(port), pytest.raises(PortTaken, match=str(port)):
        kept_at(tmp_path, clock).start()
    with kept_at(tmp_path, clock):
        pass


@pytest.mark.parametrize("text", ['{"format":99}\n', "no json\n", '{"format":1}\n'])
def test_a_file_it_cannot_read_is_refused_and_left_alone(tmp_path: Path, clock: StepClock, text: str) -> None:
    state = tmp_path / "playground.jsonl"
    state.write_text(text)
    with pytest.raises(StateError):
        kept_at(tmp_path, clock).start()
    assert state.read_text() == text


def test_a_stopped_server_is_gone(clock: StepClock) -> None:
    with PlaygroundServer(content=CONTENT, clock=clock) as server:
        assert httpx.get(f"{server.base_url}/api/v2/instance").status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.base_url}/api/v2/instance")
    server.stop()
