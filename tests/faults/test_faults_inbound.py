"""What comes in: nothing is missed while a server or this machine is away, nothing of ours comes back."""

from __future__ import annotations

import time
from contextlib import ExitStack
from datetime import timedelta

import pytest

from meydan.app.accounts import connect_account
from meydan.store.reads import threads
from meydan.store.writes import drafts
from tests.app_sync.scene import Brand, Team, until
from tests.servers.mastodon import running_mastodon

pytestmark = pytest.mark.long


def test_a_server_that_dies_is_known_within_seconds_not_at_the_next_poll(team: Team) -> None:
    with ExitStack() as alive:
        server = alive.enter_context(running_mastodon())
        _, token = server.user("marka")
        _, fan = server.user("hayran")
        row = connect_account(team.store, team.workspace, "mastodon", server.url, token)
        with team.syncing():
            until(lambda: all(one.last_success_at for one in team.streams().values()))
            server.post(fan, "@marka merhaba")
            until(team.items)
            assert team.health(row.name).failures == 0
            alive.close()
            died = time.monotonic()
            until(lambda: team.health(row.name).failures)
            assert time.monotonic() - died < 6.0
            assert team.health(row.name).error


def test_what_came_while_the_machine_slept_comes_in_by_itself(team: Team, brand: Brand) -> None:
    brand.connect(team)
    brand.hears("uyumadan önce")
    with team.syncing():
        until(lambda: len(team.items()) == 1)
        until(lambda: all(one.last_success_at for one in team.streams().values()))
        slept = [brand.hears(f"uykuda {number}") for number in range(45)]
        team.clock.both += timedelta(hours=8)
        # The timers do not share this clock: a commit makes the engine plan by it at once.
        drafts.save_draft(team.store, "reply:0", "woken")
        until(lambda: len(team.items()) == 46, 20.0)
    assert set(slept) <= {item.remote_id for item in team.items()}
    assert team.said("gap")


def test_our_own_answer_never_comes_back_as_a_message(team: Team, brand: Brand) -> None:
    brand.connect(team)
    asked = brand.hears("neredesiniz")
    said = brand.hears("özelden", visibility="direct")
    team.once()
    for item in team.items():
        team.reply(item, f"bakıyoruz {item.remote_id}")
    for _ in range(3):
        team.once()
    assert sorted(item.remote_id for item in team.items()) == sorted([asked, said])
    for item in team.items():
        with team.store.reading() as conn:
            entries = threads.thread(conn, item.id)
        assert len([one for one in entries if f"bakıyoruz {item.remote_id}" in one.text]) == 1
