"""Servers that speak Mastodon's API in their own way."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from meydan.connectors.base import (
    Act,
    Action,
    Malformed,
    NotSent,
    Page,
    Refused,
    Sent,
    Unknown,
)
from tests.connectors.servers import Asked, Client, FaultServer, Reply, plain, raw
from tests.connectors.wire import ME, NOW, connector, notice, pages, person, query, status


async def test_a_server_that_ignores_the_filter_and_sends_no_links(
    client: Client, faults: FaultServer
) -> None:
    feed = [notice(n, "mention" if n % 2 else "favourite") for n in range(100, 0, -1)]

    def page(asked: Asked) -> Reply:
        below = query(asked).get("max_id", ["zzzz"])[0]
        return plain([one for one in feed if str(one["id"]) < below][:40])

    faults.routes["/api/v1/notifications"] = page
    found = await pages(connector(client, faults).pull("notifications", None))
    assert [len(one.items) for one in found][:3] == [20, 20, 10]
    assert not any(one.rejected for one in found)
    assert {item.kind for one in found for item in one.items} == {"mention"}
    again = await pages(connector(client, faults).pull("notifications", found[-1].cursor))
    assert len(again) == 1


async def test_a_new_account_gets_all_of_its_month(client: Client, faults: FaultServer) -> None:
    feed = [notice(n) for n in range(999, 0, -1)]

    def page(asked: Asked) -> Reply:
        below = query(asked).get("max_id", ["zzzz"])[0]
        return plain([one for one in feed if str(one["id"]) < below][:40])

    faults.routes["/api/v1/notifications"] = page
    found = await pages(connector(client, faults).pull("notifications", None))
    assert len({item.remote_id for one in found for item in one.items}) == 999
    assert not found[-1].more


async def test_a_thread_that_the_server_stumbles_over_does_not_stop_the_stream(
    client: Client, faults: FaultServer
) -> None:
    answers = [notice(n, in_reply_to_id=f"p{n}", in_reply_to_account_id="id-can") for n in (3, 2, 1)]
    faults.routes["/api/v1/notifications"] = lambda asked: plain(answers)
    above = status("p2", person("can"), mentions=[])
    faults.routes["/api/v1/statuses/s0003/context"] = lambda asked: plain("", 500)
    faults.routes["/api/v1/statuses/s0002/context"] = lambda asked: plain(
        {"ancestors": [above], "descendants": []}
    )
    faults.routes["/api/v1/statuses/s0001/context"] = lambda asked: plain({"error": "Record not found"}, 404)
    (found,) = await pages(connector(client, faults).pull("notifications", None))
    assert {(item.remote_id, item.kind, item.thread) for item in found.items} == {
        ("s0003", "mention", "p3"),
        ("s0002", "mention", "p2"),
        ("s0001", "mention", "p1"),
    }
    assert [one.remote_id for one in found.publications] == ["p2"]


async def test_a_page_with_many_threads_is_stored_in_parts(client: Client, faults: FaultServer) -> None:
    answers = [notice(n, in_reply_to_id=f"p{n}", in_reply_to_account_id="me") for n in range(40, 0, -1)]
    faults.routes["/api/v1/notifications"] = lambda asked: plain(answers)
    faults.answers(plain({"ancestors": [status("ours", ME)], "descendants": []}))
    found: list[Page] = []
    async for page in connector(client, faults).pull("notifications", None):
        found.append(page)
        if len(found) == 2:
            break
    assert all(page.more for page in found)
    before = len(faults.asked)
    rest = await pages(connector(client, faults).pull("notifications", found[-1].cursor))
    assert {item.remote_id for page in (*found, *rest) for item in page.items} == {
        f"s{n:04}" for n in range(1, 41)
    }
    assert sum("context" in asked.path for asked in faults.asked[before:]) == 16, (
        "no thread is asked for twice"
    )
    assert {item.thread for page in rest for item in page.items} == {"ours"}


async def test_a_server_that_knows_no_quotes(client: Client, faults: FaultServer) -> None:
    faults.routes["/api/v1/notifications"] = lambda asked: (
        plain({"error": "Invalid value for enum"}, 400) if "quote" in asked.path else plain([notice(1)])
    )
    ours = connector(client, faults)
    for _ in range(2):
        (page,) = await pages(ours.pull("notifications", None))
        assert len(page.items) == 1
    assert sum("quote" in asked.path for asked in faults.asked) == 1


async def test_a_server_without_conversations_or_trends(client: Client, faults: FaultServer) -> None:
    faults.answers(plain({"error": "Not found"}, 404))
    assert [page.items for page in await pages(connector(client, faults).pull("conversations", None))] == [()]
    assert [page.trends for page in await pages(connector(client, faults).pull("trends", None))] == [()]


async def test_a_page_that_makes_no_sense_moves_no_cursor(client: Client, faults: FaultServer) -> None:
    bodies: tuple[object, ...] = ({"error": "nope"}, "<html>", "[", [], None)
    for body in bodies:
        faults.answers(plain(orjson.dumps(body) if not isinstance(body, str) else body))
        for stream in ("notifications", "own", "conversations"):
            if body == []:
                assert len(await pages(connector(client, faults).pull(stream, None))) == 1
            else:
                with pytest.raises(Malformed):
                    await pages(connector(client, faults).pull(stream, None))


async def test_the_kind_does_not_change_from_stream_to_stream(client: Client, faults: FaultServer) -> None:
    ours = status("ours", ME, mentions=[], replies_count=1)
    first = status("first", person("ayse"), in_reply_to_id="ours", in_reply_to_account_id="me")
    second = status("second", person("can"), in_reply_to_id="first", in_reply_to_account_id="id-ayse")
    thread = {
        "ours": {"ancestors": [], "descendants": [first, second]},
        "first": {"ancestors": [ours], "descendants": [second]},
        "second": {"ancestors": [ours, first], "descendants": []},
    }
    for key, context in thread.items():
        faults.routes[f"/api/v1/statuses/{key}/context"] = lambda asked, context=context: plain(context)  # type: ignore[misc]
    told = notice(5) | {"status": second}
    faults.routes["/api/v1/notifications"] = lambda asked: plain([told])
    faults.routes["/api/v1/accounts/me/statuses"] = lambda asked: plain([ours])
    kinds: set[tuple[str, str]] = set()
    for stream in ("notifications", "own"):
        for page in await pages(connector(client, faults).pull(stream, None)):
            kinds |= {(item.remote_id, item.kind) for item in page.items}
            assert {one.remote_id for one in page.publications} == {"ours"}
    assert kinds == {("first", "comment"), ("second", "comment")}


async def test_a_schedule_that_is_ignored_is_caught(client: Client, faults: FaultServer) -> None:
    made = status("public-1", ME, url="https://a.example/1")
    faults.answers(plain(made))
    act = Act("k", Action.PUBLISH, "Yarın", scheduled_at=NOW + timedelta(days=1), first_attempt_at=NOW)
    done = await connector(client, faults).send(act)
    assert isinstance(done, Sent)
    assert (done.remote_id, done.permalink) == ("public-1", "https://a.example/1")
    assert "published at once" in done.note
    (posted,) = (asked for asked in faults.asked if asked.method == "POST")
    sent = orjson.loads(posted.body)
    assert datetime.fromisoformat(sent["scheduled_at"]) == act.scheduled_at
    faults.routes["/api/v1/scheduled_statuses"] = lambda asked: plain([])
    here = made | {
        "content": "<p>Yarın</p>",
        "created_at": datetime.now(UTC).isoformat(),
        "in_reply_to_id": None,
    }
    faults.routes["/api/v1/accounts/me/statuses"] = lambda asked: plain([here])
    assert await connector(client, faults).reconcile(act) == done


@pytest.mark.parametrize("body", ["<html>ok</html>", "{}", '{"id": 5}', "[]"])
async def test_an_accepted_post_with_a_strange_answer_is_unknown(
    client: Client, faults: FaultServer, body: str
) -> None:
    faults.answers(plain(body))
    assert isinstance(await connector(client, faults).send(Act("k", Action.PUBLISH, "x")), Unknown)


async def test_media_that_takes_time(client: Client, faults: FaultServer, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"video")
    tries: list[int] = []

    def processing(asked: Asked) -> Reply:
        tries.append(1)
        return plain({"id": "m1", "url": None}, 206 if len(tries) < 2 else 200)

    faults.routes["/api/v2/media"] = lambda asked: plain({"id": "m1", "url": None}, 202)
    faults.routes["/api/v1/media/m1"] = processing
    faults.routes["/api/v1/statuses"] = lambda asked: plain(status("1", ME))
    act = Act("k", Action.PUBLISH, "x", media=(tmp_path / "a.mp4",), alt_texts=("bir film",))
    assert isinstance(await connector(client, faults).send(act), Sent)
    upload, *_, post = faults.asked[1:]
    assert b'name="description"\r\n\r\nbir film' in upload.body
    assert b"video/mp4" in upload.body
    assert orjson.loads(post.body)["media_ids"] == ["m1"]
    assert len(tries) == 2


async def test_a_lost_upload_published_nothing(client: Client, faults: FaultServer, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"png")
    act = Act("k", Action.PUBLISH, "x", media=(tmp_path / "a.png",))
    faults.answers(raw())
    assert isinstance(await connector(client, faults).send(act), NotSent)
    faults.answers(plain({"error": "File is too big"}, 422))
    assert await connector(client, faults).send(act) == Refused("File is too big")
    assert {asked.path for asked in faults.asked} == {"/api/v1/instance", "/api/v2/media"}


async def test_reconcile_never_says_not_sent_without_having_seen_everything(
    client: Client, faults: FaultServer
) -> None:
    long_ago = NOW - timedelta(hours=1)
    act = Act("k", Action.REPLY, "Tamam", target="t", first_attempt_at=long_ago)
    faults.routes["/api/v1/accounts/verify_credentials"] = lambda asked: plain(ME)
    faults.routes["/api/v1/statuses/t/context"] = lambda asked: plain({"ancestors": [], "descendants": []})
    unreadable = [status("1", ME, content=None)]
    for mine in (plain("", 500), plain("<html>"), plain({"error": "x"}), plain(unreadable), raw()):
        faults.routes["/api/v1/accounts/me/statuses"] = lambda asked, mine=mine: mine  # type: ignore[misc]
        assert isinstance(await connector(client, faults).reconcile(act), Unknown)
    faults.routes["/api/v1/accounts/me/statuses"] = lambda asked: plain([])
    assert isinstance(await connector(client, faults).reconcile(act), NotSent)
    just_now = replace(act, last_attempt_at=datetime.now(UTC))
    assert isinstance(await connector(client, faults).reconcile(just_now), Unknown)
    assert isinstance(await connector(client, faults).reconcile(replace(act, first_attempt_at=None)), Unknown)
    faults.routes["/api/v1/statuses/t/context"] = lambda asked: plain("", 502)
    assert isinstance(await connector(client, faults).reconcile(act), Unknown)
    hidden = status("9", ME, content="<p>@ayse tamam!</p>", in_reply_to_id="t", visibility="direct")
    hidden["created_at"] = NOW.isoformat()
    faults.routes["/api/v1/statuses/t/context"] = lambda asked: plain(
        {"ancestors": [], "descendants": [hidden]}
    )
    assert await connector(client, faults).reconcile(act) == Sent("9", "")


async def test_ids_cannot_leave_their_place_in_a_path(client: Client, faults: FaultServer) -> None:
    faults.answers(plain({}, 404))
    for odd in ("../../oauth/revoke", "..", "a?b=c", "a/b#c", ""):
        await connector(client, faults).send(Act("k", Action.LIKE, target=odd))
    paths = [asked.path for asked in faults.asked if asked.method == "POST"]
    assert all(re.fullmatch(r"/api/v1/statuses/[^/?#]+/favourite", path) for path in paths), paths
