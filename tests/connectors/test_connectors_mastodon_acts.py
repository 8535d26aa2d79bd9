"""Acts of the Mastodon connector on an independent Mastodon-compatible server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from meydan.connectors.base import (
    Act,
    Action,
    NotSent,
    RateLimited,
    Refused,
    Sent,
    Unavailable,
    Unknown,
)
from tests.connectors.brand import Brand, People

PNG = b"\x89PNG\r\n\x1a\n and a picture"


async def test_an_answer_is_written_once_with_everyone_and_no_wider(brand: Brand, someone: People) -> None:
    (ayse_name, _, ayse), (can_name, _, _can) = someone(), someone()
    asked = brand.server.post(ayse, f"@{brand.name} @{can_name} bu ne?", visibility="unlisted")
    act = brand.act(Action.REPLY, "Hemen bakıyoruz", target=asked, visibility="public", everyone=True)
    first = await brand.connector.send(act)
    assert isinstance(first, Sent)
    assert await brand.connector.send(act) == first, "the same key makes no second one"
    made = brand.written(first.remote_id)
    assert (made["visibility"], made["in_reply_to_id"]) == ("unlisted", asked)
    assert made["content"] == f"<p>@{ayse_name} @{can_name} Hemen bakıyoruz</p>"
    assert first.permalink == made["url"]
    named = await brand.connector.send(brand.act(Action.REPLY, f"tamam @{can_name.upper()}", target=asked))
    assert isinstance(named, Sent)
    assert brand.written(named.remote_id)["content"] == f"<p>@{ayse_name} tamam @{can_name.upper()}</p>"
    alone = await brand.connector.send(brand.act(Action.REPLY, "yalnız sana", target=asked))
    assert isinstance(alone, Sent)
    assert brand.written(alone.remote_id)["content"] == f"<p>@{ayse_name} yalnız sana</p>"
    assert len(brand.server.below(ayse, asked)) == 3


async def test_what_was_said_in_private_is_answered_in_private(brand: Brand, someone: People) -> None:
    (ayse_name, _, ayse), (can_name, _, _) = someone(), someone()
    secret = brand.server.post(ayse, f"@{brand.name} numaram 4411", visibility="direct")
    done = await brand.connector.send(brand.act(Action.REPLY, "Aldık", target=secret, visibility="public"))
    assert isinstance(done, Sent)
    assert brand.written(done.remote_id)["visibility"] == "direct"
    public = brand.server.post(ayse, f"@{brand.name} @{can_name} herkese açık")
    done = await brand.connector.send(brand.act(Action.REPLY, "Özelden yazdık", target=public, private=True))
    assert isinstance(done, Sent)
    made = brand.written(done.remote_id)
    assert (made["visibility"], made["content"]) == ("direct", f"<p>@{ayse_name} Özelden yazdık</p>")
    items, publications = await brand.pull("conversations")
    assert items[public].kind == "mention"
    assert publications[done.remote_id].visibility == "direct"


async def test_no_is_told_in_the_servers_words(brand: Brand, someone: People) -> None:
    _, _, ayse = someone()
    asked = brand.server.post(ayse, f"@{brand.name} soru")
    long = await brand.connector.send(brand.act(Action.REPLY, "x" * 600, target=asked))
    assert isinstance(long, Refused)
    assert "too long" in long.reason
    brand.server.call("DELETE", f"/api/v1/statuses/{asked}", ayse)
    gone = await brand.connector.send(brand.act(Action.REPLY, "geç kaldık", target=asked))
    assert gone == Refused("The message is no longer there")


async def test_like_block_report_and_delete(brand: Brand, someone: People) -> None:
    _, can_id, can = someone()
    said = brand.server.post(can, f"@{brand.name} selam")
    like = brand.act(Action.LIKE, target=said)
    assert isinstance(await brand.connector.reconcile(like), NotSent)
    assert await brand.connector.send(like) == Sent(said)
    assert brand.written(said)["favourited"] is True
    assert await brand.connector.reconcile(like) == Sent(said)
    block = brand.act(Action.BLOCK, author_id=can_id)
    assert isinstance(await brand.connector.reconcile(block), NotSent)
    assert await brand.connector.send(block) == Sent(can_id)
    assert await brand.connector.reconcile(block) == Sent(can_id)
    report = brand.act(Action.REPORT, "spam", target=said, author_id=can_id)
    assert isinstance(await brand.connector.send(report), Sent)
    assert isinstance(await brand.connector.reconcile(report), Unknown)
    ours = brand.server.post(brand.token, "yanlış duyuru")
    delete = brand.act(Action.DELETE, target=ours)
    assert isinstance(await brand.connector.reconcile(delete), NotSent)
    assert await brand.connector.send(delete) == Sent(ours)
    assert await brand.connector.send(delete) == Sent(ours), "already gone is gone"
    assert await brand.connector.reconcile(delete) == Sent(ours)
    assert isinstance(await brand.connector.send(brand.act(Action.DELETE, target=said)), Refused)
    assert await brand.connector.send(brand.act(Action.HIDE, target=said)) == Refused(
        "Mastodon cannot do this"
    )


async def test_a_post_with_pictures(brand: Brand, tmp_path: Path) -> None:
    pictures = tuple(tmp_path / f"resim {number}.png" for number in range(2))
    for picture in pictures:
        picture.write_bytes(PNG)
    act = brand.act(
        Action.PUBLISH, "Fotoğraflar", media=pictures, alt_texts=("bir fincan",), visibility="unlisted"
    )
    done = await brand.connector.send(act)
    assert isinstance(done, Sent)
    made = brand.written(done.remote_id)
    media = made["media_attachments"]
    assert isinstance(media, list)
    assert [one["description"] for one in media] == ["bir fincan", None]
    assert made["visibility"] == "unlisted"
    _, publications = await brand.pull("own")
    assert publications[done.remote_id].attachments[0].endswith(" bir fincan")
    gone = brand.act(Action.PUBLISH, "x", media=(tmp_path / "none.png",))
    assert await brand.connector.send(gone) == Refused("The file cannot be read")


async def test_a_post_for_later(brand: Brand) -> None:
    later = datetime.now(UTC) + timedelta(days=1)
    act = brand.act(Action.PUBLISH, "Yarın görüşürüz", scheduled_at=later)
    assert isinstance(await brand.connector.reconcile(act), Unknown)
    done = await brand.connector.send(act)
    assert isinstance(done, Sent)
    assert done.remote_id.startswith("scheduled:")
    assert not done.note
    assert await brand.connector.reconcile(act) == done
    _, publications = await brand.pull("own")
    assert not publications
    assert await brand.connector.send(brand.act(Action.DELETE, target=done.remote_id)) == Sent(done.remote_id)
    assert brand.server.call("GET", "/api/v1/scheduled_statuses", brand.token) == []


@pytest.mark.parametrize(
    "text", ["Hemen *bakıyoruz*: https://example.org/a?b=1&c=2 👍", "👍", "a <b> & 'c'\n\n- d"]
)
async def test_a_lost_answer_is_found_again(brand: Brand, someone: People, text: str) -> None:
    _, _, ayse = someone()
    asked = brand.server.post(ayse, f"@{brand.name} neredesiniz")
    act = brand.act(Action.REPLY, text, target=asked)
    brand.server.fault({"type": "malformed"}, "/api/v1/statuses", ["POST"])
    assert isinstance(await brand.connector.send(act), Unknown)
    assert isinstance(await brand.connector.reconcile(act), Unknown), "it may still be on its way"
    brand.skew[0] = timedelta(minutes=3)
    settled = await brand.connector.reconcile(act)
    assert isinstance(settled, NotSent), "the server was asked, and has had the time"
    brand.skew[0] = timedelta()
    done = await brand.connector.send(act)
    assert isinstance(done, Sent)
    assert await brand.connector.reconcile(act) == done
    post = brand.act(Action.PUBLISH, text)
    assert isinstance(await brand.connector.reconcile(post), Unknown), "an answer is no post of the same text"
    made = await brand.connector.send(post)
    assert isinstance(made, Sent)
    assert await brand.connector.reconcile(post) == made


async def test_an_old_post_of_the_same_text_is_not_taken_for_the_new(brand: Brand) -> None:
    brand.server.post(brand.token, "Günaydın")
    act = brand.act(Action.PUBLISH, "Günaydın")
    late = datetime.now(UTC) + timedelta(minutes=1)
    assert isinstance(
        await brand.connector.reconcile(Act(act.send_key, act.action, act.text, first_attempt_at=late)),
        Unknown,
    )


async def test_a_clock_that_is_wrong_does_not_hide_what_arrived(brand: Brand) -> None:
    brand.skew[0] = timedelta(hours=5)
    act = Act(
        "key-skewed", Action.PUBLISH, "Saat farkı", first_attempt_at=datetime.now(UTC) + timedelta(hours=5)
    )
    done = await brand.connector.send(act)
    assert await brand.connector.reconcile(act) == done


async def test_the_servers_faults_become_errors_and_outcomes(brand: Brand) -> None:
    limited = {"type": "ratelimit"}
    brand.server.fault(limited, "/api/v1/notifications", ["GET"])
    with pytest.raises(RateLimited) as caught:
        await brand.pull("notifications")
    assert 290 < (caught.value.retry_at - datetime.now(UTC)).total_seconds() <= 300
    assert brand.calls[-1].rate is not None
    assert brand.calls[-1].rate.remaining == 0
    brand.server.fault(limited, "/api/v1/statuses", ["POST"])
    outcome = await brand.connector.send(brand.act(Action.PUBLISH, "x"))
    assert isinstance(outcome, NotSent)
    assert outcome.retry_at is not None
    brand.server.fault({"type": "status", "status": 502}, "/api/v1/statuses", ["POST"])
    assert isinstance(await brand.connector.send(brand.act(Action.PUBLISH, "x")), Unknown)
    brand.server.fault({"type": "status", "status": 503}, "/api/v1/notifications", ["GET"], count=3)
    with pytest.raises(Unavailable):
        await brand.pull("notifications")
    brand.server.fault({"type": "status", "status": 503}, "/api/v1/notifications", ["GET"], count=2)
    await brand.pull("notifications")
