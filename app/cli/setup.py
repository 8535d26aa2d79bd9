"""Beginning: a workspace, its accounts, and the demo."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from meydan.app.cli.connectors import platform as platform_entry
from meydan.app.cli.errors import Failure, Misuse
from meydan.app.cli.guides import GUIDES
from meydan.app.cli.output import safe, show, warn
from meydan.app.cli.session import Session, here, interactive
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.connectors.base import Capability, PlatformEntry
    from meydan.connectors.signin import SignIn


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    app.command(
        "demo", help=N_("The desk on a demo brand. A playground platform on this machine serves it.")
    )(_demo)
    app.command("init", help=N_("Make a workspace; the Unix user becomes its admin."))(_init)
    app.command(
        "connect", help=N_("Connect an account. What is missing is asked for, what is given is checked.")
    )(_connect)


def _demo(
    ctx: typer.Context,
    fresh: Annotated[bool, typer.Option("--fresh", help=N_("begin the demo anew"))] = False,
) -> None:
    from meydan.app.demo import run

    session = here(ctx)
    run(session.found, fresh=fresh, language=session.given.language)


def _init(
    ctx: typer.Context,
    brand: Annotated[str, typer.Option(metavar="NAME", help=N_("the brand's name"))] = "",
) -> None:
    from meydan.app.cli.values import written
    from meydan.store.reads import accounts

    session = here(ctx)
    session.brand = written(brand) if brand else ""
    with session.store.reading() as conn:
        found = accounts.brand(conn).name
    if session.brand and found != session.brand:
        raise Failure(N_("this workspace belongs to the brand {brand} already"), brand=found)
    show(
        session.say(
            N_("Workspace of {brand}: {path}"), brand=safe(found), path=safe(str(session.workspace.path))
        )
    )


def _connect(
    ctx: typer.Context,
    platform: Annotated[
        str,
        typer.Argument(metavar="PLATFORM", help=N_("the platform's key; meydan connectors list shows all")),
    ],
    base_url: Annotated[
        str, typer.Argument(metavar="BASE_URL", help=N_("the server's address, where a platform has many"))
    ] = "",
    token: Annotated[
        str,
        typer.Option(
            metavar="TOKEN", help=N_("a token or the platform's JSON credential; - reads it from stdin")
        ),
    ] = "",
    name: Annotated[str, typer.Option(metavar="NAME", help=N_("how the team calls the account"))] = "",
    daily_budget: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=0, help=N_("requests, quota units or dollars a day, the platform's own unit")
        ),
    ] = None,
) -> None:
    from meydan.app.accounts import connect_account

    session, entry = here(ctx), platform_entry(platform)
    if not base_url and entry.declaration.needs_base_url:
        base_url = _asked(session, N_("Address of the server, like mastodon.social:"), "BASE_URL")
    credential = sys.stdin.read().strip() if token == "-" else token
    if not credential:
        credential = _signed_in(session, entry, base_url)

    def lacking(scope: str, lost: frozenset[Capability]) -> None:
        warn(
            session.say(N_("It does not allow {scope}: no {lost}"), scope=scope, lost=", ".join(sorted(lost)))
        )

    row = connect_account(
        session.store,
        session.workspace,
        platform,
        base_url,
        credential,
        name=name,
        daily_budget=daily_budget,
        lacking=lacking,
    )
    show(
        session.say(
            N_("Connected {name}: {handle} on {platform} (account {id})"),
            name=safe(row.name),
            handle=safe(row.handle or row.display_name),
            platform=entry.declaration.title,
            id=row.id,
        )
    )


def _asked(session: Session, question: str, what: str) -> str:
    """What the person types. Raises Misuse when nobody is there to be asked, Failure for an empty answer."""
    if not interactive():
        raise Misuse(N_("{what} is missing"), what=what)
    sys.stderr.write(f"{session.say(question)} ")
    sys.stderr.flush()
    answer = sys.stdin.readline().strip()
    if not answer:
        raise Failure(N_("{what} is missing"), what=what)
    return answer


def _signed_in(session: Session, entry: PlatformEntry, base_url: str) -> str:
    """A credential from the person: by the platform's own sign-in where it has one, else a pasted token."""
    if not interactive():
        raise Misuse(N_("{what} is missing"), what="--token")
    if entry.sign_in is not None:
        import asyncio

        return asyncio.run(_sign_in(session, entry.sign_in, base_url))
    if guide := GUIDES.get(entry.declaration.key):
        for line in guide.lines:
            warn(session.say(line, scopes=guide.scopes, example=guide.example))
    from getpass import getpass

    question = session.say(N_("Token (it is not shown):"))
    return getpass(f"{question} ", stream=sys.stderr)


async def _sign_in(session: Session, sign_in: SignIn, base_url: str) -> str:
    from importlib.metadata import version

    from meydan.connectors.http import Http

    address = base_url if "://" in base_url or not base_url else f"https://{base_url}"
    async with Http(address, user_agent=f"Meydan/{version('meydan')}") as http:
        pending = await sign_in.begin(http)
        warn(session.say(N_("Open this address in a browser, anywhere, and allow Meydan:")))
        warn(f"\n  {safe(pending.url)}\n")
        pasted = _asked(session, N_("Paste the code, or the address of the page you end on:"), "code")
        return (await sign_in.finish(http, pending, pasted)).to_text()
