"""Office hours and how soon an answer is due."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from meydan.app.cli import values
from meydan.app.cli.errors import Misuse
from meydan.app.cli.options import Json
from meydan.app.cli.output import print_json, print_table, show
from meydan.app.cli.session import Session, here
from meydan.app.locale.words import WORDS
from meydan.panes.speech import N_

if TYPE_CHECKING:
    from meydan.app.office import OfficeSettings

WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
NO_COUNTRY = "none"


def register(app: typer.Typer) -> None:
    """Add this family's commands."""
    family = typer.Typer(help=N_("Office hours, and how soon an answer is due."))
    family.command("show", help=N_("The hours, the holidays that count and the targets."))(_show)
    family.command("set", help=N_("Change hours, targets, the country or days of your own."))(_set)
    app.add_typer(family, name="sla")


def _show(ctx: typer.Context, as_json: Json = False) -> None:
    from meydan.app import office

    session = here(ctx)
    with session.store.reading() as conn:
        settings = office.read_settings(conn)
    if as_json:
        print_json([as_kept(settings)])
        return
    _print(session, settings)


def _set(
    ctx: typer.Context,
    hours: Annotated[
        list[str] | None,
        typer.Option(metavar="DAYS=HOURS", help=N_("mon-fri=09:00-18:00, sat=closed; may be repeated")),
    ] = None,
    target: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND=MINUTES",
            help=N_("comment, mention, dm or review and minutes of office hours, or none; may be repeated"),
        ),
    ] = None,
    country: Annotated[
        str | None,
        typer.Option(metavar="CODE", help=N_("whose public holidays are closed: TR, DE, ...; or none")),
    ] = None,
    closed: Annotated[
        list[str] | None, typer.Option(metavar="DAY", help=N_("a day of your own that is closed"))
    ] = None,
    open_: Annotated[
        list[str] | None,
        typer.Option("--open", metavar="DAY", help=N_("a day of your own that is closed no more")),
    ] = None,
) -> None:
    from meydan.app import office
    from meydan.store.writes import settings as writes

    session, now = here(ctx), datetime.now(UTC)
    with session.store.reading() as conn:
        settings = before = office.read_settings(conn)
    try:
        for wish in values.split(hours or []):
            settings = office.with_hours(settings, wish)
        for wish in values.split(target or []):
            settings = office.with_target(settings, wish)
        settings = office.with_days(
            settings,
            [values.day("--closed", text) for text in values.split(closed or [])],
            [values.day("--open", text) for text in values.split(open_ or [])],
        )
        if country is not None:
            settings = office.with_country(settings, "" if country.lower() == NO_COUNTRY else country)
            if settings.country:
                office.ask_holidays(settings.country, [str(now.year)])
    except office.OfficeError as error:
        raise Misuse(error.message, **error.values) from None
    if settings != before:
        writes.put(session.store, office.SLA, office.encode(settings))
        office.learn_holidays(session.store, now)
    _print(session, settings)


def as_kept(settings: OfficeSettings) -> dict[str, object]:
    """The settings by the keys of the contract."""
    from meydan.app import office

    return {
        "hours": {
            day: office.shown_hours(hours) for day, hours in zip(office.DAYS, settings.week, strict=True)
        },
        "targets": {kind: settings.targets.get(kind) for kind in office.KINDS},
        "country": settings.country,
        "closed": sorted(map(str, settings.closed)),
    }


def _print(session: Session, settings: OfficeSettings) -> None:
    from meydan.app import office

    say = session.say
    rows = [
        (say(day), office.shown_hours(hours) or say(N_("closed")))
        for day, hours in zip(WEEKDAYS, settings.week, strict=True)
    ]
    print_table([say(N_("day")), say(N_("hours"))], rows)
    show()
    targets = [
        (say(WORDS[kind]), "" if minutes is None else session.speech.number(minutes))
        for kind, minutes in ((kind, settings.targets.get(kind)) for kind in office.KINDS)
    ]
    print_table([say(N_("kind")), say(N_("minutes"))], targets, right=frozenset({1}))
    show()
    show(say(N_("public holidays: {country}"), country=settings.country or say(N_("none"))))
    if settings.closed:
        show(say(N_("closed besides: {days}"), days=", ".join(map(str, sorted(settings.closed)))))
    show(say(N_("The clock runs while an item waits for a colleague; what is put away or done has none.")))
