"""Waves in words."""

from __future__ import annotations

from datetime import timedelta

from meydan.insight.text import one_line
from meydan.panes.speech import Speech
from meydan.store.rows.waves import WaveRow

WAVES_FOR = timedelta(days=1)
"""So long a wave that nobody has seen is an alert."""
NAMED = 2
"""Topics that are named."""


def wave_name(wave: WaveRow, speech: Speech) -> str:
    """What kind of wave it is."""
    if 2 * wave.negative >= wave.count or wave.signal != "volume":
        return speech.say("Complaint wave")
    return speech.say("Wave of messages")


def wave_detail(wave: WaveRow, speech: Speech) -> str:
    """Where, about what, how much and against what is usual, since when."""
    about = ", ".join(f"'{one_line(topic)}'" for topic in wave.topics[:NAMED])
    where = f"{one_line(wave.account)}: {about}" if about else one_line(wave.account)
    since = speech.say("since {clock}", clock=speech.clock(wave.begun_at))
    return f"{where} {_amount(wave, speech)} · {since}"


def _amount(wave: WaveRow, speech: Speech) -> str:
    if wave.signal == "topic":
        return speech.say_n("{n} complaint within an hour", "{n} complaints within an hour", wave.negative)
    negative, count = speech.number(wave.negative), speech.number(wave.count)
    if wave.signal == "negative":
        share = speech.percent(wave.usual_share)
        return speech.say(
            "{negative} of {count} negative within an hour, usually {share}",
            negative=negative,
            count=count,
            share=share,
        )
    said = (
        speech.say("{count} within an hour, {negative} negative", count=count, negative=negative)
        if wave.negative
        else speech.say("{count} within an hour", count=count)
    )
    times = round(wave.count / wave.usual) if wave.usual >= 1 else 0
    usual = speech.say_n("{n} time the usual", "{n} times the usual", times) if times else ""
    return f"{said}, {usual or speech.say('usually hardly any')}"
