"""Saved replies are filled in, asked about and checked; nothing is ever sent raw."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.insight.templates import BrokenTemplate, Field, check, fill, questions

KNOWN = {
    "name": "Merve",
    "handle": "merve.kaya",
    "brand": "Anadolu Kahve",
    "account": "",
    "today": "25 Kasım",
}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Merhaba {name}!", "Merhaba Merve!"),
        ("Merhaba {ad|dostum}!", "Merhaba Merve!"),
        ("{account|biz} buradayız", "biz buradayız"),
        ("{ name } / { account | ekip }", "Merve / ekip"),
        ("{{name}} {name}", "{name} Merve"),
        ("süslü { tek } değil", "süslü  değil"),
        ("{?sipariş no} için", "42 için"),
        ("{?renk|mavi} ve {?beden|}", "mavi ve "),
        ("} yalnız {", "} yalnız {"),
    ],
)
def test_what_a_reply_becomes(text: str, filled: str) -> None:
    assert fill(text, KNOWN, {"sipariş no": "42", "renk": ""}) == filled


def test_what_has_to_be_asked_first() -> None:
    text = "{name}, {?sipariş no} ({?sipariş no}) {member} {account|biz} {?adres|yok}"
    assert questions(text, KNOWN) == (
        Field("sipariş no", True),
        Field("member", False),
        Field("adres", True, "yok"),
    )
    assert fill(text, KNOWN, {"sipariş no": "7", "member": "Ayşe"}) == "Merve, 7 (7) Ayşe biz yok"


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Merhaba {isim}, {isim} {tarih|x}", ("{isim}", "{tarih}")),
        ("boş {}", ("{}",)),
        ("soru {?}", ("{?}",)),
        ("{Name}", ("{Name}",)),
    ],
)
def test_unknown_fields_are_named(text: str, fields: tuple[str, ...]) -> None:
    with pytest.raises(BrokenTemplate) as broken:
        check(text)
    assert broken.value.fields == fields


@pytest.mark.parametrize(("text", "place"), [("a { b", 3), ("ab }", 4), ("{{ } }}", 4)])
def test_a_brace_that_stands_alone_is_named(text: str, place: int) -> None:
    with pytest.raises(BrokenTemplate) as broken:
        check(text)
    assert broken.value.place == place


def test_everything_documented_is_accepted() -> None:
    check("{name}{ad}{handle}{brand}{account}{member}{platform}{today}{name|a}{?x}{?x|y}{{z}}")


@given(st.text(alphabet="{}|?ab \n", max_size=30))
def test_what_passes_the_check_leaves_no_field_behind(text: str) -> None:
    try:
        check(text)
    except BrokenTemplate:
        return
    plain = text.replace("{{", "").replace("}}", "")
    filled = fill(plain, {}, {})
    assert not re.search(r"[{}]", filled)
