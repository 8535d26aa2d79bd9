"""A Page's streams over real HTTP: complete, once, and honest when the platform stumbles."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import orjson
import pytest

from meydan.connectors.base import (
    AccountRef,
    Denied,
    Item,
    Malformed,
    Missing,
    RateLimited,
    SignInRequired,
    Unavailable,
)
from meydan.connectors.contract import CHECKS, Check, run
from meydan.connectors.contract.stage import Calls
from meydan.connectors.credentials import Credential
from meydan.connectors.facebook.connector import ENTRY, FacebookConnector
from meydan.connectors.http import Http
from tests.connectors.facebook import Desk, desk, items_of, ours_of
from tests.servers.meta.facebook import DAY, PAGE_TOKEN, USER_TOKEN, Pages
from tests.servers.meta.graph import serving

pytestmark = pytest.mark.long

HIDDEN = "EAAG"


class Stage:
    """A Page with one post, and strangers who comment on it."""

    reads = (Calls("GET", "/published_posts"),)
    writes = (Calls("POST", "/comments"),)

    def __init__(self, world: Pages, base_url: str) -> None:
        self._world = world
        self._post = world.post("Yeni harmanımız çıktı")
        self.base_url = base_url
        self.credential = Credential(PAGE_TOKEN)

    def comes_in(self, text: str) -> str:
        """A comment below the post."""
        return self._world.comment(self._post, text, by="Ayşe").id

    def answers(self, remote_id: str) -> list[str]:
        """What we wrote below a comment."""
        return self._world.texts(self._world.nodes[remote_id])


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
async def test_contract(check: Check) -> None:
    world = Pages()
    with serving(world) as base:
        await run(check, ENTRY, Stage(world, base))
    assert not world.violations


@pytest.fixture
async def at() -> AsyncIterator[Desk]:
    async with desk() as made:
        yield made


async def test_everything_said_to_a_page_arrives_once(at: Desk) -> None:
    world = at.world
    world.most = 10
    post = world.post("Yeni harman")
    top = [world.comment(post, f"{n}. yorum", by=f"Kişi {n}", ago=3000 - n) for n in range(35)]
    deep = world.comment(world.comment(top[0], "yanıt", by="Ali", ago=50), "yanıta yanıt", by="Veli", ago=40)
    own = world.comment(top[1], "Teşekkürler", ago=30)
    visitor = world.post("Pazar açık mısınız", by="Selin")
    below = world.comment(visitor, "ben de merak ettim", by="Efe")
    tagged = world.post("Harikaydı", by="Gezgin", edge="tagged")
    ad = world.comment(world.post("Kampanya", edge="ads_posts"), "fiyat?", by="Can")
    talk = [world.message("Ayşe", f"{n}. mesaj", ago=500 - n) for n in range(25)]
    answer = world.message("Ayşe", "Bakıyoruz", ago=5, ours=True)
    review = world.review("Çok güzel", "Ece", recommendation_type="positive")
    first = await at.items()
    comments = [*top, deep, below, ad]
    wanted = {one.id: "comment" for one in comments}
    wanted |= {one.id: "dm" for one in talk} | {visitor.id: "mention", tagged.id: "mention"}
    story = review.data["open_graph_story"]
    assert isinstance(story, dict)
    wanted[str(story["id"])] = "review"
    assert wanted.items() <= {key: item.kind for key, item in first.items()}.items()
    assert len(first) == len(wanted) + 1
    assert first[deep.id].parent == deep.up.id if deep.up else None
    assert {one.thread for key, one in first.items() if key == deep.id} == {post.id}
    ours = ours_of(at.pages)
    assert {post.id, own.id, answer.id} <= set(ours)
    assert ours[post.id].metrics.replies == 38
    assert ours[post.id].metrics.views == 8
    assert PAGE_TOKEN not in str(at.cursors) + repr(at.pages)
    before = len(at.calls)
    again = await at.items()
    assert all(first[key] == item for key, item in again.items())
    assert len(at.calls) - before <= 8


async def test_a_quiet_pull_of_posts_is_one_call(at: Desk) -> None:
    for number in range(5):
        at.world.comment(at.world.post(f"{number}. gönderi"), "güzel", by="Ayşe")
    await at.pull("posts")
    before = len(at.calls)
    await at.pull("posts")
    assert len(at.calls) - before == 1


async def test_a_new_comment_below_a_long_list_costs_no_walk(at: Desk) -> None:
    post = at.world.post("gönderi")
    for number in range(60):
        at.world.comment(post, f"{number}", by="Ayşe", ago=1000 - number)
    await at.pull("posts")
    new = at.world.comment(post, "yeni", by="Ali", ago=1)
    before = len(at.calls)
    assert new.id in await at.items("posts")
    assert len(at.calls) - before == 1


async def test_edits_and_deletions_are_seen(at: Desk) -> None:
    world = at.world
    post = world.post("gönderi")
    kept, edited, gone = (world.comment(post, text, by="Ayşe", ago=90) for text in ("bir", "iki", "üç"))
    reply = world.comment(gone, "alt", by="Ali")
    written, unsent = world.message("Efe", "selam"), world.message("Efe", "yanlış oldu")
    visitor = world.post("ilan", by="Reklamcı")
    await at.pull()
    edited.data["message"] = "iki, düzeltme"
    world.delete(gone)
    world.delete(unsent)
    world.delete(visitor)
    seen = await at.items()
    assert seen[edited.id].text == "iki, düzeltme"
    assert {key for key, item in seen.items() if item.deleted} == {gone.id, reply.id, unsent.id, visitor.id}
    assert not seen[kept.id].deleted
    assert written.id in {**seen, written.id: written}
    assert not [key for key, item in (await at.items()).items() if item.deleted]


async def test_a_deleted_post_takes_its_comments_along(at: Desk) -> None:
    post = at.world.post("gönderi")
    comment = at.world.comment(post, "yorum", by="Ayşe")
    at.world.post("öbürü")
    await at.pull("posts")
    at.world.delete(post)
    seen = await at.items("posts")
    assert seen[comment.id].deleted
    assert ours_of(at.pages)[post.id].deleted


async def test_hiding_elsewhere_is_seen(at: Desk) -> None:
    comment = at.world.comment(at.world.post("gönderi"), "kötü", by="Ayşe")
    assert (await at.items("posts"))[comment.id].hidden is False
    comment.data["is_hidden"] = True
    assert (await at.items("posts"))[comment.id].hidden is True


async def test_a_killed_walk_goes_on_where_it_was(at: Desk) -> None:
    at.world.most = 10
    post = at.world.post("gönderi")
    made = [at.world.comment(post, f"{n}", by="Ayşe", ago=1000 - n) for n in range(45)]
    seen: set[str] = set()
    for _ in range(20):
        pages = at.connector.pull("posts", at.cursors.get("posts"))
        async for page in pages:
            seen |= {item.remote_id for item in page.items}
            at.cursors["posts"] = page.cursor
            break
    assert {one.id for one in made} <= seen


async def test_what_is_older_than_the_horizon_is_not_walked_through(at: Desk) -> None:
    at.world.most = 10
    for number in range(60):
        at.world.message("Eski", f"{number}", ago=45 * DAY - number)
    recent = at.world.message("Yeni", "dün", ago=DAY)
    seen = await at.items("conversations")
    assert recent.id in seen
    assert len(seen) == 11


async def test_a_row_that_makes_no_sense_is_read_again_once_it_does(at: Desk) -> None:
    post = at.world.post("gönderi")
    made = [at.world.comment(post, f"{n}", by="Ayşe", ago=1000 - n) for n in range(40)]
    right = made[3].data["created_time"]
    made[3].data["created_time"] = ["?"]
    pages = await at.pull("posts")
    assert len(items_of(pages)) == 39
    assert [one.reason for page in pages for one in page.rejected] == ["list instead of a string"]
    made[3].data["created_time"] = right
    assert made[3].id in await at.items("posts")


async def test_a_row_that_never_makes_sense_is_given_up(at: Desk) -> None:
    post = at.world.post("gönderi")
    made = [at.world.comment(post, f"{n}", by="Ayşe", ago=1000 - n) for n in range(40)]
    made[3].data["created_time"] = ["?"]
    for _ in range(5):
        await at.pull("posts")
    before = len(at.calls)
    await at.pull("posts")
    assert len(at.calls) - before == 1


async def test_pages_in_a_circle_end_and_are_named(at: Desk) -> None:
    at.world.most = 10
    post = at.world.post("gönderi")
    for number in range(30):
        at.world.comment(post, f"{number}", by="Ayşe", ago=1000 - number)
    rows = [
        {
            "id": "1_1",
            "message": "x",
            "created_time": "2026-11-20T10:00:00+0000",
            "from": {"id": "7", "name": "A"},
        }
    ]
    page = {"data": rows, "paging": {"cursors": {"after": "QQ"}, "next": "https://x.example/?after=QQ"}}
    at.proxy.fault("GET", "_[0-9]+/comments", "answer", 10**6, status=200, body=orjson.dumps(page))
    before = len(at.calls)
    pages = await at.pull("posts")
    assert len(at.calls) - before < 12
    assert "paging" in [one.where for one in (rejected for page in pages for rejected in page.rejected)]
    at.proxy.heal()
    seen = items_of(pages)
    for _ in range(3):
        seen |= await at.items("posts")
    assert len([key for key in seen if key != "1_1"]) == 30


def error(code: int, subcode: int | None = None) -> bytes:
    told: dict[str, object] = {"message": f"(#{code}) {PAGE_TOKEN}", "code": code, "error_subcode": subcode}
    return orjson.dumps({"error": told})


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, error(190, 463), SignInRequired),
        (403, error(4), RateLimited),
        (400, error(17), RateLimited),
        (400, error(32), RateLimited),
        (400, error(613), RateLimited),
        (400, error(80001), RateLimited),
        (403, error(200), Denied),
        (500, error(2), Unavailable),
        (503, b"", Unavailable),
        (200, b"<!DOCTYPE html>", Malformed),
        (200, b'{"data": [', Malformed),
        (200, b'{"data": {}}', Malformed),
    ],
)
async def test_troubles_have_names_and_what_came_before_stays(
    at: Desk, status: int, body: bytes, kind: type[Exception]
) -> None:
    at.world.most = 10
    post = at.world.post("gönderi")
    made = [at.world.comment(post, f"{n}", by="Ayşe", ago=1000 - n) for n in range(30)]
    at.proxy.fault("GET", "/comments", "answer", 10**6, status=status, body=body)
    seen: dict[str, Item] = {}
    with pytest.raises(kind) as told:
        async for page in at.connector.pull("posts", None):
            at.cursors["posts"] = page.cursor
            seen |= items_of([page])
    assert seen
    assert PAGE_TOKEN not in f"{told.value}{getattr(told.value, 'raw', '')}"
    at.proxy.heal()
    for _ in range(3):
        seen |= await at.items("posts")
    assert {one.id for one in made} <= set(seen)


async def test_a_page_without_ads_has_an_empty_stream(at: Desk) -> None:
    at.proxy.fault("GET", "/ads_posts", "answer", 9, status=403, body=error(200))
    assert await at.items("ads") == {}


async def test_withdrawn_figures_do_not_matter(at: Desk) -> None:
    at.world.withdrawn = {"post_media_view", "post_impressions_unique", "post_impressions"}
    post = at.world.post("gönderi")
    for _ in range(4):
        await at.pull("posts")
    assert ours_of(at.pages)[post.id].metrics.views is None
    before = len(at.calls)
    await at.pull("posts")
    assert len(at.calls) - before == 1
    at.skew[0] = timedelta(days=1, hours=1)
    at.world.withdrawn = {"post_media_view"}
    for _ in range(3):
        await at.pull("posts")
    assert ours_of(at.pages)[post.id].metrics.views == 8


async def test_who_we_are(at: Desk) -> None:
    profile = await at.connector.identify()
    assert (profile.remote_id, profile.handle, profile.name) == (at.world.home.id, "markamiz", "Markamız")
    with pytest.raises(Missing):
        await at.pull("nothing")


async def exchanged(world: Pages, token: str, **extra: str) -> Credential:
    assert ENTRY.exchange is not None
    with serving(world) as base:
        async with Http(base, user_agent="test") as http:
            found = await ENTRY.exchange(http, Credential(token, extra))
            profile = await FacebookConnector(AccountRef("", base), found, http).identify()
            assert profile.remote_id in {page.id for page in world.pages}
    assert not world.violations
    return found


async def test_a_pages_own_token_is_kept_and_a_persons_becomes_its_pages() -> None:
    world = Pages()
    assert (await exchanged(world, PAGE_TOKEN, app_secret="gizli")).extra == {"app_secret": "gizli"}
    found = await exchanged(world, USER_TOKEN, app_secret="gizli", page="Markamız")
    assert found == Credential(PAGE_TOKEN, {"app_secret": "gizli"})


async def test_with_several_pages_one_must_be_named() -> None:
    world = Pages()
    other = world.add("Page", name="Öbür Marka", access_token="EAAGother")
    world.tokens["EAAGother"] = other
    world.pages.append(other)
    with pytest.raises(Denied) as told:
        await exchanged(world, USER_TOKEN)
    assert f"Markamız ({world.home.id})" in str(told.value)
    assert f"Öbür Marka ({other.id})" in str(told.value)
    assert HIDDEN not in str(told.value)
    assert (await exchanged(world, USER_TOKEN, page=other.id)).token == "EAAGother"
    with pytest.raises(Denied):
        await exchanged(world, USER_TOKEN, page="99")
    world.pages.clear()
    with pytest.raises(Denied):
        await exchanged(world, USER_TOKEN)
    with pytest.raises(SignInRequired):
        await exchanged(world, "EAAGwrong")
