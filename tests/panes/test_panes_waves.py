"""Waves in words, in both languages."""

from __future__ import annotations

from typing import Any

from meydan.panes.waves import wave_detail, wave_name
from meydan.store.rows.waves import WaveRow
from tests.panes.panes_kit import ENGLISH, NOW, TURKISH


def wave(**more: Any) -> WaveRow:
    fields: dict[str, Any] = {
        "id": 1,
        "account_id": 1,
        "account": "anadolukahve",
        "platform": "instagram",
        "signal": "volume",
        "begun_at": NOW,
        "at": NOW,
        "count": 40,
        "negative": 34,
        "usual": 6.4,
        "usual_share": 0.2,
        "days": 90.0,
        "topics": ("kargo", "iade", "para"),
        "seen_by": "",
        "seen_at": None,
    }
    return WaveRow(**(fields | more))


def test_a_complaint_wave_says_where_about_what_and_how_much() -> None:
    assert wave_name(wave(), ENGLISH) == "Complaint wave"
    assert wave_detail(wave(), ENGLISH) == (
        "anadolukahve: 'kargo', 'iade' 40 within an hour, 34 negative, 6 times the usual · since 12:42"
    )
    assert wave_name(wave(), TURKISH) == "Şikayet dalgası"
    assert wave_detail(wave(), TURKISH) == (
        "anadolukahve: 'kargo', 'iade' bir saatte 40 ileti, 34 olumsuz, olağanın 6 katı · başlangıç 12:42"
    )


def test_praise_is_no_complaint_and_a_quiet_account_has_no_multiple() -> None:
    praised = wave(negative=0, usual=0.3, topics=())
    assert wave_name(praised, ENGLISH) == "Wave of messages"
    assert wave_detail(praised, ENGLISH).startswith("anadolukahve 40 within an hour, usually hardly any")


def test_a_share_and_a_topic_are_said_as_such() -> None:
    assert "34 of 40 negative within an hour, usually 20%" in wave_detail(wave(signal="negative"), ENGLISH)
    one = wave(signal="topic", negative=5, topics=("uygulama",))
    assert wave_name(one, ENGLISH) == "Complaint wave"
    assert "'uygulama' 5 complaints within an hour" in wave_detail(one, ENGLISH)


def test_what_strangers_wrote_is_made_harmless() -> None:
    assert "\x1b" not in wave_detail(wave(topics=("ka\x1b[31mrgo",), account="a\nb"), ENGLISH)
    assert "\n" not in wave_detail(wave(account="a\nb"), ENGLISH)
