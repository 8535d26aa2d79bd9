"""Office hours and splits from the command line."""

from __future__ import annotations

import pytest

from tests.cli.command import Cli

DEFAULT = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-18:00") | {"sat": "", "sun": ""}


def test_hours_targets_country_and_days_are_kept(cli: Cli) -> None:
    targets = {"comment": 120, "mention": 120, "dm": 60, "review": 540}
    assert cli.rows("sla", "show") == [{"hours": DEFAULT, "targets": targets, "country": "TR", "closed": []}]
    cli("sla", "set", "--hours", "mon-fri=08:30-17:00,sat=10:00-13:00", "--hours", "paz=10:00-24:00")
    cli("sla", "set", "--target", "dm=15", "--target", "review=none", "--country", "de")
    cli("sla", "set", "--closed", "2026-12-31,2027-01-02")
    cli("sla", "set", "--open", "2027-01-02", "--hours", "wed=closed")
    (kept,) = cli.rows("sla", "show")
    assert kept["hours"] == {
        **dict.fromkeys(("mon", "tue", "thu", "fri"), "08:30-17:00"),
        "wed": "",
        "sat": "10:00-13:00",
        "sun": "10:00-24:00",
    }
    assert kept["targets"] == targets | {"dm": 15, "review": None}
    assert (kept["country"], kept["closed"]) == ("DE", ["2026-12-31"])
    shown = cli("sla", "show").stdout
    assert "The clock runs while an item waits for a colleague" in shown
    assert "Wednesday  closed" in shown
    assert "çarşamba" in cli("sla", "show", MEYDAN_LANGUAGE="tr").stdout


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (("--hours", "mon-sun=closed"), "at least one day"),
        (("--hours", "foo=09:00-18:00"), "foo is no day"),
        (("--hours", "fri-mon=09:00-18:00"), "mon comes before fri"),
        (("--hours", "mon=18:00-09:00"), "give 09:00-18:00"),
        (("--hours", "mon=09:70-18:00"), "give 09:00-18:00"),
        (("--hours", "mon=9"), "give 09:00-18:00"),
        (("--target", "dm=0"), "minutes from 1 to"),
        (("--target", "dm=soon"), "minutes from 1 to"),
        (("--target", "letter=5"), "letter is no kind"),
        (("--country", "QQ"), "the country QQ"),
        (("--country", "Turkey"), "the country Turkey"),
        (("--closed", "tomorrow"), "--closed cannot be tomorrow"),
    ],
)
def test_what_cannot_be_is_told_and_changes_nothing(cli: Cli, wish: tuple[str, str], told: str) -> None:
    before = cli.rows("sla", "show")
    assert told in cli("sla", "set", "--target", "comment=5", *wish, status=2).stderr
    assert cli.rows("sla", "show") == before


def test_splits_are_kept_and_removed(cli: Cli) -> None:
    cli("splits", "add", "Kargo", "kargo tone:negative")
    cli("splits", "add", "Geciken", "is:geç sort:priority", "--team")
    kept = [(row["title"], row["filter"], bool(row["login"])) for row in cli.rows("splits", "list")]
    assert kept == [("Kargo", "kargo tone:negative", True), ("Geciken", "is:geç sort:priority", False)]
    assert "the team's" in cli("splits", "list").stdout
    assert "is:nothing means nothing" in cli("splits", "add", "X", "is:nothing", status=2).stderr
    assert "no split Geciken" in cli("splits", "remove", "Geciken", status=1).stderr
    cli("splits", "remove", "Geciken", "--team")
    assert "split removed" in cli("undo").stdout
    assert len(cli.rows("splits", "list")) == 2
