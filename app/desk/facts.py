"""What the top line and the alert line tell, read in one snapshot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from meydan.app.locale.translating import translate
from meydan.app.sync.holder import is_desk, same_process
from meydan.insight.sla import RUNNING
from meydan.panes.alert import Alert
from meydan.panes.speech import Speech
from meydan.panes.status import StatusFacts
from meydan.panes.waves import WAVES_FOR, wave_detail, wave_name
from meydan.store.rows.inbox import InboxQuery
from meydan.store.rows.waves import WaveRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

SYNC_LEASE = "sync"


def read_facts(
    conn: Connection, login: str, me: str, now: datetime, alive: Callable[[str], bool]
) -> StatusFacts:
    """The facts for a member's desk whose process holds leases as `me`."""
    from meydan.store.reads import accounts, calendar, inbox, leases, outbox, team, waves

    unread, waiting, positive, neutral, negative, questions = inbox.counts(
        conn,
        [
            *(InboxQuery(states=frozenset({state})) for state in ("open", "waiting")),
            *(
                InboxQuery(states=RUNNING, sentiments=frozenset({tone}))
                for tone in ("positive", "neutral", "negative")
            ),
            InboxQuery(states=RUNNING, question=True),
        ],
    )
    lease = leases.lease(conn, SYNC_LEASE)
    if lease is None or lease.expires_at < now or not alive(lease.holder):
        syncer = "nobody"
    elif same_process(lease.holder, me):
        syncer = "desk"
    else:
        syncer = "colleague" if is_desk(lease.holder) else "service"
    names = {member.login: member.name for member in team.members(conn)}
    return StatusFacts(
        brand=accounts.brand(conn).name,
        member=names.get(login, login),
        health=accounts.health(conn),
        outbox=outbox.counts(conn),
        late=outbox.late(conn, now),
        missed=calendar.missed(conn),
        unread=unread,
        waiting=waiting,
        positive=positive,
        neutral=neutral,
        negative=negative,
        questions=questions,
        syncer=syncer,
        waves=waves.unseen(conn, now - WAVES_FOR),
    )


def find_alert(
    facts: StatusFacts, sync_trouble: str, speech: Speech, key: str, hide_key: str
) -> Alert | None:
    """The worst thing that needs a person, or None.

    `key` goes to where it is dealt with, `hide_key` puts the alert of a wave away.
    """
    if facts.waves:
        return _wave_alert(facts.waves[0], speech, key, hide_key)
    outbox = facts.outbox
    if outbox.unknown:
        what = speech.say_n("{n} delivery is uncertain", "{n} deliveries are uncertain", outbox.unknown)
        return Alert(
            what,
            speech.say("the answer was lost: look whether it arrived"),
            key,
            speech.say("open the outbox"),
            "outbox",
        )
    if outbox.failed:
        what = speech.say_n("{n} delivery failed", "{n} deliveries failed", outbox.failed)
        return Alert(
            what, speech.say("the platform refused it"), key, speech.say("open the outbox"), "outbox"
        )
    if facts.missed:
        what = speech.say_n("{n} post was missed", "{n} posts were missed", facts.missed)
        return Alert(
            what,
            speech.say("its hour was over before it could leave: give it a new time"),
            key,
            speech.say("open the calendar"),
            "calendar",
        )
    if facts.late:
        what = speech.say_n("{n} delivery is late", "{n} deliveries are late", facts.late)
        return Alert(what, _why_late(facts, speech), key, speech.say("open the outbox"), "outbox")
    for one in facts.troubled:
        if one.account.state == "signed_out":
            detail = speech.say("run: meydan connect {platform}", platform=one.account.platform)
            what = speech.say("{account} is signed out", account=one.account.name)
        else:
            detail = translate(one.error, speech)
            what = speech.say("{account} cannot be synced", account=one.account.name)
        return Alert(what, detail, key, speech.say("show accounts"), "accounts")
    if sync_trouble:
        what = speech.say("Syncing does not run")
        return Alert(what, translate(sync_trouble, speech), key, speech.say("show accounts"), "accounts")
    return None


def _wave_alert(wave: WaveRow, speech: Speech, key: str, hide_key: str) -> Alert:
    words = [*wave.topics[:1], "since:24h"]
    if not any(character.isspace() for character in wave.account):
        words.append(f"account:{wave.account}")
    return Alert(
        wave_name(wave, speech),
        wave_detail(wave, speech),
        key,
        speech.say("show the messages"),
        "inbox",
        filter=" ".join(words),
        other=(speech.say("hide"), hide_key),
        wave=wave.id,
    )


def _why_late(facts: StatusFacts, speech: Speech) -> str:
    """What holds things up, as far as it can be told."""
    if facts.syncer == "nobody":
        return speech.say("nobody syncs")
    for one in facts.health:
        if one.account.state == "signed_out":
            return speech.say("{account} is signed out", account=one.account.name)
        if one.account.state != "active":
            return speech.say("{account} is paused", account=one.account.name)
    return speech.say("it should have left more than two minutes ago")
