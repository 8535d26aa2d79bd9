"""The checks, each of one promise that a connector makes."""

from __future__ import annotations

import itertools
from contextlib import suppress
from datetime import timedelta

from meydan.connectors.base import (
    AskedToWait,
    Capability,
    ConnectorError,
    Item,
    Malformed,
    NotSent,
    RateLimited,
    Refused,
    Sent,
    SignInRequired,
    Unavailable,
    Unknown,
)
from meydan.connectors.contract.running import Check, Scene, items_of

HOSTILE = "kargo \x1b[31mnerede\x1b]0;x\x07 [@click=app.quit]x[/] \u202egeri <script>1</script> 🧿 &lt;b&gt;"
WORDS = ("kargo", "nerede", "geri", "🧿")
NOT_HERE = b'{"error": "not here", "message": "not here"}'
WAIT = 40
FEW = 6
"""A stream may fail this often before it gives up."""


async def what_comes_in_is_pulled_once(scene: Scene) -> None:
    """Everything arrives, and pulling again changes nothing."""
    wanted = [scene.stage.comes_in(f"soru {number}") for number in range(5)]
    pages = await scene.pull()
    first = items_of(pages)
    assert set(wanted) <= set(first), f"missing: {set(wanted) - set(first)}"
    rejected = [one for _, page in pages for one in page.rejected]
    assert not rejected, f"rejected: {rejected}"
    again = await scene.brought()
    changed = [one for one, item in again.items() if first.get(one) != item]
    assert not changed, f"changed by itself: {changed}"


async def what_comes_later_is_pulled(scene: Scene) -> None:
    """A stream that was up to date brings what came after."""
    scene.stage.comes_in("önce")
    await scene.pull()
    late = scene.stage.comes_in("sonra")
    brought = await scene.brought()
    assert late in brought, "what came later is missing"
    assert "sonra" in brought[late].text


async def every_cursor_is_a_place_to_go_on_from(scene: Scene) -> None:
    """A process that dies after any page loses nothing."""
    wanted = {scene.stage.comes_in(f"soru {number}") for number in range(5)}
    pages = await scene.pull()
    for stream, its in itertools.groupby(pages, key=lambda one: one[0]):
        before: set[str] = set()
        said = set(items_of([(stream, page) for name, page in pages if name == stream])) & wanted
        for _, page in its:
            before |= {item.remote_id for item in page.items}
            if page.cursor is None:
                continue
            scene.cursors = {stream: page.cursor}
            after = {
                item
                for name, one in await scene.pull()
                if name == stream
                for item in [item.remote_id for item in one.items]
            }
            assert said <= before | after, f"{stream} lost {said - before - after}"


async def hostile_text_is_text(scene: Scene) -> None:
    """Whatever a stranger writes arrives as one item."""
    number = scene.stage.comes_in(HOSTILE)
    pages = await scene.pull()
    item = items_of(pages).get(number)
    assert item is not None, f"missing; rejected: {[one for _, page in pages for one in page.rejected]}"
    missing = [word for word in WORDS if word not in item.text]
    assert not missing, f"words are missing: {missing} in {item.text!r}"


async def an_answer_that_makes_no_sense_is_named_and_survived(scene: Scene) -> None:
    """HTML, half a body, or wrong types raise what the contract names; what follows is whole."""
    number = scene.stage.comes_in("merhaba")
    for kind, more in (
        ("answer", {"status": 200, "body": b"<!doctype html><p>Bakim</p>"}),
        ("answer", {"status": 200, "body": b'"neither list nor object"'}),
        ("cut", {}),
    ):
        scene.fail(scene.stage.reads, kind, FEW, **more)
        with suppress(Malformed, Unavailable):
            await scene.pull()
        scene.proxy.heal()
    assert number in await _everything(scene), "what came meanwhile is missing"


async def a_platform_that_fails_is_left_alone(scene: Scene) -> None:
    """5xx is Unavailable after few requests."""
    scene.stage.comes_in("merhaba")
    scene.fail(scene.stage.reads, "answer", 10**6, status=503)
    before = scene.asked(scene.stage.reads)
    error = await _error(scene)
    assert isinstance(error, Unavailable), f"{error!r} instead of Unavailable"
    asked = scene.asked(scene.stage.reads) - before
    assert asked <= FEW, f"asked {asked} times"


async def asked_to_wait_it_waits(scene: Scene) -> None:
    """429 is RateLimited until the platform's own time, after one request."""
    scene.stage.comes_in("merhaba")
    scene.fail(scene.stage.reads, "answer", 10**6, status=429, headers={"Retry-After": str(WAIT)})
    before, now = scene.asked(scene.stage.reads), scene.now()
    error = await _error(scene)
    assert isinstance(error, RateLimited), f"{error!r} instead of RateLimited"
    soon, late = now + timedelta(seconds=WAIT - 5), now + timedelta(seconds=WAIT + 25)
    assert soon <= error.retry_at <= late, f"waits until {error.retry_at}, it was asked at {now} for {WAIT} s"
    asked = scene.asked(scene.stage.reads) - before
    assert asked <= 2, f"asked {asked} times"


async def a_credential_that_ran_out_is_said(scene: Scene) -> None:
    """401 in the middle is SignInRequired, and what was pulled before stays good."""
    scene.stage.comes_in("merhaba")
    scene.fail(scene.stage.reads, "answer", 10**6, status=401)
    error = await _error(scene)
    assert isinstance(error, SignInRequired), f"{error!r} instead of SignInRequired"


async def an_answer_is_there_once(scene: Scene) -> None:
    """A sent answer is on the platform, once, and what the outcome names is it."""
    item = await _item(scene)
    async with scene.connector() as connector:
        outcome = await connector.send(scene.reply(item, "Bakıyoruz"))
    assert isinstance(outcome, Sent), f"{outcome!r} instead of Sent"
    assert outcome.remote_id, "Sent without an id"
    _landed(scene, item, 1)
    assert item.remote_id in await _everything(scene)
    ours = [one for one in await _everything(scene) if one == outcome.remote_id]
    assert not ours, "our own answer is an item"


async def a_lost_answer_is_in_doubt_and_looked_up(scene: Scene) -> None:
    """Done, but the answer was lost: Unknown, and looking finds it or cannot tell; it is there once."""
    item = await _item(scene)
    act = scene.reply(item, "Hemen bakıyoruz")
    scene.fail(scene.stage.writes, "lost", 1)
    async with scene.connector() as connector:
        outcome = await connector.send(act)
        assert isinstance(outcome, Unknown | Sent), f"{outcome!r} instead of Unknown"
        scene.proxy.heal()
        if isinstance(outcome, Unknown):
            outcome = await connector.reconcile(act)
            assert isinstance(outcome, Unknown | Sent), f"{outcome!r}, and it is there"
    _landed(scene, item, 1)


async def what_never_arrived_is_not_said_to_be_sent(scene: Scene) -> None:
    """The connection broke before the server saw anything: in doubt, and looking does not find it."""
    item = await _item(scene)
    act = scene.reply(item, "Hemen bakıyoruz")
    scene.fail(scene.stage.writes, "refused", FEW)
    async with scene.connector() as connector:
        outcome = await connector.send(act)
        assert isinstance(outcome, Unknown | NotSent), f"{outcome!r} instead of Unknown"
        scene.proxy.heal()
        outcome = await connector.reconcile(act)
        assert not isinstance(outcome, Sent), "said to be sent, and it is not there"
    _landed(scene, item, 0)


async def a_no_is_told_in_the_platforms_words(scene: Scene) -> None:
    """A refusal of the platform is Refused, never tried again."""
    item = await _item(scene)
    before = scene.asked(scene.stage.writes)
    scene.fail(scene.stage.writes, "answer", FEW, status=403, body=NOT_HERE)
    async with scene.connector() as connector:
        outcome = await connector.send(scene.reply(item, "Bakıyoruz"))
    assert isinstance(outcome, Refused), f"{outcome!r} instead of Refused"
    assert scene.asked(scene.stage.writes) - before == 1, "tried again"
    _landed(scene, item, 0)


async def a_send_that_is_asked_to_wait_has_not_happened(scene: Scene) -> None:
    """429 to a send is AskedToWait with its time."""
    item = await _item(scene)
    scene.fail(scene.stage.writes, "answer", FEW, status=429, headers={"Retry-After": str(WAIT)})
    async with scene.connector() as connector:
        outcome = await connector.send(scene.reply(item, "Bakıyoruz"))
    assert isinstance(outcome, AskedToWait), f"{outcome!r} instead of AskedToWait"
    assert outcome.retry_at is not None and outcome.retry_at > scene.now(), "no time is said"
    _landed(scene, item, 0)


CHECKS: tuple[Check, ...] = (
    what_comes_in_is_pulled_once,
    what_comes_later_is_pulled,
    every_cursor_is_a_place_to_go_on_from,
    hostile_text_is_text,
    an_answer_that_makes_no_sense_is_named_and_survived,
    a_platform_that_fails_is_left_alone,
    asked_to_wait_it_waits,
    a_credential_that_ran_out_is_said,
    an_answer_is_there_once,
    a_lost_answer_is_in_doubt_and_looked_up,
    what_never_arrived_is_not_said_to_be_sent,
    a_no_is_told_in_the_platforms_words,
    a_send_that_is_asked_to_wait_has_not_happened,
)


async def _everything(scene: Scene) -> dict[str, Item]:
    """What is there, read from the start."""
    scene.cursors = {}
    return await scene.brought()


async def _item(scene: Scene) -> Item:
    """Something to answer."""
    assert Capability.REPLY in scene.entry.declaration.capabilities
    number = scene.stage.comes_in("kargom nerede")
    item = (await scene.brought()).get(number)
    assert item is not None, "what is to be answered is missing"
    return item


def _landed(scene: Scene, item: Item, times: int) -> None:
    texts = scene.stage.answers(item.remote_id)
    assert len(texts) == times, f"{len(texts)} answers on the platform instead of {times}: {texts}"


async def _error(scene: Scene) -> ConnectorError | None:
    """How a pull ends."""
    try:
        await scene.pull()
    except ConnectorError as error:
        return error
    return None
