"""The memory of answers: what is alike is found, what only shares a common word is not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select

from meydan.store import Actor, Conflict, NotFound, migrate, open_store
from meydan.store.clock import utc_now
from meydan.store.engine import make_engine, parse_url
from meydan.store.memory import refresh
from meydan.store.reads import inbox, memory
from meydan.store.reads import inquiries as asked
from meydan.store.reads import outbox as outbox_reads
from meydan.store.rows.around import AnsweredRow
from meydan.store.rows.outgoing import DeliveryRow, ReplyOrder
from meydan.store.stems import stems
from meydan.store.tables.accounts import account as accounts_table
from meydan.store.tables.memory import answer_stem
from meydan.store.tables.team import brand
from meydan.store.writes import accounts, inquiries, outbox, team, triage

if TYPE_CHECKING:
    from tests.store.conftest import Scene


def answered(scene: Scene, remote_id: str, text: str, reply: str, *, private: bool = False) -> int:
    """An item that came in and was answered by a sent reply."""
    scene.arrive(scene.item(remote_id, text))
    number = scene.id(remote_id)
    outbox.queue_reply(scene.store, number, ReplyOrder(reply, hold=timedelta(0), private=private))
    fence = scene.lease()
    work = outbox.claim(scene.store, fence, scene.now)
    assert work is not None
    outbox.record_sent(scene.store, fence, work.delivery.id, f"sent-{remote_id}", "", scene.now)
    return number


def like(scene: Scene, text: str) -> list[AnsweredRow]:
    """What is found for a new item with this text."""
    remote_id = f"new {text}"
    scene.arrive(scene.item(remote_id, text))
    with scene.store.reading() as conn:
        return list(memory.similar(conn, scene.id(remote_id)))


def told(scene: Scene, text: str) -> list[str]:
    return [row.told for row in like(scene, text)]


def known_stems(scene: Scene) -> set[int]:
    """The items that the memory knows."""
    with scene.store.reading() as conn:
        return set(conn.execute(select(answer_stem.c.item_id)).scalars())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kargom nerede kaldı?", ("kargo", "nered", "kaldi")),
        ("KARGONUZUN İADESİ", ("kargo", "iades")),
        ("iade iadeyi, süt sütü, para parayı, çay", ("iad", "sut", "par", "cay")),
        ("merhaba, teşekkürler 12345", ()),
        ("https://kahve.example/urun @kahve x@kahve.example fiyatı", ("fiyat",)),
        ("where is my order, please?", ("where", "order")),
        ("kargo kargom kargoyu", ("kargo",)),
        ("", ()),
    ],
)
def test_stems(text: str, found: tuple[str, ...]) -> None:
    assert stems(text) == found


def test_a_question_in_other_endings_finds_its_answer_and_who_gave_it(scene: Scene) -> None:
    number = answered(scene, "1", "Siparişim ne zaman kargoya verilir?", "Aynı gün.", private=True)
    answered(scene, "2", "Kahve çekirdeği öğütüyor musunuz?", "Evet.")
    (row,) = like(scene, "SİPARİŞLERİNİZ ne zaman KARGOLANIYOR acaba")
    assert (row.item_id, row.asked, row.told) == (number, "Siparişim ne zaman kargoya verilir?", "Aynı gün.")
    assert (row.answered_by, row.answered_at, row.private, row.inside) == ("ayse", scene.now, True, False)
    assert 0.3 <= row.likeness <= 1


def test_one_common_word_is_not_enough_and_nothing_is_made_up(scene: Scene) -> None:
    answered(scene, "1", "Kargo ücreti ne kadar?", "Kargo ücretsiz.")
    assert told(scene, "Kargo paketim ezilmiş geldi") == []
    assert told(scene, "kargo") == []
    assert told(scene, "Bambaşka bir konu açıyorum") == []
    assert told(scene, "???") == []
    assert told(scene, "kargo ücretleri ne kadar") == ["Kargo ücretsiz."]


def test_two_words_shared_by_long_texts_on_other_things_are_not_enough(scene: Scene) -> None:
    answered(
        scene,
        "1",
        "Dün Kadıköy şubesinde garson kahve döktü, gömleğim lekelendi, müdür ilgilenmedi, telefon bekliyorum",
        "Sizi arıyoruz.",
    )
    assert told(scene, "Kadıköy şubesi pazar sabah hangi saatte açılıyor, otopark bahçe çocuk alanı") == []


def test_a_rare_word_is_enough_among_many_answers(scene: Scene) -> None:
    account = scene.account.id
    texts = [f"kargo takip numarası sordum {chr(97 + n % 26)}{chr(97 + n // 26)}x" for n in range(260)]
    scene.arrive(*(scene.item(f"m{n}", text) for n, text in enumerate(texts)))
    rare = answered(scene, "g", "glutensiz kurabiye", "Kadıköy'de var.")
    ids = [scene.id(f"m{n}") for n in range(260)]
    made = inquiries.ask(scene.store, ids, "bora", "?")
    for number in made:
        inquiries.answer(scene.store, number, "bakıyoruz")
    assert account and len(known_stems(scene)) == 261
    assert [row.item_id for row in like(scene, "glutensiz tatlı")] == [rare]
    assert told(scene, "kargo fiyatı") == []
    assert told(scene, "kargo takip numaram") == ["bakıyoruz"]


def test_the_more_alike_comes_first_and_equal_answers_once(scene: Scene) -> None:
    answered(scene, "1", "iade nasıl yapılır", "Kutusuyla getirin.")
    answered(scene, "2", "iade nasıl yapılır, fişim kayıp, hediye aldım", "Fişsiz olmaz.")
    answered(scene, "3", "iade nasıl yapılır acaba", "kutusuyla getirin!")
    assert told(scene, "iadeyi nasıl yapılır bilmiyorum") == ["Kutusuyla getirin.", "Fişsiz olmaz."]


def test_a_colleagues_answer_is_remembered_until_a_reply_was_sent(scene: Scene) -> None:
    scene.arrive(scene.item("1", "vegan süt seçeneği var mı?"))
    number = scene.id("1")
    (made,) = inquiries.ask(scene.store, [number], "bora", "?")
    assert told(scene, "vegan süt") == []
    inquiries.answer(scene.store, made, "Yulaf var.")
    (row,) = like(scene, "vegan süt var mı")
    assert (row.told, row.inside, row.answered_by) == ("Yulaf var.", True, "ayse")
    assert triage.undo(scene.store) == "answer"
    assert known_stems(scene) == set()
    assert triage.redo(scene.store) == "answer"
    outbox.queue_reply(scene.store, number, ReplyOrder("Yulaf sütümüz var :)", hold=timedelta(0)))
    fence = scene.lease()
    work = outbox.claim(scene.store, fence, scene.now)
    assert work is not None
    assert told(scene, "vegan sütü") == ["Yulaf var."]
    outbox.record_sent(scene.store, fence, work.delivery.id, "s", "", scene.now)
    assert told(scene, "vegan süt mü") == ["Yulaf sütümüz var :)"]


def test_what_was_not_sent_is_no_answer(scene: Scene) -> None:
    scene.arrive(scene.item("1", "vegan süt seçeneği"))
    outbox.queue_reply(scene.store, scene.id("1"), ReplyOrder("Var.", hold=timedelta(hours=1)))
    assert told(scene, "vegan süt seçeneği") == []
    fence = scene.lease()
    work = outbox.claim(scene.store, fence, utc_now() + timedelta(hours=2))
    assert work is not None
    outbox.record_unknown(scene.store, fence, work.delivery.id, "?", scene.now)
    assert known_stems(scene) == set()
    outbox.arrived(scene.store, work.delivery.id)
    assert told(scene, "vegan süt seçenekleri") == ["Var."]


def test_deleted_and_edited_items_leave_it_right(scene: Scene) -> None:
    number = answered(scene, "1", "vegan süt seçeneği", "Var.")
    scene.arrive(scene.item("1", "laktozsuz peynir çeşidi"))
    assert told(scene, "vegan süt") == []
    assert told(scene, "laktozsuz peynir") == ["Var."]
    scene.arrive(scene.item("1", deleted=True))
    assert known_stems(scene) == set()
    assert told(scene, "laktozsuz peynirler") == []
    scene.arrive(scene.item("1", "vegan süt seçeneği"))
    assert known_stems(scene) == {number}


def test_each_brand_remembers_its_own(scene: Scene) -> None:
    answered(scene, "1", "vegan süt seçeneği", "Var.")
    with scene.store.writing() as conn:
        other = conn.execute(
            insert(brand).values(name="Çay", timezone="UTC").returning(brand.c.id)
        ).scalar_one()
    account = accounts.add(
        scene.store,
        platform="mastodon",
        name="cay",
        base_url="https://cay.example",
        remote_id="2",
        handle="cay",
        streams=[],
    )
    with scene.store.writing() as conn:
        conn.execute(accounts_table.update().where(accounts_table.c.id == account.id).values(brand_id=other))
    home, scene.account = scene.account, account
    assert told(scene, "vegan süt seçeneği") == []
    scene.account = home
    assert told(scene, "vegan süt seçeneği") == ["Var."]


def test_an_item_does_not_find_itself_and_a_strange_one_is_named(scene: Scene) -> None:
    number = answered(scene, "1", "vegan süt seçeneği", "Var.")
    with scene.store.reading() as conn:
        assert memory.similar(conn, number) == ()
        with pytest.raises(NotFound, match="no item 99"):
            memory.similar(conn, 99)


def test_it_stays_right_however_often_it_is_refreshed(scene: Scene) -> None:
    number = answered(scene, "1", "vegan süt seçeneği", "Var.")
    with scene.store.writing() as conn:
        refresh(conn, [number, number])
        refresh(conn, [])
    assert told(scene, "vegan süt") == ["Var."]


TEXTS = ("vegan süt", "iade nasıl", "vegan kahve nasıl", "???")
STEPS: dict[str, Callable[[Scene, int], object]] = {
    "arrive": lambda scene, n: scene.arrive(scene.item(str(n % 3), TEXTS[n % 4])),
    "delete": lambda scene, n: scene.arrive(scene.item(str(n % 3), deleted=True)),
    "reply": lambda scene, n: outbox.queue_reply(scene.store, n % 3 + 1, ReplyOrder("a", hold=timedelta(0))),
    "send": lambda scene, n: send(scene),
    "ask": lambda scene, n: inquiries.ask(scene.store, [n % 3 + 1], "bora", "?"),
    "answer": lambda scene, n: inquiries.answer(scene.store, n % 4 + 1, "evet"),
    "withdraw": lambda scene, n: inquiries.withdraw(scene.store, n % 4 + 1),
    "undo": lambda scene, n: triage.undo(scene.store),
    "redo": lambda scene, n: triage.redo(scene.store),
}


def send(scene: Scene) -> None:
    """Send the oldest reply that waits, if one does."""
    fence = scene.lease()
    work = outbox.claim(scene.store, fence, scene.now)
    if work is not None:
        outbox.record_sent(scene.store, fence, work.delivery.id, f"s{work.delivery.id}", "", scene.now)


def remembered(scene: Scene) -> set[tuple[str, int]]:
    """Every stem of every item that the memory knows."""
    with scene.store.reading() as conn:
        return {tuple(row) for row in conn.execute(select(answer_stem.c.stem, answer_stem.c.item_id))}


def worth_remembering(scene: Scene) -> set[tuple[str, int]]:
    """What it should know, told from the inbox, the outbox and the inquiries."""
    with scene.store.reading() as conn:
        items = inbox.by_ids(conn, [1, 2, 3]).values()
        told = {row.item_id for row in sent_replies(conn)}
        told |= {row.item_id for row in asked.latest(conn, 99) if row.answered_at is not None}
    return {
        (stem, row.id)
        for row in items
        if row.deleted_at is None and row.id in told
        for stem in ("", *stems(row.text))
    }


def sent_replies(conn: Connection) -> list[DeliveryRow]:
    return list(outbox_reads.page(conn, frozenset({"sent"}), 99))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 11)), max_size=14))
def test_after_anything_it_knows_what_was_answered_and_nothing_else(
    scene: Scene, steps: list[tuple[str, int]]
) -> None:
    scene.arrive(*(scene.item(str(n), TEXTS[n]) for n in range(3)))
    for name, n in steps:
        with suppress(NotFound, Conflict):
            STEPS[name](scene, n)
        assert remembered(scene) == worth_remembering(scene), name


def test_a_store_from_before_remembers_what_was_answered(empty: str) -> None:
    engine = make_engine(parse_url(empty))
    with engine.begin() as conn:
        migrate.upgrade(conn, "0005")
    engine.dispose()
    before = make_engine(parse_url(empty))
    with before.begin() as conn:
        for statement in OLD:
            conn.exec_driver_sql(statement)
    before.dispose()
    store = open_store(empty, Actor("ayse", "cli"))
    team.init_workspace(store, "Kahve", "UTC", "ayse", "Ayşe")
    with store.reading() as conn:
        rows = conn.execute(select(answer_stem.c.stem, answer_stem.c.item_id).order_by(answer_stem.c.stem))
        assert [tuple(row) for row in rows] == [("", 1), ("sut", 1), ("vegan", 1)]
    store.close()


ITEM = (
    "INSERT INTO item (id, place, account_id, kind, remote_id, person_id, text, created_at, thread, parent, "
    "permalink, visibility, attachments, lang, analysed, score, confidence, question, urgent, offensive, "
    "spam, state, starred, revision, fingerprint, stored_at) VALUES ({n}, {n}, 1, 'comment', 'r{n}', 1, "
    "'Vegan süt', 0, '', '', '', 'public', '[]', 'tr', 'neutral', 0, 0, FALSE, FALSE, FALSE, FALSE, 'done', "
    "FALSE, 1, '', 0)"
)
REPLY = (
    "INSERT INTO delivery (send_key, account_id, action, item_id, target, thread, kind, handle, author_id, "
    "visibility, private, closes, text, media, alt_texts, native, state, attempts, remote_id, permalink, "
    "error, created_by, created_at, edited_by, acknowledged, version, claim_holder, claim_fence) VALUES "
    "('k{n}', 1, 'reply', {n}, '', '', '', '', '', '', FALSE, FALSE, 'Var', '[]', '[]', FALSE, '{state}', "
    "1, '', '', '', 'ayse', 0, '', FALSE, 1, '', 0)"
)
OLD = (
    "INSERT INTO brand (id, name, timezone) VALUES (1, 'Kahve', 'UTC')",
    "INSERT INTO account (id, brand_id, name, platform, base_url, handle, display_name, remote_id, state, "
    "created_at) VALUES (1, 1, 'kahve', 'mastodon', '', '', '', '1', 'active', 0)",
    "INSERT INTO person (id, platform, base_url, remote_id, handle, name, url, bio, first_seen_at) "
    "VALUES (1, 'mastodon', '', 'p', 'p', '', '', '', 0)",
    *(ITEM.format(n=n) for n in (1, 2)),
    *(REPLY.format(n=n, state=state) for n, state in ((1, "sent"), (2, "failed"))),
)
"""What a store of the version before holds: an item that was answered, and one that was not."""
