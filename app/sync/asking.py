"""Asking the process that syncs to do a round now, and waiting for it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from meydan.app.sync import holder
from meydan.app.sync.clock import Clock
from meydan.app.sync.lease import LEASE
from meydan.app.sync.offload import Offload
from meydan.app.sync.report import AccountReport, OnceReport, OutboxReport
from meydan.app.sync.standing import barrier
from meydan.store import Store
from meydan.store.reads import accounts, leases, outbox
from meydan.store.rows.people import AccountHealth, StreamRow
from meydan.store.rows.system import LeaseRow
from meydan.store.writes import sync

PATIENCE = 30.0
LOOK_EVERY = 0.1
ASK_EVERY = 2.0


@dataclass(frozen=True, slots=True)
class _State:
    """All that tells whether a round was done, of one moment."""

    health: tuple[AccountHealth, ...]
    streams: tuple[StreamRow, ...]
    waiting: int
    lease: LeaseRow | None


async def ask(
    store: Store, off: Offload, clock: Clock, account: str | None, patience: float = PATIENCE
) -> OnceReport | None:
    """Have the holder of the lease pull and send now; None when nobody holds it (any more).

    `finished` is False when it did not get through within `patience` seconds. Raises NotFound for an account
    that does not exist.
    """
    asked = clock.now()
    began = clock.monotonic()
    before = await off(_look, store, account, asked)
    chosen = [one for one in before.health if barrier(one, asked) is None]
    ids = {one.account.id for one in chosen}
    wanted = {stream.id: stream for stream in before.streams if stream.account_id in ids}
    next_ask = began
    while True:
        state = await off(_look, store, account, clock.now())
        lease = state.lease
        if lease is None or lease.expires_at <= clock.now() or not holder.alive(lease.holder):
            return None
        open_ids = {stream.id for stream in state.streams if _open(stream, wanted.get(stream.id), asked)}
        in_time = clock.monotonic() - began < patience
        if (not open_ids and not state.waiting) or not in_time:
            errors = _errors(state, before, asked)
            reports = tuple(_report(one, errors, asked) for one in state.health)
            return OnceReport(reports, OutboxReport(), lease.holder, finished=not open_ids)
        if clock.monotonic() >= next_ask:
            next_ask = clock.monotonic() + ASK_EVERY
            for account_id in {s.account_id for s in state.streams if s.id in open_ids}:
                await off(sync.make_due, store, account_id, clock.now())
        await asyncio.sleep(LOOK_EVERY)


def _report(health: AccountHealth, errors: dict[int, tuple[str, ...]], asked: datetime) -> AccountReport:
    account = health.account
    return AccountReport(account.name, errors=errors.get(account.id, ()), barrier=barrier(health, asked))


def _look(store: Store, account: str | None, now: datetime) -> _State:
    with store.reading() as conn:
        chosen = None if account is None else accounts.account(conn, account).id
        health = tuple(one for one in accounts.health(conn, now) if chosen in (None, one.account.id))
        streams = accounts.streams(conn, chosen)
        return _State(health, streams, _waiting(conn, now), leases.lease(conn, LEASE))


def _waiting(conn: Connection, now: datetime) -> int:
    """How many deliveries are on their way or could leave now."""
    due = outbox.next_due(conn)
    counts = outbox.counts(conn)
    return counts.sending + (1 if due is not None and due <= now + timedelta(seconds=0.5) else 0)


def _open(stream: StreamRow, before: StreamRow | None, asked: datetime) -> bool:
    """Whether a wanted stream has not been through a whole attempt since it was asked for."""
    if before is None or stream.last_attempt_at is None:
        return before is not None
    if stream.last_attempt_at <= asked:
        return True
    succeeded = stream.last_success_at is not None and stream.last_success_at >= stream.last_attempt_at
    return not succeeded and stream.failures <= before.failures


def _errors(state: _State, before: _State, asked: datetime) -> dict[int, tuple[str, ...]]:
    """What went wrong with attempts made since, per account."""
    found: dict[int, tuple[str, ...]] = {}
    for stream in state.streams:
        if stream.error and stream.last_attempt_at is not None and stream.last_attempt_at > asked:
            known = found.get(stream.account_id, ())
            found[stream.account_id] = tuple(dict.fromkeys((*known, stream.error)))
    return found
