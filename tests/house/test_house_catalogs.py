"""The catalogs hold every message once, translated, with its fields, and are compiled from what is there."""

from __future__ import annotations

import re
import string

from babel.messages.catalog import Message

from tests.house.catalogs import CATALOGS, compiled, extracted, stored, untranslated


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, tuple | list) else (message.id,)


def test_nothing_is_missing_and_nothing_is_unused() -> None:
    said = {ids(m) for m in extracted() if m.id}
    known = {ids(m) for m in stored("tr") if m.id}
    assert said - known == set(), "run `make catalogs` and translate"
    assert known - said == set(), "run `make catalogs`"
    assert len(said) > 100


def test_every_message_is_translated_with_its_fields() -> None:
    turkish = stored("tr")
    assert [m.id for m in untranslated(turkish)] == []
    for message in turkish:
        if not message.id:
            continue
        wanted = set().union(*(fields(text) for text in ids(message)))
        texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        for text in texts:
            found = fields(text or "")
            assert found <= wanted, f"{message.id!r} -> {text!r}"
            assert wanted - found <= {"n"}, f"{message.id!r} -> {text!r}"


def test_no_message_is_left_in_english_letters_only() -> None:
    """Whole sentences that equal their English original were forgotten."""
    for message in stored("tr"):
        original = ids(message)[-1] if message.id else ""
        if len(re.findall(r"[A-Za-z]{3,}", original)) >= 3:
            assert message.string != original, original


def test_the_compiled_catalog_is_current() -> None:
    assert (CATALOGS / "tr.mo").read_bytes() == compiled(stored("tr"))
