"""Languages: choice, formats, Turkish casing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from meydan.app.locale import Locale, choose_language
from meydan.panes.speech import Speech

NOW = datetime(2026, 11, 22, 6, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("environ", "setting", "option", "language"),
    [
        ({"LANG": "tr_TR.UTF-8"}, "", "", "tr"),
        ({"LANG": "C.UTF-8"}, "", "", "en"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": ""}, "", "", "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "tr_TR"}, "", "", "tr"),
        ({"LANG": "tr_TR.UTF-8"}, "en", "", "en"),
        ({"LANG": "en_US", "MEYDAN_LANGUAGE": "tr"}, "en", "", "tr"),
        ({"MEYDAN_LANGUAGE": "tr"}, "tr", "en", "en"),
        ({}, "", "", "en"),
    ],
)
def test_the_language_is_chosen(environ: dict[str, str], setting: str, option: str, language: str) -> None:
    assert choose_language(environ, setting, option) == language


def test_formats_of_both_languages() -> None:
    tr: Speech = Locale("tr", "Europe/Istanbul")
    en: Speech = Locale("en", "Europe/London")
    assert (tr.number(184200), en.number(184200)) == ("184.200", "184,200")
    assert (tr.number(Decimal("38.2")), en.number(3.4)) == ("38,2", "3.4")
    assert (tr.percent(0.78), en.percent(0.78)) == ("%78", "78%")
    assert (tr.money(Decimal("184200"), "TRY"), en.money(Decimal("1500"), "EUR")) == ("₺184.200", "€1,500")
    assert (en.money(Decimal("-12.5"), "TRY"), en.money(Decimal("0.4"), "XAU")) == ("-₺13", "XAU 0")
    assert (tr.clock(NOW), en.clock(NOW)) == ("09:42", "06:42")
    assert (tr.day(NOW), en.day(NOW)) == ("Paz 22", "Sun 22")
    assert (tr.short_date(NOW), en.short_date(NOW)) == ("22 Kas", "22 Nov")
    assert tr.month(date(2026, 11, 1)) == "Kasım"
    assert tr.moment(datetime(2026, 11, 22, 22, 30, tzinfo=UTC)) == "23 Kas 01:30"


@pytest.mark.parametrize(
    ("ago", "tr", "en"),
    [
        (timedelta(seconds=-5), "0sn", "0s"),
        (timedelta(seconds=59), "59sn", "59s"),
        (timedelta(minutes=2), "2d", "2m"),
        (timedelta(hours=5), "5sa", "5h"),
        (timedelta(days=4), "4g", "4d"),
        (timedelta(days=70), "2ay", "2mo"),
        (timedelta(days=800), "2y", "2y"),
    ],
)
def test_ages(ago: timedelta, tr: str, en: str) -> None:
    assert Locale("tr").age(NOW - ago, NOW) == tr
    assert Locale("en").age(NOW - ago, NOW) == en


def test_turkish_casing() -> None:
    tr, en = Locale("tr"), Locale("en")
    assert (tr.upper("istanbul ılık"), en.upper("istanbul")) == ("İSTANBUL ILIK", "ISTANBUL")
    assert (tr.lower("ISPARTA İZMİR"), en.lower("ISPARTA")) == ("ısparta izmir", "isparta")


def test_fields_are_filled_and_braces_in_values_are_plain() -> None:
    en = Locale("en")
    assert en.say("{file} cannot be read: {reason}", file="{x}", reason="{0}") == "{x} cannot be read: {0}"
    assert en.say_n("{n} item", "{n} items", 1) == "1 item"
    assert en.say_n("{n} item", "{n} items", 1200) == "1,200 items"
    assert Locale("tr").say("") == ""
