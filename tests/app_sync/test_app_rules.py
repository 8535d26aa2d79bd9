"""Rules in the process that syncs: on what arrives and changes, once, and never in the way of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from meydan.app.sync.events import Notice, Step
from meydan.app.sync.ingest import Ingestor
from meydan.connectors.base import Item, Page
from meydan.insight.rules.language import pack_actions, pack_conditions, read_actions, read_conditions
from meydan.store.reads import drafts, rules
from meydan.store.writes import rules as writes
from meydan.store.writes import team as team_writes
from tests.app_sync.scene import Team, comment, scripted, until
from tests.servers.scripted import Script


def rule(team: Team, name: str, when: str, do: str) -> int:
    """A rule in force."""
    conditions, actions = read_conditions(when), read_actions(do)
    number = writes.add(
        team.store, name, pack_conditions(conditions), pack_actions(actions), last=actions.last, needs=actions
    )
    writes.enable(team.store, number, True)
    return number


def brings(*items: Item) -> Script:
    """A platform with one page."""

    async def pull(cursor: str | None) -> AsyncIterator[Page]:
        yield Page(items=items, cursor="1")

    return Script(pull)


def test_what_a_round_brings_is_ruled_in_it(team: Team) -> None:
    team_writes.add_tag(team.store, "k", "kargo")
    team_writes.add_member(team.store, "mert", "Mert", "responder", "m")
    team_writes.add_saved(
        team.store, "kg", "Merhaba {name}, {?sipariş no} için bakıyoruz. {member}, {brand|biz}", lang="tr"
    )
    first = rule(team, "kargo", "words:kargo*", "tag:kargo assign:mert priority:+2 draft:kg hide last")
    rule(team, "hepsi", "kind:comment", "priority:-1")
    scripted(team, brings(comment(1, "KARGOM nerede"), comment(2, "teşekkürler")))

    assert team.once().ok

    thanks, parcel = sorted(team.items(), key=lambda item: item.boost)
    assert (parcel.tags, parcel.assignee, parcel.boost) == (("kargo",), "mert", 2)
    assert (thanks.tags, thanks.assignee, thanks.boost) == ((), "", -1)
    assert team.deliveries() == [], "the platform cannot hide"
    with team.store.reading() as conn:
        draft = drafts.draft(conn, f"reply:{parcel.id}", "mert")
        hits = rules.hits_of(conn, parcel.id)
    assert draft is not None
    assert draft.text == "Merhaba Ali, [sipariş no] için bakıyoruz. Mert, biz"
    assert draft.codes == ("kg",)
    assert [hit.rule_id for hit in hits] == [first]
    assert [event.count for event in team.said(Step.RULED)] == [2]


def test_an_edit_is_looked_at_again_and_a_rule_acts_once(team: Team) -> None:
    rule(team, "kargo", "words:kargo*", "priority:+2")
    account = scripted(team, Script())
    ingestor = Ingestor(team.store)
    for text in ("selam", "kargom nerede", "kargom nerede?!"):
        ingestor.ingest(account.id, Page(items=(comment(1, text),)))
        team.once()
    assert [item.boost for item in team.items()] == [2]
    assert [event.count for event in team.said(Step.RULED)] == [0, 1, 0]


def test_without_rules_in_force_nothing_waits(team: Team) -> None:
    number = rule(team, "kargo", "words:kargo*", "priority:+2")
    writes.enable(team.store, number, False)
    scripted(team, brings(comment(1, "kargom nerede")))
    team.once()
    writes.enable(team.store, number, True)
    team.once()
    assert [item.boost for item in team.items()] == [0]
    assert team.said(Step.RULED) == []


def test_the_daemon_rules_what_another_process_stores(team: Team) -> None:
    rule(team, "kargo", "words:kargo*", "priority:+2")
    account = scripted(team, Script())
    with team.syncing():
        until(lambda: team.said(Step.PULL_ENDED))
        Ingestor(team.store).ingest(account.id, Page(items=(comment(1, "kargom nerede"),)))
        until(lambda: [item.boost for item in team.items()] == [2], 5)


def test_many_items_are_ruled_piece_by_piece(team: Team) -> None:
    rule(team, "hepsi", "kind:comment", "priority:+1")
    account = scripted(team, Script())
    items = tuple(replace(comment(at), thread=None) for at in range(1, 1202))
    Ingestor(team.store).ingest(account.id, Page(items=items))
    team.once()
    assert [event.count for event in team.said(Step.RULED)] == [500, 500, 201]


def test_a_rule_of_a_newer_program_is_told_and_the_others_work(team: Team) -> None:
    number = writes.add(team.store, "yeni", '{"mood": ["blue"]}', '{"done": []}')
    writes.enable(team.store, number, True)
    rule(team, "kargo", "words:kargo*", "priority:+2")
    scripted(team, brings(comment(1, "kargom nerede")))
    assert team.once().ok
    assert [item.boost for item in team.items()] == [2]
    assert [event.subject for event in team.said(Notice.RULE_UNREAD)] == ["yeni"]
