"""A send that goes wrong, in every way and for every act: never done twice, never lost without a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import cycle, islice

import pytest

from meydan.connectors.http import Timeouts
from meydan.store.reads import outbox
from meydan.store.rows.outgoing import OutboxCounts
from tests.app_sync.scene import Brand, Team
from tests.faults.deeds import DEEDS, Doer, doer

pytestmark = pytest.mark.long

WRITES = {
    "/api/v1/statuses": 4,
    "/api/v1/statuses/*/favourite": 1,
    "/api/v1/accounts/*/block": 1,
    "/api/v1/reports": 1,
}
"""The paths of all deeds, and how many of DEEDS each takes."""
PAGE = b"<!doctype html><html>maintenance</html>"

Arm = Callable[[Brand], None]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for an answer."""
    monkeypatch.setattr(Timeouts.__init__, "__defaults__", (2.0, 0.4, 0.4))


@pytest.fixture
def here(team: Team, brand: Brand) -> Iterator[Doer]:
    yield doer(team, brand)
    brand.server.heal()


def proxied(kind: str, **more: object) -> Arm:
    """Every deed's request meets this between us and the server."""

    def arm(brand: Brand) -> None:
        for path, count in WRITES.items():
            brand.proxy.fault("POST", f"^{path.replace('*', '[^/]+')}$", kind, count, **more)

    return arm


def served(kind: str, **more: object) -> Arm:
    """Every deed's request meets this in the server itself."""

    def arm(brand: Brand) -> None:
        for path, count in WRITES.items():
            brand.server.fault({"type": kind, **more}, path, ["POST"], count)

    return arm


def of_all_kinds(*statuses: int) -> Arm:
    """Every deed's request fails in the server, each with another one of these."""

    def arm(brand: Brand) -> None:
        turn = cycle(statuses)
        for path, count in WRITES.items():
            for status in islice(turn, count):
                brand.server.fault({"type": "status", "status": status}, path, ["POST"])

    return arm


def counts(team: Team) -> OutboxCounts:
    with team.store.reading() as conn:
        return outbox.counts(conn)


def rounds(team: Team, ahead: timedelta = timedelta(seconds=200)) -> None:
    """Rounds, with time between them, until nothing changes any more."""
    before: object = None
    for _ in range(12):
        team.once()
        after = [(one.id, one.state, one.attempts) for one in team.deliveries()]
        if after == before:
            return
        before = after
        team.clock.both += ahead
    raise AssertionError("it never comes to rest")


DOUBT = {
    "cut_off_unseen": proxied("refused"),
    "silence_before_it_was_accepted": proxied("stalled"),
    "silence_after_it_was_accepted": proxied("swallowed"),
    "accepted_after_we_gave_up": served("latency", delay_ms=600),
    "answer_lost": proxied("lost"),
    "connection_reset": proxied("reset"),
    "body_cut_in_the_middle": proxied("cut"),
    "status_5xx": of_all_kinds(500, 502, 503),
    "accepted_then_500": proxied("instead", status=500),
    "accepted_then_a_gateway_gave_up": proxied("instead", status=504, body=PAGE),
    "malformed_and_not_done": served("malformed"),
    "accepted_then_malformed": proxied("instead", status=200, body=b'{"id": "1'),
    "accepted_then_a_page": proxied("instead", status=200, body=PAGE),
    "accepted_without_an_id": proxied("instead", status=200, body=b"{}"),
}


@pytest.mark.parametrize("fault", sorted(DOUBT))
def test_a_doubt_is_read_back_and_ends_in_one(here: Doer, fault: str) -> None:
    deeds = [here.do(name) for name in DEEDS]
    DOUBT[fault](here.brand)

    first = here.team.once().outbox
    assert first.sent + first.unknown + first.later == len(DEEDS)
    assert first.unknown, "nothing went wrong"
    assert counts(here.team).unknown == first.unknown, "a doubt is not counted on the top line"
    rounds(here.team)

    for deed in deeds:
        row = deed.delivery
        if deed.name == "report":
            assert (row.state, deed.times() <= 1) == ("unknown", True), "no server tells of reports"
            assert row.error
        else:
            assert (deed.name, row.state, deed.times()) == (deed.name, "sent", 1)
    assert counts(here.team).unknown == 1


LATER = {
    "asked_to_wait_a_minute": proxied("answer", status=429, headers={"Retry-After": "60"}),
    "asked_to_wait_without_a_word_how_long": served("status", status=429),
    "asked_to_wait_by_the_servers_own_limit": served("ratelimit", headers={"Retry-After": "90"}),
}


@pytest.mark.parametrize("fault", sorted(LATER))
def test_what_is_asked_to_wait_waits_with_all_of_its_account(here: Doer, fault: str) -> None:
    deeds = [here.do(name) for name in DEEDS]
    LATER[fault](here.brand)

    report = here.team.once().outbox
    assert (report.later, report.sent) == (1, 0), "the account went on although it was asked to wait"
    assert len([one for one in here.team.deliveries() if one.attempts]) == 1
    rounds(here.team)
    # Each of them was asked to wait once.
    for _ in DEEDS:
        here.team.clock.both += timedelta(seconds=100)
        here.team.once()

    assert [(deed.delivery.state, deed.times()) for deed in deeds] == [("sent", 1)] * len(deeds)


def test_a_server_that_is_away_gets_it_when_it_is_back(here: Doer) -> None:
    deeds = [here.reply(), here.publish(), here.like()]
    with here.brand.proxy.away():
        report = here.team.once().outbox
        assert (report.later, report.sent, report.unknown) == (len(deeds), 0, 0)
        assert all(deed.delivery.error for deed in deeds)
    rounds(here.team)
    assert [(deed.delivery.state, deed.times()) for deed in deeds] == [("sent", 1)] * len(deeds)


@pytest.mark.parametrize("status", [403, 404, 422])
def test_a_no_is_final_said_in_the_servers_words_and_red(here: Doer, status: int) -> None:
    words = f"Validation failed ({status})"
    deeds = [here.do(name) for name in DEEDS]
    served("status", status=status, body={"error": words})(here.brand)
    assert here.team.once().outbox.failed == len(DEEDS)
    rounds(here.team)
    for deed in deeds:
        assert (deed.delivery.state, deed.delivery.error, deed.times()) == ("failed", words, 0)
    assert counts(here.team).failed == len(DEEDS)


def test_a_credential_that_ran_out_keeps_everything_for_the_next_one(here: Doer) -> None:
    deeds = [here.do(name) for name in DEEDS]
    served("status", status=401, body={"error": "The access token is invalid"})(here.brand)
    assert here.team.once().outbox.later == 1
    rounds(here.team)
    assert here.team.health(here.brand.name).account.state == "signed_out"
    assert {deed.delivery.state for deed in deeds} == {"ready"}
    assert deeds[0].delivery.error == "The access token is invalid"

    here.brand.server.heal()
    here.brand.connect(here.team, daily_budget=1)
    rounds(here.team)
    assert [(deed.delivery.state, deed.times()) for deed in deeds] == [("sent", 1)] * len(deeds)


LOOKS = {
    "it_is_gone": ("status", {"status": 404}, "failed", 0),
    "it_fails": ("status", {"status": 503}, "sent", 1),
    "it_makes_no_sense": ("malformed", {}, "sent", 1),
}


@pytest.mark.parametrize("case", sorted(LOOKS))
def test_a_fault_while_looking_at_what_is_answered_sends_nothing_yet(here: Doer, case: str) -> None:
    kind, more, state, times = LOOKS[case]
    deed = here.reply()
    here.brand.server.fault({"type": kind, **more}, "/api/v1/statuses/*", ["GET"], count=3)
    here.team.once()
    here.brand.server.heal()
    assert (deed.delivery.state, deed.times()) == ("failed" if state == "failed" else "ready", 0)
    assert deed.delivery.error
    rounds(here.team)
    assert (deed.delivery.state, deed.times()) == (state, times)
