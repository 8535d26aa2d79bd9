"""What we do on the playground, and how people take it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from meydan.connectors.base import Act, Action, Connector, Item, NotSent, Publication, Refused, Sent, Unknown
from meydan.connectors.playground.server import PlaygroundServer
from tests.playground.kit import BEGIN, Api, Connect, Seen, StepClock, pull

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def item_with(seen: Seen, words: str) -> Item:
    return next(item for item in seen.items.values() if words in item.text)


def reply(to: Item, text: str, key: str = "key-1", private: bool = False) -> Act:
    return Act(
        key,
        Action.REPLY,
        text,
        target=to.remote_id,
        thread=to.thread,
        kind=to.kind,
        handle=to.author.handle,
        author_id=to.author.remote_id,
        visibility=to.visibility,
        private=private,
    )


async def answered(connector: Connector, sent: Sent, clock: StepClock) -> Item | None:
    """What the person said to our reply within five minutes."""
    clock.step(minutes=5)
    seen = await pull(connector, "notifications")
    return next((each for each in seen.items.values() if each.parent == sent.remote_id), None)


async def test_a_question_answered_is_thanked_for_or_asked_on(
    server: PlaygroundServer, connect: Connect, clock: StepClock
) -> None:
    async with connect(server, "anadolukahve") as connector:
        seen = await pull(connector, "notifications")
        question = item_with(seen, "Toptan satış için")
        sent = await connector.send(reply(question, "Merhaba! Fiyat listemizi gönderiyoruz."))
        assert isinstance(sent, Sent) and sent.remote_id
        back = await answered(connector, sent, clock)
        assert back is not None
        assert back.author.handle == question.author.handle
        assert back.thread == question.thread and back.kind == "comment"
        own = await pull(connector, "own")
    ours = own.publications[sent.remote_id]
    assert ours.ours and ours.text == "@elifce Merhaba! Fiyat listemizi gönderiyoruz."


async def test_who_is_asked_for_a_private_message_writes_one(
    server: PlaygroundServer, connect: Connect, clock: StepClock
) -> None:
    async with connect(server, "anadolukahve") as connector:
        seen = await pull(connector, "conversations")
        known = set(seen.items)
        complaint = item_with(await pull(connector, "notifications"), "3 gündür kargo")
        sent = await connector.send(reply(complaint, "Çok üzgünüz. Bize özelden yazar mısınız?"))
        assert isinstance(sent, Sent)
        clock.step(minutes=3)
        private = await pull(connector, "conversations", seen.cursor)
    fresh = [item for key, item in private.items.items() if key not in known]
    assert [item.author.handle for item in fresh] == ["merve.kaya"]
    assert fresh[0].kind == "dm" and fresh[0].visibility == "direct"
    assert fresh[0].thread == fresh[0].remote_id != complaint.thread


async def test_a_private_conversation_stays_private(
    server: PlaygroundServer,
    connect: Connect,
    clock: StepClock,
    api: Api,
) -> None:
    async with connect(server, "anadolukahve") as connector:
        message = item_with(await pull(connector, "conversations"), "Kurye hâlâ aramadı")
        sent = await connector.send(reply(message, "Kurye akşama kadar kapınızda."))
        assert isinstance(sent, Sent)
        back = await answered(connector, sent, clock)
    assert back is not None and back.kind == "dm" and back.visibility == "direct"
    for secret in (message.remote_id, sent.remote_id, back.remote_id):
        assert api("GET", f"/api/v1/statuses/{secret}").status_code == 200
        for stranger in ("anadolukahve_en", ""):
            assert api("GET", f"/api/v1/statuses/{secret}", stranger).status_code == 404
            assert api("GET", f"/api/v1/statuses/{secret}/context", stranger).status_code == 404
    by_us = api("GET", f"/api/v1/accounts/{_me(api)}/statuses", "", params={"limit": 40}).json()
    assert {each["visibility"] for each in by_us} == {"public"}
    assert sent.remote_id not in {each["id"] for each in by_us}


async def test_a_private_answer_to_a_public_comment_is_seen_by_its_author_alone(
    server: PlaygroundServer, connect: Connect, api: Api
) -> None:
    async with connect(server, "anadolukahve") as connector:
        complaint = item_with(await pull(connector, "notifications"), "3 gündür kargo")
        sent = await connector.send(reply(complaint, "Adresinizi alabilir miyiz?", private=True))
    assert isinstance(sent, Sent)
    assert api("GET", f"/api/v1/statuses/{sent.remote_id}").json()["visibility"] == "direct"
    below = api("GET", f"/api/v1/statuses/{complaint.remote_id}/context", "").json()["descendants"]
    assert below == []


async def test_the_same_key_makes_one_status_for_an_hour(
    server: PlaygroundServer, connect: Connect, clock: StepClock
) -> None:
    async with connect(server, "anadolukahve") as connector:
        question = item_with(await pull(connector, "notifications"), "Toptan satış için")
        act = reply(question, "Merhaba, yazıyoruz.", key="the-key")
        first, second = await connector.send(act), await connector.send(act)
        clock.step(minutes=59)
        third = await connector.send(act)
        clock.step(minutes=2)
        late = await connector.send(act)
    assert isinstance(first, Sent) and first == second == third
    assert isinstance(late, Sent) and late.remote_id != first.remote_id


async def test_a_reply_whose_answer_was_lost_is_found_again(
    server: PlaygroundServer, connect: Connect, clock: StepClock
) -> None:
    async with connect(server, "anadolukahve") as connector:
        question = item_with(await pull(connector, "notifications"), "Toptan satış için")
        act = reply(question, "Buradan devam edelim 🙂")
        begun = clock()
        sent = await connector.send(act)
        clock.step(minutes=10)
        tried = replace(act, first_attempt_at=begun)
        found = await connector.reconcile(tried)
    assert isinstance(sent, Sent) and isinstance(found, Sent)
    assert found.remote_id == sent.remote_id


async def test_a_scheduled_status_comes_out_on_time_and_people_react(
    server: PlaygroundServer, connect: Connect, clock: StepClock, api: Api
) -> None:
    due = BEGIN + timedelta(minutes=30)
    async with connect(server, "anadolukahve") as connector:
        soon = Act("k1", Action.PUBLISH, "Hemen", scheduled_at=BEGIN + timedelta(minutes=2))
        assert isinstance(await connector.send(soon), Refused)
        act = Act("k2", Action.PUBLISH, "Yarım saat sonra tadım başlıyor.", scheduled_at=due)
        assert isinstance(await connector.send(act), Sent)
        kept = api("GET", "/api/v1/scheduled_statuses").json()
        assert [each["params"]["text"] for each in kept] == [act.text]
        clock.step(minutes=29)
        assert not _post(await pull(connector, "own"), act.text)
        clock.step(minutes=20)
        own = await pull(connector, "own")
    (post,) = _post(own, act.text)
    assert post.created_at == due
    assert api("GET", "/api/v1/scheduled_statuses").json() == []
    assert any(item.parent == post.remote_id for item in own.items.values())


async def test_a_scheduled_status_can_be_moved_and_taken_back(clock: StepClock, api: Api) -> None:
    body = {"status": "Sonra", "scheduled_at": (BEGIN + timedelta(hours=1)).isoformat()}
    made = api("POST", "/api/v1/statuses", json=body).json()
    later = (BEGIN + timedelta(hours=2)).isoformat()
    moved = api("PUT", f"/api/v1/scheduled_statuses/{made['id']}", json={"scheduled_at": later}).json()
    assert moved["scheduled_at"] == "2026-11-18T11:00:00.000Z"
    assert api("DELETE", f"/api/v1/scheduled_statuses/{made['id']}", "anadolukahve_en").status_code == 404
    assert api("DELETE", f"/api/v1/scheduled_statuses/{made['id']}").status_code == 200
    clock.step(hours=3)
    texts = [each["content"] for each in api("GET", f"/api/v1/accounts/{_me(api)}/statuses").json()]
    assert "<p>Sonra</p>" not in texts


async def test_a_post_with_a_picture(server: PlaygroundServer, connect: Connect, tmp_path: Path) -> None:
    picture = tmp_path / "fincan.png"
    picture.write_bytes(PNG)
    async with connect(server, "anadolukahve_moda") as connector:
        act = Act("p1", Action.PUBLISH, "Pencere önü boşaldı.", media=(picture,), alt_texts=("Boş bir masa",))
        assert isinstance(await connector.send(act), Sent)
        (post,) = _post(await pull(connector, "own"), "Pencere önü")
    assert post.attachments[0].endswith(" Boş bir masa")


async def test_like_block_report_and_delete(
    server: PlaygroundServer, connect: Connect, clock: StepClock, api: Api
) -> None:
    async with connect(server, "anadolukahve") as connector:
        seen = await pull(connector, "notifications")
        praise, spam = item_with(seen, "şeftaliyi"), item_with(seen, "ORGANİK TAKİPÇİ")
        for action, item in (
            (Action.LIKE, praise),
            (Action.REPORT, spam),
            (Action.BLOCK, spam),
        ):
            act = Act("k", action, target=item.remote_id, author_id=item.author.remote_id)
            assert isinstance(await connector.send(act), Sent), action
            assert not isinstance(await connector.reconcile(act), Refused)
        assert api("GET", f"/api/v1/statuses/{praise.remote_id}").json()["favourited"] is True
        after = await pull(connector, "notifications")
        assert spam.remote_id not in after.items and praise.remote_id in after.items
        sent = await connector.send(Act("d", Action.PUBLISH, "Yanlışlıkla yazdık"))
        assert isinstance(sent, Sent)
        other = next(handle for handle in server.handles if handle != "anadolukahve")
        elsewhere = api("POST", "/api/v1/statuses", other, json={"status": "Bizim değil"}).json()["id"]
        for action in (Action.DELETE, Action.HIDE, Action.UNHIDE):
            assert isinstance(await connector.send(Act("d2", action, target=elsewhere)), Refused)
        assert isinstance(await connector.send(Act("d3", Action.DELETE, target=sent.remote_id)), Sent)
    assert api("GET", f"/api/v1/statuses/{sent.remote_id}").status_code == 404


async def test_what_was_said_to_us_is_hidden_shown_again_and_deleted(
    server: PlaygroundServer, connect: Connect, api: Api
) -> None:
    other = next(handle for handle in server.handles if handle != "anadolukahve")
    async with connect(server, "anadolukahve") as connector:
        seen = await pull(connector, "notifications")
        spam = item_with(seen, "ORGANİK TAKİPÇİ")

        def to_others() -> int:
            return api("GET", f"/api/v1/statuses/{spam.remote_id}", other).status_code

        hide, show, delete = (
            Act("k", action, target=spam.remote_id) for action in (Action.HIDE, Action.UNHIDE, Action.DELETE)
        )
        assert isinstance(await connector.reconcile(hide), NotSent)
        assert await connector.send(hide) == Sent(spam.remote_id)
        assert await connector.reconcile(hide) == Sent(spam.remote_id)
        assert to_others() == 404
        assert spam.remote_id in (await pull(connector, "notifications")).items, "we still see it"
        assert isinstance(await connector.reconcile(show), NotSent)
        assert await connector.send(show) == Sent(spam.remote_id)
        assert await connector.reconcile(show) == Sent(spam.remote_id)
        assert to_others() == 200
        assert isinstance(await connector.reconcile(delete), NotSent)
        assert await connector.send(delete) == Sent(spam.remote_id)
        assert await connector.reconcile(delete) == Sent(spam.remote_id)
        assert isinstance(await connector.reconcile(hide), Unknown)
    assert to_others() == 404


async def test_a_like_is_taken_back(server: PlaygroundServer, connect: Connect, api: Api) -> None:
    async with connect(server, "anadolukahve") as connector:
        praise = item_with(await pull(connector, "notifications"), "şeftaliyi")
        like, unlike = (Act("k", action, target=praise.remote_id) for action in (Action.LIKE, Action.UNLIKE))
        await connector.send(like)
        assert isinstance(await connector.reconcile(unlike), NotSent)
        assert await connector.send(unlike) == Sent(praise.remote_id)
        assert await connector.reconcile(unlike) == Sent(praise.remote_id)
    assert api("GET", f"/api/v1/statuses/{praise.remote_id}").json()["favourited"] is False


def test_what_mastodon_refuses_is_refused(api: Api) -> None:
    for body, status in (
        ({"status": "  "}, 422),
        ({"status": "a" * 501}, 422),
        ({"status": "a" * 470 + " https://meydan.example/" + "b" * 200}, 200),
        ({"status": "x", "in_reply_to_id": "1"}, 404),
        ({"status": "x", "visibility": "secret"}, 422),
        ({"status": "x", "media_ids": ["1"]}, 422),
    ):
        answer = api("POST", "/api/v1/statuses", json=body)
        assert answer.status_code == status, body
        assert status == 200 or answer.json()["error"]


def test_forms_are_understood_as_well_as_json(api: Api) -> None:
    made = api("POST", "/api/v1/statuses", data={"status": "Formla şğü", "visibility": "unlisted"}).json()
    assert (made["content"], made["visibility"]) == ("<p>Formla şğü</p>", "unlisted")


def _me(api: Api) -> str:
    return str(api("GET", "/api/v1/accounts/verify_credentials").json()["id"])


def _post(seen: Seen, words: str) -> list[Publication]:
    return [each for each in seen.publications.values() if words in each.text]
