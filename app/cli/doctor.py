"""The check-up: everything Meydan stands on, and how to mend what is wrong."""

from __future__ import annotations

import locale
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from meydan.app.cli.errors import explain
from meydan.app.cli.finding import Finding
from meydan.app.cli.ownmodels import own_models
from meydan.app.cli.session import Session
from meydan.app.locale.translating import translate
from meydan.panes.signins import days_left, sign_in_ends
from meydan.panes.speech import N_

LITTLE_SPACE = 1 << 30
NO_SPACE = 100 << 20
LARGE_WAL = 64 << 20
SMALLEST = (80, 24)
CLOCK_SLACK = timedelta(minutes=5)
NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph"})


def examine(session: Session) -> list[Finding]:
    """Look at everything; what cannot be looked at is a finding itself."""
    findings = [
        *_workspace(session),
        _space(session),
        *_secrets(session),
        *_terminal(session),
        _language(session),
        *own_models(session),
    ]
    try:
        with_store = [
            *_store(session),
            *_clock(session),
            *_lease(session),
            *_accounts(session),
            *_outbox(session),
        ]
    except Exception as error:
        told = explain(error, session.speech)
        if told is None:
            raise
        mend = session.say(N_("make the store reachable, or bring a copy back: meydan restore FILE --force"))
        return [Finding("store", "wrong", told, mend), *findings]
    return [*with_store, *findings]


def _store(session: Session) -> Iterator[Finding]:
    from meydan.store import upkeep

    health = upkeep.examine(session.store)
    say = session.say
    if health.problems:
        yield Finding(
            "integrity",
            "wrong",
            say(N_("the store is damaged: {problem}"), problem=health.problems[0]),
            say(N_("stop every meydan, then bring a copy back: meydan restore FILE --force")),
        )
    else:
        size = session.speech.number(health.size >> 10)
        yield Finding("integrity", "ok", say(N_("the store is sound ({size} kB)"), size=size))
    if health.wal_reset_bug:
        yield Finding(
            "engine",
            "warning",
            say(
                N_("{engine} has a bug that can damage the store; writers take turns because of it"),
                engine=health.engine,
            ),
            say(N_("install pysqlite3, or SQLite 3.51.3 or newer")),
        )
    else:
        yield Finding("engine", "ok", health.engine)
    yield Finding("schema", "ok", say(N_("schema version {version}"), version=health.schema))
    if health.wal_size > LARGE_WAL:
        yield Finding(
            "wal",
            "warning",
            say(N_("the store's log has grown to {size} MB"), size=health.wal_size >> 20),
            say(N_("close desks that hang; the log shrinks when nobody reads for a moment")),
        )


def _workspace(session: Session) -> Iterator[Finding]:
    path, say = session.workspace.path, session.say
    if path.stat().st_mode & 0o007:
        yield Finding(
            "workspace",
            "warning",
            say(N_("{path} can be read by everybody on this machine"), path=path),
            f"chmod o-rwx {path}",
        )
    else:
        yield Finding("workspace", "ok", say(N_("workspace {path}"), path=path))
    kind = _file_system(path)
    if kind in NETWORK_FILE_SYSTEMS and session.workspace.database_url.startswith("sqlite"):
        yield Finding(
            "file_system",
            "wrong",
            say(
                N_("{path} lies on a network file system ({kind}), where SQLite can be damaged"),
                path=path,
                kind=kind,
            ),
            say(N_("move the workspace to a local disk, or use PostgreSQL by --store")),
        )


def _file_system(path: Path) -> str:
    """The kind of file system that a folder lies on; empty where that cannot be told."""
    try:
        mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    except OSError:
        return ""
    real = str(path.resolve())
    above = [(m[1], m[2]) for m in mounts if real == m[1] or real.startswith(m[1].rstrip("/") + "/")]
    return max(above, key=lambda mount: len(mount[0]), default=("", ""))[1]


def _space(session: Session) -> Finding:
    free = shutil.disk_usage(session.workspace.path).free
    found = session.say(N_("{size} MB free on the disk"), size=session.speech.number(free >> 20))
    if free >= LITTLE_SPACE:
        return Finding("disk", "ok", found)
    mend = session.say(N_("make room: a full disk stops syncing and answering"))
    return Finding("disk", "wrong" if free < NO_SPACE else "warning", found, mend)


def _secrets(session: Session) -> Iterator[Finding]:
    from meydan.app.secrets import SecretsError

    file = session.workspace.secrets
    try:
        count = len(file.keys())
    except SecretsError as error:
        yield Finding("secrets", "wrong", explain(error, session.speech) or "", f"chmod 600 {file.path}")
        return
    yield Finding("secrets", "ok", session.say(N_("credentials kept for their owner alone: {n}"), n=count))


def _terminal(session: Session) -> Iterator[Finding]:
    say = session.say
    encoding = (sys.stdout.encoding or "").lower().replace("_", "-")
    if encoding in ("utf-8", "utf8"):
        yield Finding("encoding", "ok", "UTF-8")
    else:
        yield Finding(
            "encoding",
            "warning",
            say(
                N_("the terminal's encoding is {encoding}: letters and signs will be missing"),
                encoding=encoding,
            ),
            say(N_("set a UTF-8 locale, like LANG=tr_TR.UTF-8")),
        )
    if not sys.stdout.isatty():
        yield Finding("terminal", "ok", say(N_("the output is no terminal: the desk would not open here")))
        return
    term, size = os.environ.get("TERM", ""), shutil.get_terminal_size()
    colours = (
        "truecolor"
        if os.environ.get("COLORTERM") in ("truecolor", "24bit")
        else "256"
        if "256" in term
        else "16"
    )
    found = say(
        N_("terminal {term}, {columns}x{lines}, {colours} colours"),
        term=term or "?",
        columns=size.columns,
        lines=size.lines,
        colours=colours,
    )
    if term in ("", "dumb", "unknown"):
        yield Finding("terminal", "warning", found, say(N_("set TERM, like TERM=xterm-256color")))
    elif size.columns < SMALLEST[0] or size.lines < SMALLEST[1]:
        yield Finding(
            "terminal", "warning", found, say(N_("the desk wants 80x24 at least: enlarge the window"))
        )
    else:
        yield Finding("terminal", "ok", found)


def _language(session: Session) -> Finding:
    names = {"tr": "Türkçe", "en": "English"}
    system = locale.setlocale(locale.LC_CTYPE, None)
    found = session.say(
        N_("language {language}, time zone {zone}, locale {locale}"),
        language=names[session.speech.language],
        zone=session.speech.timezone,
        locale=system,
    )
    return Finding("language", "ok", found)


def _clock(session: Session) -> Iterator[Finding]:
    from meydan.store.reads import audit

    now = datetime.now(UTC)
    with session.store.reading() as conn:
        last = audit.recent(conn, 1)
    told = session.speech.moment(now)
    if last and last[0].at - now > CLOCK_SLACK:
        yield Finding(
            "clock",
            "wrong",
            session.say(
                N_("the clock says {now}, but something was done here at {later}"),
                now=told,
                later=session.speech.moment(last[0].at),
            ),
            session.say(N_("set the clock: timedatectl set-ntp true")),
        )
    else:
        yield Finding("clock", "ok", session.say(N_("the clock says {now}"), now=told))


def _lease(session: Session) -> Iterator[Finding]:
    from meydan.app.sync import holder
    from meydan.store.reads import leases

    with session.store.reading() as conn:
        lease = leases.lease(conn, "sync")
    if lease is None or lease.expires_at < datetime.now(UTC) or not holder.alive(lease.holder):
        yield Finding(
            "sync",
            "ok",
            session.say(N_("nothing syncs right now: an open desk does, or meydan sync")),
        )
        return
    yield Finding("sync", "ok", session.say(N_("synced by {holder}"), holder=holder.short(lease.holder)))


def _accounts(session: Session) -> Iterator[Finding]:
    from meydan.store.reads import accounts

    with session.store.reading() as conn:
        rows = accounts.health(conn)
    now = datetime.now(UTC)
    for row in rows:
        account = row.account
        name = f"{account.name} ({account.platform})"
        again = f"meydan connect {account.platform} {account.base_url}".strip()
        if account.state == "signed_out":
            yield Finding("account", "wrong", session.say(N_("{name}: sign in again"), name=name), again)
        elif row.blocked_until is not None and row.blocked_until > now:
            found = session.say(
                N_("{name}: waits until {time}"), name=name, time=session.speech.moment(row.blocked_until)
            )
            yield Finding("account", "warning", found, session.say(N_("nothing to do: it goes on by itself")))
        elif row.error:
            mend = session.say(N_("look at the platform and the network, then: meydan sync --once"))
            yield Finding("account", "wrong", f"{name}: {translate(row.error, session.speech)}", mend)
        elif (days := days_left(account, now)) is not None:
            ending = f"{name}: {sign_in_ends(account, now, session.speech)}"
            yield Finding("account", "warning" if days > 1 else "wrong", ending, again)
        elif row.quarantined:
            found = session.say(
                N_("{name}: answers that could not be read: {n}"), name=name, n=row.quarantined
            )
            yield Finding(
                "account", "warning", found, session.say(N_("they are kept; a newer Meydan may read them"))
            )
        else:
            yield Finding("account", "ok", session.say(N_("{name}: well"), name=name))


def _outbox(session: Session) -> Iterator[Finding]:
    from meydan.store.reads import outbox

    with session.store.reading() as conn:
        counts = outbox.counts(conn)
    if not counts.failed and not counts.unknown:
        yield Finding("outbox", "ok", session.say(N_("the outbox has no trouble")))
        return
    yield Finding(
        "outbox",
        "wrong",
        session.say(
            N_("deliveries that failed: {failed}; of unknown fate: {unknown}"),
            failed=counts.failed,
            unknown=counts.unknown,
        ),
        session.say(
            N_("look: meydan outbox --state failed,unknown; then retry, arrived, discard or acknowledge")
        ),
    )
